package io.github.emrlaunch.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a launch.
 *
 * @param time when
 * @param type the kind of event, in Step Functions' words, such as {@code TaskStateEntered}
 * @param state the state that was entered or left; empty for other events
 * @param details what went wrong; empty when nothing did
 * @param cluster what the launch knows of its cluster after a state; null for other events, and before there is a cluster
 */
public record LaunchEvent(
        Instant time,
        String type,
        String state,
        String details,
        @Nullable ClusterStatus cluster) {
    /** Whether a state of the state machine begins here. */
    public boolean entersState() {
        return type.endsWith("StateEntered");
    }
}
