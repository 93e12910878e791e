package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Stacks;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/** An application of another stack or app. */
final class ImportedApplication extends Resource implements IServerlessApplication, Stacks.Imported {
    private final String applicationId;
    private final ApplicationType type;

    ImportedApplication(Construct scope, String id, String applicationId, ApplicationType type) {
        super(scope, id);
        this.applicationId = applicationId;
        this.type = type;
    }

    @Override
    public String getApplicationId() {
        return applicationId;
    }

    @Override
    public ApplicationType getType() {
        return type;
    }

    @Override
    public void grantWriteLogs(IRole jobRole) {}
}
