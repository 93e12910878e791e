package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.tasks.MemberNames;
import io.github.emrlaunch.local.internal.tasks.OptimizedTask;
import io.github.emrlaunch.local.internal.tasks.Polling;
import io.github.emrlaunch.local.internal.tasks.ServiceCalls;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Tasks that start executions of other state machines, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">connect-stepfunctions</a>.
 */
final class ExecutionTasks {
    private static final String RULE = "StepFunctionsGetEventsForStepFunctionsExecutionRule";

    private final ServiceCalls states;

    ExecutionTasks(Gateway gateway) {
        this.states = new ServiceCalls(
                gateway,
                "states",
                "StepFunctions",
                "AWSStepFunctions",
                Set.of(
                        "ExecutionAlreadyExistsException",
                        "ExecutionLimitExceededException",
                        "InvalidArnException",
                        "InvalidExecutionInputException",
                        "InvalidNameException",
                        "StateMachineDoesNotExistException"));
    }

    Map<String, TaskIntegration> table() {
        OptimizedTask start = OptimizedTask.of(
                List.of("StateMachineArn"),
                List.of("Input", "Name", "TraceHeader"),
                (context, parameters, attempt) -> started(start(context, parameters)));
        return Map.of(
                "startExecution", start,
                "startExecution.sync", start.waiting(RULE, waiting(UnaryOperator.identity())),
                "startExecution.sync:2", start.waiting(RULE, waiting(ExecutionTasks::parsedOutput)));
    }

    private JsonNode start(CallContext context, ObjectNode parameters) throws StatesError {
        ObjectNode input = AwsJson.object();
        input.set("stateMachineArn", parameters.get("StateMachineArn"));
        if (parameters.has("Name")) {
            input.set("name", parameters.get("Name"));
        }
        if (parameters.has("Input")) {
            JsonNode given = parameters.get("Input");
            input.put("input", given.isTextual() ? given.asText() : given.toString());
        }
        return states.call(context, "StartExecution", input);
    }

    private static ObjectNode started(JsonNode answer) {
        return AwsJson.object()
                .put("ExecutionArn", answer.path("executionArn").asText())
                .put("StartDate", milliseconds(answer.path("startDate")));
    }

    private OptimizedTask.Work waiting(UnaryOperator<ObjectNode> result) {
        return (context, parameters, attempt) -> await(context, start(context, parameters), attempt, result);
    }

    private JsonNode await(CallContext context, JsonNode answer, TaskAttempt attempt, UnaryOperator<ObjectNode> result)
            throws StatesError, InterruptedException {
        attempt.submitted(started(answer));
        ObjectNode execution = AwsJson.object();
        execution.set("executionArn", answer.get("executionArn"));
        return Polling.await(
                attempt,
                () -> ended(states.look(context, "DescribeExecution", execution), result),
                () -> states.attempt(context, "StopExecution", execution));
    }

    private static Optional<JsonNode> ended(Optional<JsonNode> answer, UnaryOperator<ObjectNode> result)
            throws StatesError {
        if (answer.isEmpty() || answer.get().path("status").asText().equals("RUNNING")) {
            return Optional.empty();
        }
        ObjectNode description = (ObjectNode) MemberNames.renamed(answer.get(), MemberNames::pascal, Set.of());
        for (String date : List.of("StartDate", "StopDate", "RedriveDate")) {
            if (description.has(date)) {
                description.put(date, milliseconds(description.path(date)));
            }
        }
        if (!description.path("Status").asText().equals("SUCCEEDED")) {
            throw new StatesError("States.TaskFailed", description.toString());
        }
        return Optional.of(result.apply(description));
    }

    private static ObjectNode parsedOutput(ObjectNode description) {
        try {
            description.set("Output", AwsJson.parse(description.path("Output").asText()));
            return description;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an execution's output is JSON", e);
        }
    }

    private static long milliseconds(JsonNode seconds) {
        return Math.round(seconds.asDouble() * 1000);
    }
}
