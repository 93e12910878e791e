package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of AWS's messages that a launch passes on. AWS quotes parts of requests, and everybody who may start a launch can read its
 * errors. Therefore, if a launch
 * has secrets, an error has only AWS's code. The message goes to the function's log, unless it may contain a part of a secret.
 *
 * @param logGroup the name of the function's log group; null if launches have no secrets
 */
record AwsMessages(@Nullable String logGroup) {
    /** The environment variable of a function whose launches have secrets: the name of its log group. */
    static final String VARIABLE = "EMR_LAUNCH_SECRETS_LOG";

    /** The replacement for the reason of a cluster's status. */
    static final String WITHHELD_REASON =
            "EMR's message is not shown, because the cluster has secrets. The EMR console shows it";

    private static final String CODE = "AwsCode";
    private static final String MESSAGE = "AwsMessage";

    static AwsMessages ofEnvironment() {
        return new AwsMessages(System.getenv(VARIABLE));
    }

    /** Returns whether messages are withheld because launches have secrets. */
    boolean areWithheld() {
        return logGroup != null;
    }

    /**
     * Returns the failure that a launch may report.
     *
     * @param isFreeOfSecrets a predicate for texts that are known to have no part of a secret
     * @param line the line of the log, to which AWS's message is added in that case
     */
    AwsCallFailedException reported(
            AwsCallFailedException failure, Predicate<String> isFreeOfSecrets, ObjectNode line) {
        // Without a response the reason comes from the function.
        if (!areWithheld() || failure.code().equals(AwsCallFailedException.NO_ANSWER)) {
            return failure;
        }
        line.put(CODE, failure.code());
        if (!isFreeOfSecrets.test(failure.reason())) {
            return withheld(failure);
        }
        line.put(MESSAGE, failure.reason());
        return failure.withReason(
                "its message is not shown, because the launch has secrets. It is in the log group '%s', as '%s'"
                        .formatted(logGroup, MESSAGE));
    }

    /** Returns the failure without AWS's message. */
    static AwsCallFailedException withheld(AwsCallFailedException failure) {
        return failure.code().equals(AwsCallFailedException.NO_ANSWER)
                ? failure
                : failure.withReason("its message is not shown, because it may quote a secret of the launch");
    }
}
