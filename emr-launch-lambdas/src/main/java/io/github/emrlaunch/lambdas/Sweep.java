package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.CleanUpRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A sweep that the schedule asks for.
 *
 * @param time when the schedule was due
 * @param stack the name of the stack whose clusters are swept
 * @param notifierArn the state machine that notifies of ends; empty for none
 * @param machines the names of the state machines of whose ends somebody is notified
 */
record Sweep(Instant time, String stack, String notifierArn, List<String> machines) {
    /** Reads the request of the schedule. */
    static Sweep read(JsonNode request) {
        JsonNode sweep = request.path(CleanUpRequest.SWEEP);
        return new Sweep(
                Instant.parse(request.path(CleanUpRequest.TIME).asText()),
                sweep.path(CleanUpRequest.STACK).asText(),
                sweep.path(CleanUpRequest.NOTIFIER).asText(),
                StreamSupport.stream(sweep.path(CleanUpRequest.MACHINES).spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    /** Whether a cluster is of a launch function of the stack. */
    boolean owns(LaunchedCluster cluster) {
        return cluster.launchFunction().startsWith(stack + "/");
    }

    /** Whether somebody is notified of the end of an execution. */
    boolean notifiesOf(String executionArn) {
        return machines.contains(Executions.machineOf(executionArn));
    }

    /** The ARN of one of the state machines, which are in the account of the one that notifies. */
    String arn(String machine) {
        return notifierArn.substring(0, notifierArn.lastIndexOf(':') + 1) + machine;
    }
}
