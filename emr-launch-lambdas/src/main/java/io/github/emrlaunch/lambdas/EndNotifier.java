package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.EndNotice;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.Collection;
import java.util.Set;

/**
 * Notifies of executions that could not notify themselves: starts the notifying state machine, with an execution name that is derived from
 * the ended execution and that
 * Step Functions accepts once. Therefore repeated notifications are harmless.
 */
final class EndNotifier {
    private final AwsClient aws;
    private final String notifierArn;

    /** @param notifierArn the state machine that notifies; empty without notifications */
    EndNotifier(AwsClient aws, String notifierArn) {
        this.aws = aws;
        this.notifierArn = notifierArn;
    }

    /** Returns the names of the state machines with notifications, from the notifying state machine. */
    Set<String> machines() {
        return notifierArn.isEmpty()
                ? Set.of()
                : EndNotice.machines(aws.call(
                                CalledService.STEP_FUNCTIONS,
                                "DescribeStateMachine",
                                Json.object().put("stateMachineArn", notifierArn))
                        .path("definition")
                        .asText());
    }

    /** Returns the ARN of one of these state machines, which are in the account of the notifying one. */
    String arn(String machine) {
        return notifierArn.substring(0, notifierArn.lastIndexOf(':') + 1) + machine;
    }

    /**
     * Notifies of an execution that failed, was stopped or timed out.
     *
     * @param clusterId the cluster of the execution; empty for none
     * @param left the ids of clusters and steps that it has left and that still exist
     * @return whether this is the first notification of it
     */
    boolean notifyOf(String executionArn, ExecutionState end, String clusterId, Collection<String> left) {
        if (end.status().equals("FAILED") && hasNotified(executionArn)) {
            return false;
        }
        ObjectNode request = Json.object()
                .put("stateMachineArn", notifierArn)
                .put("name", EndNotice.name(executionArn, end.stopDate()))
                .put(
                        "input",
                        Json.write(EndNotice.input(
                                PipelineLaunch.machineOf(executionArn), describe(executionArn, end, clusterId, left))));
        try {
            aws.call(CalledService.STEP_FUNCTIONS, "StartExecution", request);
            return true;
        } catch (AwsCallFailedException e) {
            if (e.code().equals("ExecutionAlreadyExists")) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns whether a failed execution has notified. The state machines of this library notify before they enter a Fail state. An
     * execution that failed in any other state, by an
     * error that no Catch handles, such as {@code States.Runtime}, has not notified.
     *
     * @throws AwsUnavailableException when the history does not show the failure: it is delayed, or the execution was redriven
     */
    private boolean hasNotified(String executionArn) {
        JsonNode newest = aws.call(
                        CalledService.STEP_FUNCTIONS,
                        "GetExecutionHistory",
                        Json.object()
                                .put("executionArn", executionArn)
                                .put("reverseOrder", true)
                                .put("includeExecutionData", false)
                                .put("maxResults", 2))
                .path("events");
        if (!isOf("ExecutionFailed", newest.path(0))) {
            throw new AwsUnavailableException(
                    "The history of execution '%s' does not show that it failed".formatted(executionArn));
        }
        return isOf("FailStateEntered", newest.path(1));
    }

    private static boolean isOf(String type, JsonNode event) {
        return event.path("type").asText().equals(type);
    }

    private static ObjectNode describe(
            String executionArn, ExecutionState end, String clusterId, Collection<String> left) {
        ObjectNode description = Json.object()
                .put(ExecutionEnd.STATUS, end.status())
                .put(ExecutionEnd.EXECUTION, executionArn)
                .put(ExecutionEnd.ERROR, end.error())
                .put(ExecutionEnd.CAUSE, end.cause());
        if (!clusterId.isEmpty()) {
            description.put(ExecutionEnd.CLUSTER_ID, clusterId);
        }
        if (!left.isEmpty()) {
            left.forEach(description.putArray(ExecutionEnd.LEFT)::add);
        }
        return description;
    }
}
