package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of a launch.
 *
 * @param status the status of Step Functions: {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT} or {@code ABORTED}
 * @param output the execution's output; null unless it succeeded
 * @param error the error's name; null if it succeeded
 * @param cause the description of the error; null if it succeeded
 * @param elapsed the duration
 */
public record LaunchResult(
        String status,
        @Nullable JsonNode output,
        @Nullable String error,
        @Nullable String cause,
        Duration elapsed) {

    /** Whether the cluster was launched. */
    public boolean succeeded() {
        return status.equals("SUCCEEDED");
    }

    /** The id of the cluster; null if the output has none. */
    public @Nullable String clusterId() {
        return output == null
                ? null
                : output.path("LaunchClusterResult").path("ClusterId").textValue();
    }
}
