package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.states.Reference;
import java.util.regex.Pattern;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/** An application of another stack or app. */
final class ImportedApplication extends Resource implements IServerlessApplication, Stacks.Imported {
    /**
     * Otherwise a policy could have a wildcard.
     *
     * @see <a href="https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_GetApplication.html">GetApplication</a>
     */
    private static final Pattern ID = Pattern.compile("[0-9a-z]{1,64}");

    private final String applicationId;
    private final ApplicationType type;

    ImportedApplication(Construct scope, String id, String applicationId, ApplicationType type) {
        super(scope, id);
        Reference.requireText("'applicationId'", applicationId);
        if (!ID.matcher(Tokens.withPlaceholders(applicationId)).matches()) {
            throw new IllegalArgumentException(
                    "'applicationId' must have 1 to 64 digits and lower-case letters, such as 00f1r2t3abcd, got: '%s'"
                            .formatted(applicationId));
        }
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
