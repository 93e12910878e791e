package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The executions of state machines, each requested once.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
final class Executions {
    private static final int MAX_RESULTS = 1_000;

    private final AwsClient aws;
    private final Map<String, ExecutionState> asked = new HashMap<>();

    Executions(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * Returns the state of an execution. Step Functions does not have executions that ended more than 90 days ago, or those of a deleted
     * state
     * machine.
     */
    ExecutionState find(String executionArn) {
        ExecutionState known = asked.get(executionArn);
        if (known == null) {
            known = describe(executionArn);
            asked.put(executionArn, known);
        }
        return known;
    }

    /**
     * Returns the ARNs of the executions that ended within a time, among the thousand that were started last.
     *
     * @param status their status
     * @param from the start of the time
     * @param until the end of the time
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html">ListExecutions</a>
     */
    List<String> ended(String stateMachineArn, String status, Instant from, Instant until) {
        ObjectNode request = Json.object()
                .put("stateMachineArn", stateMachineArn)
                .put("statusFilter", status)
                .put("maxResults", MAX_RESULTS);
        List<String> ended = new ArrayList<>();
        for (JsonNode execution : list(request)) {
            Instant end = time(execution.path("stopDate"));
            if (!end.isBefore(from) && !end.isAfter(until)) {
                ended.add(execution.path("executionArn").asText());
            }
        }
        return ended;
    }

    /** A deleted state machine has none. */
    private JsonNode list(ObjectNode request) {
        try {
            return aws.call(CalledService.STEP_FUNCTIONS, "ListExecutions", request)
                    .path("executions");
        } catch (AwsCallFailedException e) {
            if (e.code().equals("StateMachineDoesNotExist")) {
                return Json.object();
            }
            throw e;
        }
    }

    /** Returns a time in the format of Step Functions: seconds, with a fraction. */
    static Instant time(JsonNode seconds) {
        return Instant.ofEpochMilli(seconds.decimalValue().movePointRight(3).longValue());
    }

    private ExecutionState describe(String executionArn) {
        ObjectNode request = Json.object().put("executionArn", executionArn);
        try {
            return new ExecutionState(aws.call(CalledService.STEP_FUNCTIONS, "DescribeExecution", request));
        } catch (AwsCallFailedException e) {
            if (e.isTransient()) {
                throw e;
            }
            return ExecutionState.unknown(e.code());
        }
    }
}
