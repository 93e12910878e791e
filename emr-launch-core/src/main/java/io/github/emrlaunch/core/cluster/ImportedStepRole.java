package io.github.emrlaunch.core.cluster;

import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** The role of a configuration's steps as a construct, where only its ARN is known. */
final class ImportedStepRole {
    private static final String ID = "StepExecutionRole";

    private ImportedStepRole() {}

    /** The role of an ARN as a child of the scope, made at the first call; null for none. */
    static @Nullable IRole of(Construct scope, @Nullable String arn) {
        if (arn == null) {
            return null;
        }
        return scope.getNode().tryFindChild(ID) instanceof IRole existing ? existing : Role.fromRoleArn(scope, ID, arn);
    }
}
