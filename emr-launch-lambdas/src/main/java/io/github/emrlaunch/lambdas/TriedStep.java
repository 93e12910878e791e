package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.StepLook;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A step that a state machine has handed to EMR, or has tried to.
 *
 * @param clusterId the cluster
 * @param step as the machine has sent it, see {@link StepLook#STEP}
 * @param since when the machine began to add it
 * @param error the name of the error of the task that added it
 * @param cause the cause of that error
 * @param retriesLeft how often it may be added again after it failed
 * @param addedAgain how often it was added again after EMR did not take it
 * @param cancels how often EMR was asked to cancel it, after it took longer than it may
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

    /** By how much EMR's clock may be behind that of Step Functions. Whatever had ended before the step was added is another all the same. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /**
     * What says that EMR may take the same step a moment later: too many calls, a fault of EMR, or a broken connection. A task has one error
     * name for all of them, and the cause has the words of the SDK. A cluster with 256 active steps takes another when one of them has ended.
     *
     * @see <a href="https://repost.aws/knowledge-center/emr-cluster-status-throttling-error">"Rate exceeded", ThrottlingException</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/CommonErrors.html">Common errors</a>
     * @see <a href="https://github.com/Yelp/mrjob/blob/master/tests/mock_boto3/emr.py">mrjob, which has the words for 256 active steps</a>
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
            throw new InvalidRequestException("'%s' must be given".formatted(member));
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

    /** Whether the task took longer than the step may. */
    boolean hasTimedOut() {
        return error.equals(TIMEOUT);
    }

    /** Whether EMR may take the same step a moment later. */
    boolean mayBeTakenLater() {
        return hasTimedOut() || TRANSIENT.matcher(cause).find();
    }

    /** The earliest time that EMR's list may have for the step. */
    Instant earliest() {
        return since.minus(CLOCK_SKEW);
    }

    /** Whether a step as ListSteps has it may be this one. */
    boolean maybe(JsonNode listed) {
        return step.isLike(listed)
                && !earlier.contains(listed.path("Id").asText())
                && !EmrSteps.hasEndedBefore(listed, since);
    }
}
