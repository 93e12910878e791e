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
 * Notifies of executions that could not do so themselves: starts the state machine that notifies, under the name of the end, which
 * Step Functions takes once. So it does no harm to notify of an end again.
 */
final class EndNotifier {
    private final AwsClient aws;
    private final String notifierArn;

    /** @param notifierArn the state machine that notifies; empty where nobody is to be notified */
    EndNotifier(AwsClient aws, String notifierArn) {
        this.aws = aws;
        this.notifierArn = notifierArn;
    }

    /** The names of the state machines of whose ends somebody is notified, which the state machine that notifies knows. */
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

    /** The ARN of one of these state machines, which are in the account of the one that notifies. */
    String arn(String machine) {
        return notifierArn.substring(0, notifierArn.lastIndexOf(':') + 1) + machine;
    }

    /**
     * Notifies of the end of an execution that failed, was stopped or timed out.
     *
     * @param clusterId the cluster that the execution had; empty for none
     * @param left the ids of what it has left, and what stays for now
     * @return whether this is the first notification of that end
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
     * The state machines of this library notify before they enter a Fail state. An execution that failed in any other state, by an
     * error that no Catch sees such as {@code States.Runtime}, has not notified.
     *
     * @throws AwsUnavailableException when the history does not show the end: it lags, or the execution was redriven
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
