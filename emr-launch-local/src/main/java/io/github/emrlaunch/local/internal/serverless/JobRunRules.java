package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of job runs that the shapes do not contain. EMR Serverless documents the bounds but not the messages.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-resiliency.html">Job resiliency</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/release-version-7110.html">EMR Serverless 7.11.0</a>
 */
final class JobRunRules {
    private static final Pattern LABEL = Pattern.compile("emr-(?:spark-)?(\\d+)\\.(\\d+).*");
    private static final int MAX_BATCH_MINUTES = 7 * 24 * 60;
    private static final int MAX_ATTEMPTS = 10;

    private JobRunRules() {}

    static void check(Application application, JsonNode request) {
        boolean streaming = request.path("mode").asText("BATCH").equals("STREAMING");
        JsonNode retries = request.path("retryPolicy");
        if (streaming || retries.isObject()) {
            require(
                    isFrom(application, 7, 1),
                    "Job run mode STREAMING and retry policies are supported from release emr-7.1.0 on");
        }
        require(
                !streaming || request.at("/jobDriver/sparkSubmit").isObject(),
                "Job run mode STREAMING is supported for Spark only");
        checkAttempts(retries, "maxAttempts", !streaming, "BATCH");
        checkAttempts(retries, "maxFailedAttemptsPerHour", streaming, "STREAMING");
        if (!streaming && request.has("executionTimeoutMinutes") && isFrom(application, 7, 11)) {
            int minutes = request.path("executionTimeoutMinutes").asInt();
            require(
                    minutes >= 1 && minutes <= MAX_BATCH_MINUTES,
                    "executionTimeoutMinutes of a BATCH job run must be 1 to " + MAX_BATCH_MINUTES
                            + " from release emr-7.11.0 on, got: " + minutes);
        }
    }

    private static void checkAttempts(JsonNode retries, String member, boolean isOfMode, String mode) {
        if (retries.has(member)) {
            require(isOfMode, member + " is only applicable for mode " + mode);
            int attempts = retries.path(member).asInt();
            require(attempts >= 1 && attempts <= MAX_ATTEMPTS, member + " must be 1 to 10, got: " + attempts);
        }
    }

    private static boolean isFrom(Application application, int major, int minor) {
        Matcher label = LABEL.matcher(AwsJson.text(application.settings(), "releaseLabel", ""));
        return label.matches()
                && (Integer.parseInt(label.group(1)) > major
                        || (Integer.parseInt(label.group(1)) == major && Integer.parseInt(label.group(2)) >= minor));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw AwsException.validation(message);
        }
    }
}
