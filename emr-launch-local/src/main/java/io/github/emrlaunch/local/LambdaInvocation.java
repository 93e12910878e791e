package io.github.emrlaunch.local;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of a Lambda function.
 *
 * @param functionName the function's name
 * @param requestId the invocation's id, as the function's context shows it
 * @param coldStart whether a process was started for it
 * @param duration real time: of a cold start from the process's start, or from the restore of its snapshot, to the response; else
 *     from request to response
 * @param functionError {@code Unhandled} when the function failed, {@code SnapStartException} or {@code
 *     SnapStartTimeoutException} when a hook after the restore of its snapshot failed or took too long, null when it returned
 * @param response what the function returned, or the error as Lambda words it, as JSON text
 * @param log what the function wrote to its standard output and error, line by line; a long log is cut
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
