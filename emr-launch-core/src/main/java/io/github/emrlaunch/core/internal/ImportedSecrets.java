package io.github.emrlaunch.core.internal;

import java.util.regex.Pattern;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/** Secrets that a loaded definition names by ARN. */
public final class ImportedSecrets {
    /** Secrets Manager appends six random characters to an ARN. Some users omit them. */
    private static final Pattern COMPLETE = Pattern.compile(".*-[A-Za-z0-9]{6}");

    private ImportedSecrets() {}

    /** Returns the secret with the ARN, complete or without its suffix; imported once in a scope. */
    public static ISecret of(Construct scope, String id, String arn) {
        if (scope.getNode().tryFindChild(id) instanceof ISecret imported) {
            return imported;
        }
        return COMPLETE.matcher(arn).matches()
                ? Secret.fromSecretCompleteArn(scope, id, arn)
                : Secret.fromSecretPartialArn(scope, id, arn);
    }
}
