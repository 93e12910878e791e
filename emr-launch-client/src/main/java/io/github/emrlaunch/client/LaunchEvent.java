package io.github.emrlaunch.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the history of a launch.
 *
 * @param time the time of the event
 * @param type the event type of Step Functions, such as {@code TaskStateEntered}
 * @param state the state that was entered or left; empty for other events
 * @param details the error; empty if there is none
 * @param cluster the status of the cluster after a state; null for other events, and before there is a cluster
 */
public record LaunchEvent(
        Instant time,
        String type,
        String state,
        String details,
        @Nullable ClusterStatus cluster) {
    /** Whether a state of the state machine was entered. */
    public boolean entersState() {
        return type.endsWith("StateEntered");
    }
}
