package io.github.emrlaunch.core.cluster;

import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The runtime role of a configuration's steps, imported by its ARN. */
final class ImportedStepRole {
    private static final String ID = "StepExecutionRole";

    private ImportedStepRole() {}

    /** Imports the role as a child of the scope at the first call. Returns null if there is no ARN. */
    static @Nullable IRole of(Construct scope, @Nullable String arn) {
        if (arn == null) {
            return null;
        }
        return scope.getNode().tryFindChild(ID) instanceof IRole existing ? existing : Role.fromRoleArn(scope, ID, arn);
    }
}
