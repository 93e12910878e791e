package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a launch ended.
 *
 * @param status in Step Functions' words: {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT} or {@code ABORTED}
 * @param output the execution's output; null unless it succeeded
 * @param error the error's name; null if it succeeded
 * @param cause what happened; null if it succeeded
 * @param elapsed how long it took
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

    /** The cluster's id; null when the launch has none to tell. */
    public @Nullable String clusterId() {
        return output == null
                ? null
                : output.path("LaunchClusterResult").path("ClusterId").textValue();
    }
}
