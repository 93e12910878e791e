package io.github.emrlaunch.local;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a Lambda function.
 *
 * @param functionName the name of the function
 * @param requestId the id of the invocation, as in the context of the function
 * @param coldStart whether a process was started for the invocation
 * @param duration real time. Of a cold start: from the start of the process, or from the restore of its snapshot, to the response;
 *     otherwise from the request to the response
 * @param functionError {@code Unhandled} when the function failed, {@code SnapStartException} or {@code
 *     SnapStartTimeoutException} when a hook after the restore of its snapshot failed or timed out, null when the function returned
 * @param response the result of the function, or the error in the format of Lambda, as JSON text
 * @param log the lines that the function wrote to standard output and standard error; a long log is truncated
 */
public record LambdaInvocation(
        String functionName,
        String requestId,
        boolean coldStart,
        Duration duration,
        @Nullable String functionError,
        String response,
        List<String> log) {
    public LambdaInvocation {
        log = List.copyOf(log);
    }
}
