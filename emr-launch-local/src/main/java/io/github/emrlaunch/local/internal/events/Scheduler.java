package io.github.emrlaunch.local.internal.events;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.List;
import java.util.Map;

/** EventBridge Scheduler: its schedules are rules of the event bus that are due by time. */
public final class Scheduler implements LocalService {
    private final ServiceContext context;

    Scheduler(ServiceContext context) {
        this.context = context;
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Scheduler(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.rest("scheduler", List.of(), Map.of());
    }

    @Override
    public Map<String, ResourceType> resources() {
        return Map.of("AWS::Scheduler::Schedule", new RuleResources(
                        context.account(), context.services().get(EventBus.class))
                .scheduleType());
    }
}
