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
 * The executions of state machines, each asked for once.
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
     * What Step Functions says of an execution. It doesn't know executions that ended more than 90 days ago, nor those of a state
     * machine that was deleted.
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
     * The ARNs of the executions that ended within a time, among the thousand that were started last.
     *
     * @param status how they ended
     * @param from the first moment
     * @param until the last moment
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

    /** A state machine that somebody deleted has none. */
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

    /** A time as Step Functions writes it: seconds, with a fraction. */
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
