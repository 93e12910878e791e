package io.github.emrlaunch.lambdas;

/** Secrets Manager has no secret with this ARN, or it is marked for deletion. */
public final class SecretNotFoundException extends RuntimeException {
    SecretNotFoundException(String arn, String what) {
        super(
                "Secret '%s' for %s does not exist or is marked for deletion. Restore it, or store the definition with another secret and deploy the launch function again"
                        .formatted(arn, what));
    }
}
