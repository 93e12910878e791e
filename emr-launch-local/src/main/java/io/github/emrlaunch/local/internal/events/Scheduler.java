package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Amazon EventBridge Scheduler. Its schedules are rules of the event bus with a schedule. */
public final class Scheduler implements LocalService {
    private static final String DEFAULT_GROUP = "default";
    private static final int MAX_RESULTS = 100;

    private final ServiceContext context;
    /** The responses of GetSchedule, by ARN. */
    private final Map<String, ObjectNode> schedules = new ConcurrentSkipListMap<>();

    Scheduler(ServiceContext context) {
        this.context = context;
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new Scheduler(context);
        }
    }

    @Override
    public AwsService api() {
        ServiceProtocol.Binding get =
                new ServiceProtocol.Binding(Map.of("groupName", "GroupName"), Map.of(), Map.of(), null);
        ServiceProtocol.Binding list = new ServiceProtocol.Binding(
                Map.of(
                        "ScheduleGroup", "GroupName",
                        "NamePrefix", "NamePrefix",
                        "State", "State",
                        "MaxResults", "MaxResults",
                        "NextToken", "NextToken"),
                Map.of(),
                Map.of(),
                null);
        return AwsService.rest(
                "scheduler",
                List.of(
                        new ServiceProtocol.Route("GET", "/schedules/{Name}", "GetSchedule", get),
                        new ServiceProtocol.Route("GET", "/schedules", "ListSchedules", list)),
                Map.of(
                        "GetSchedule",
                        Operation.requiring(
                                input -> RequiredPermission.of("scheduler:GetSchedule", arn(input)), this::get),
                        "ListSchedules",
                        Operation.requiring(
                                input -> RequiredPermission.of("scheduler:ListSchedules", "*"), this::list)));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return Map.of(
                "AWS::Scheduler::Schedule",
                ResourceType.of(
                                this::schedule,
                                "Name",
                                "GroupName",
                                "Description",
                                "ScheduleExpression",
                                "ScheduleExpressionTimezone",
                                "State",
                                "Target.Arn",
                                "Target.RoleArn",
                                "Target.Input",
                                "Target.DeadLetterConfig.Arn",
                                "Target.RetryPolicy.MaximumEventAgeInSeconds",
                                "Target.RetryPolicy.MaximumRetryAttempts")
                        .deletedBy(this::delete));
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.of(schedules);
    }

    private CreatedResource schedule(ResourceRequest request) {
        CreatedResource created = rules().schedule(request);
        String arn = created.attributes().getOrDefault("Arn", "");
        schedules.merge(arn, description(arn, created.physicalId(), request.properties()), (before, now) -> {
            now.set("CreationDate", before.get("CreationDate"));
            return now;
        });
        return created;
    }

    private void delete(ResourceRequest request) {
        rules().delete(request);
        schedules.remove(request.deletedAttribute("Arn"));
    }

    private RuleResources rules() {
        return context.services().get(EventBus.class).ruleResources();
    }

    private ObjectNode description(String arn, String name, JsonNode properties) {
        double now = AwsJson.timestamp(context.clock().now());
        ObjectNode description = AwsJson.object()
                .put("Arn", arn)
                .put("Name", name)
                .put("GroupName", AwsJson.text(properties, "GroupName", DEFAULT_GROUP))
                .put("ScheduleExpression", AwsJson.text(properties, "ScheduleExpression", ""))
                .put("ScheduleExpressionTimezone", AwsJson.text(properties, "ScheduleExpressionTimezone", "UTC"))
                .put("State", AwsJson.text(properties, "State", "ENABLED"))
                .put("ActionAfterCompletion", "NONE")
                .put("CreationDate", now)
                .put("LastModificationDate", now);
        for (String member : List.of("Description", "FlexibleTimeWindow", "Target")) {
            if (AwsJson.has(properties, member)) {
                description.set(member, properties.get(member));
            }
        }
        return description;
    }

    private String arn(JsonNode input) {
        return context.account()
                .arn(
                        "scheduler",
                        "schedule/" + AwsJson.text(input, "GroupName", DEFAULT_GROUP) + "/"
                                + Inputs.required(input, "Name"));
    }

    private JsonNode get(CallContext call, ObjectNode input) {
        ObjectNode schedule = schedules.get(arn(input));
        if (schedule == null) {
            throw AwsException.of(
                    "ResourceNotFoundException",
                    404,
                    "Schedule " + Inputs.required(input, "Name") + " does not exist.");
        }
        return schedule;
    }

    private JsonNode list(CallContext call, ObjectNode input) {
        String group = AwsJson.text(input, "GroupName");
        String state = AwsJson.text(input, "State");
        String prefix = AwsJson.text(input, "NamePrefix", "");
        List<ObjectNode> found = schedules.values().stream()
                .filter(schedule ->
                        group == null || group.equals(schedule.path("GroupName").asText()))
                .filter(schedule ->
                        state == null || state.equals(schedule.path("State").asText()))
                .filter(schedule -> schedule.path("Name").asText().startsWith(prefix))
                .toList();
        Page<ObjectNode> page = Page.of(
                found,
                AwsJson.text(input, "NextToken"),
                Inputs.number(input, "MaxResults", MAX_RESULTS, 1, MAX_RESULTS),
                () -> AwsException.validation("Invalid NextToken."));
        ObjectNode output = AwsJson.object();
        page.elements().stream().map(Scheduler::summary).forEach(output.putArray("Schedules")::add);
        return page.next() == null ? output : output.put("NextToken", page.next());
    }

    private static ObjectNode summary(ObjectNode schedule) {
        ObjectNode summary = AwsJson.object();
        for (String member : List.of("Arn", "Name", "GroupName", "State", "CreationDate", "LastModificationDate")) {
            summary.set(member, schedule.get(member));
        }
        summary.putObject("Target").set("Arn", schedule.path("Target").path("Arn"));
        return summary;
    }
}
