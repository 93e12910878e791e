package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.StepLook;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A step that a state machine has sent to EMR, or attempted to send.
 *
 * @param clusterId the cluster
 * @param step the step that was sent, see {@link StepLook#STEP}
 * @param since the time at which the state machine started to add it
 * @param error the name of the error of the task that added it
 * @param cause the cause of that error
 * @param retriesLeft the number of times that it may be added again after it failed
 * @param addedAgain the number of times that it was added again after EMR refused it
 * @param cancels the number of requests to cancel it after its timeout
 * @param earlier text with the ids of steps that are not this one
 */
record TriedStep(
        String clusterId,
        SentStep step,
        Instant since,
        String error,
        String cause,
        int retriesLeft,
        int addedAgain,
        int cancels,
        String earlier) {
    private static final String TIMEOUT = "States.Timeout";

    /**
     * The tolerance for EMR's clock being behind that of Step Functions. A step that had ended before the step was added is always another
     * one.
     */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /**
     * The errors after which EMR may accept the same step later: throttling, a fault of EMR, or a broken connection. A task has one error
     * name for all of them, and the cause has the message of the SDK. A cluster with 256 active steps accepts another after one of them has
     * ended.
     * @see <a href="https://repost.aws/knowledge-center/emr-cluster-status-throttling-error">"Rate exceeded", ThrottlingException</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/CommonErrors.html">Common errors</a>
     * @see <a href="https://github.com/Yelp/mrjob/blob/master/tests/mock_boto3/emr.py">mrjob, which has the message for 256 active
     *     steps</a>
     */
    private static final Pattern TRANSIENT = Pattern.compile(
            "Rate exceeded|Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|Status Code: (429|5\\d\\d)|InternalFailure|InternalServer|"
                    + "ServiceUnavailable|Unable to execute HTTP request|timed out|[Cc]onnection (reset|refused|closed|aborted)|failed to respond|Broken pipe"
                    + "|Maximum number of active steps");

    /** Reads a payload. */
    static TriedStep read(JsonNode payload) {
        JsonNode tried = payload.path(StepLook.TRY);
        String clusterId = text(payload, StepLook.CLUSTER_ID);
        text(payload.path(StepLook.STEP), "Name");
        return new TriedStep(
                clusterId,
                new SentStep(payload.path(StepLook.STEP)),
                time(text(tried, StepLook.SINCE)),
                tried.path(StepLook.ERROR).asText(),
                tried.path(StepLook.CAUSE).asText(),
                payload.path(StepLook.RETRIES).asInt()
                        - tried.path(StepLook.RETRIED).asInt(),
                tried.path(StepLook.ADDED_AGAIN).asInt(),
                tried.path(StepLook.CANCELS).asInt(),
                tried.path(StepLook.EARLIER).asText());
    }

    private static String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new InvalidRequestException("'%s' is missing".formatted(member));
        }
        return value.textValue();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidRequestException("'%s' must be a time".formatted(StepLook.SINCE));
        }
    }

    String name() {
        return step.name();
    }

    /** Returns whether the task took longer than the timeout of the step. */
    boolean hasTimedOut() {
        return error.equals(TIMEOUT);
    }

    /** Returns whether EMR may accept the same step later. */
    boolean mayBeTakenLater() {
        return hasTimedOut() || TRANSIENT.matcher(cause).find();
    }

    /** Returns the earliest possible time of the step in EMR's list. */
    Instant earliest() {
        return since.minus(CLOCK_SKEW);
    }

    /** Returns whether a step in the form of ListSteps may be this one. */
    boolean maybe(JsonNode listed) {
        return step.isLike(listed)
                && !earlier.contains(listed.path("Id").asText())
                && !EmrSteps.hasEndedBefore(listed, since);
    }
}
