package io.github.emrlaunch.lambdas;

/** A secret is not a JSON object with the required members. The message has the violation, but never the content. */
public final class InvalidSecretException extends RuntimeException {
    InvalidSecretException(String arn, String what, String problem) {
        super("Secret '%s' for %s %s".formatted(arn, what, problem));
    }
}
