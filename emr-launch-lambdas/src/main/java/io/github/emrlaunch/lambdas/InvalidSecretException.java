package io.github.emrlaunch.lambdas;

/** A secret isn't a JSON object of what is needed. The message says what is wrong with it, never what it holds. */
public final class InvalidSecretException extends RuntimeException {
    InvalidSecretException(String arn, String what, String problem) {
        super("Secret '%s' for %s %s".formatted(arn, what, problem));
    }
}
