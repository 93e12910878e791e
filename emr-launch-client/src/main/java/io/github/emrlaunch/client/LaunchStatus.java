package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a launch is doing.
 *
 * @param launch the launch
 * @param stateMachine the ARN of the launch function's state machine
 * @param status in Step Functions' words: {@code RUNNING}, {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT},
 *     {@code ABORTED} or {@code PENDING_REDRIVE}
 * @param started when it began
 * @param input what it was started with
 * @param state the state that was entered last
 * @param cluster what the launch knows of its cluster; null before there is one
 * @param result how it ended; null while it goes on
 */
public record LaunchStatus(
        Launch launch,
        String stateMachine,
        String status,
        Instant started,
        JsonNode input,
        @Nullable String state,
        @Nullable ClusterStatus cluster,
        @Nullable LaunchResult result) {}
