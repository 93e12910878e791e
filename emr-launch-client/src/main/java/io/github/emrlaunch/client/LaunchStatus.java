package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The status of a launch.
 *
 * @param launch the launch
 * @param stateMachine the ARN of the launch function's state machine
 * @param status the status of Step Functions: {@code RUNNING}, {@code SUCCEEDED}, {@code FAILED}, {@code TIMED_OUT},
 *     {@code ABORTED} or {@code PENDING_REDRIVE}
 * @param started the start time
 * @param input the input of the execution
 * @param state the state that was entered last
 * @param cluster the status of the cluster; null before there is one
 * @param result the result; null while it runs
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
