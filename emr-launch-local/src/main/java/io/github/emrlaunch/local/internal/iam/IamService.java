package io.github.emrlaunch.local.internal.iam;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import java.util.Map;

/**
 * The IAM service: the resources of templates and some of its operations. Services evaluate policies through {@link Iam} directly.
 */
public final class IamService implements LocalService {
    private final IamResources resources;
    private final IamOperations operations;
    private final ServiceContext context;

    IamService(ServiceContext context) {
        this.context = context;
        this.resources = new IamResources(context.account(), context.iam());
        this.operations = new IamOperations(context);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new IamService(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.query("iam", "https://iam.amazonaws.com/doc/2010-05-08/", operations.all());
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(
                resources.checkpoint(),
                context.iam().checkpoint(),
                context.resourcePolicies().checkpoint(),
                context.authorizer().checkpoint());
    }
}
