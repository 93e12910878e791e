package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a launch passes on of AWS's messages. AWS quotes what it was sent. Whoever may start a launch reads its errors, so where a launch
 * has secrets an error has AWS's code alone. The message goes to the function's log, unless it may hold a part of a secret.
 *
 * @param logGroup the name of the function's log group; null where launches have no secrets
 */
record AwsMessages(@Nullable String logGroup) {
    /** The environment variable of a function whose launches have secrets: the name of its log group. */
    static final String VARIABLE = "EMR_LAUNCH_SECRETS_LOG";

    /** What stands in place of the reason of a cluster's status. */
    static final String WITHHELD_REASON =
            "EMR's message is not shown, since the cluster has secrets. The EMR console has it";

    private static final String CODE = "AwsCode";
    private static final String MESSAGE = "AwsMessage";

    static AwsMessages ofEnvironment() {
        return new AwsMessages(System.getenv(VARIABLE));
    }

    /** Whether messages are withheld, since launches have secrets. */
    boolean areWithheld() {
        return logGroup != null;
    }

    /**
     * The failure that a launch may tell.
     *
     * @param isFreeOfSecrets tells whether a text is known to hold no part of a secret
     * @param line of the log; takes AWS's message if it is
     */
    AwsCallFailedException told(AwsCallFailedException failure, Predicate<String> isFreeOfSecrets, ObjectNode line) {
        // Without an answer the reason is the function's own.
        if (!areWithheld() || failure.code().equals(AwsCallFailedException.NO_ANSWER)) {
            return failure;
        }
        line.put(CODE, failure.code());
        if (!isFreeOfSecrets.test(failure.reason())) {
            return withheld(failure);
        }
        line.put(MESSAGE, failure.reason());
        return failure.withReason(
                "its message is not shown, since the launch has secrets. It is in the log group '%s', as '%s'"
                        .formatted(logGroup, MESSAGE));
    }

    /** The failure without AWS's message. */
    static AwsCallFailedException withheld(AwsCallFailedException failure) {
        return failure.code().equals(AwsCallFailedException.NO_ANSWER)
                ? failure
                : failure.withReason("its message is not shown, since it may quote a secret of the launch");
    }
}
