package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.HashMap;
import java.util.Map;

/**
 * The executions of state machines, each asked for once.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html">DescribeExecution</a>
 */
final class Executions {
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
