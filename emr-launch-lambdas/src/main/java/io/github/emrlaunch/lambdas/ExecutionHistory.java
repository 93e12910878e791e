package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The histories of executions, which only Step Functions writes: a request to this function in a history was sent by the state
 * machine. The function's role may only read the histories of its own state machine.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html">GetExecutionHistory</a>
 */
final class ExecutionHistory {
    /** The newest events: the start of the task, and the task. */
    private static final int EVENTS = 2;

    /** Few reads, because the quota of GetExecutionHistory is shared by the account and the region. */
    private static final int READS = 2;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Set<String> NOT_OURS = Set.of("AccessDeniedException", "InvalidArn");

    /** The error of Step Functions for an execution that has just started. */
    private static final String NOT_YET = "ExecutionDoesNotExist";

    private final AwsClient aws;
    private final AwsClient.Pause pause;
    private final String stateMachine;

    /**
     * Creates access to the histories of a state machine's executions.
     *
     * @param stateMachine the name of the state machine
     */
    ExecutionHistory(AwsClient aws, AwsClient.Pause pause, String stateMachine) {
        this.aws = aws;
        this.pause = pause;
        this.stateMachine = stateMachine;
    }

    /**
     * Returns the payload of the current task of an execution.
     *
     * @param nonce the value that identifies the task, which differs from that of earlier attempts of the state
     * @param functionArn the ARN of the function that the task must invoke, with its version
     * @throws NotRecordedException when the execution does not belong to this function's state machine
     * @throws AwsUnavailableException when the history does not show such a task, or not yet
     */
    ObjectNode payloadOfTask(String executionArn, LaunchStage stage, String nonce, String functionArn) {
        requireOurs(executionArn);
        for (int reads = 1; ; reads++) {
            Optional<ObjectNode> payload = parametersOfNewestTask(executionArn)
                    .filter(parameters ->
                            functionArn.equals(parameters.path("FunctionName").textValue()))
                    .flatMap(parameters -> payload(parameters, stage, nonce));
            if (payload.isPresent()) {
                return payload.get();
            }
            if (reads == READS) {
                throw new AwsUnavailableException(
                        "The history of execution '%s' does not show that it has invoked this function for %s"
                                .formatted(executionArn, stage));
            }
            pause.accept(PAUSE);
        }
    }

    /** {@code arn:PARTITION:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME}. */
    private void requireOurs(String executionArn) {
        String[] parts = executionArn.split(":", 8);
        if (parts.length < 8 || !parts[5].equals("execution") || !parts[6].equals(stateMachine)) {
            throw new NotRecordedException(
                    "'%s' is not an execution of state machine '%s'".formatted(executionArn, stateMachine));
        }
    }

    private static Optional<ObjectNode> payload(JsonNode parameters, LaunchStage stage, String nonce) {
        return parameters.path("Payload") instanceof ObjectNode payload
                        && stage.name().equals(payload.path(LaunchRequest.STAGE).textValue())
                        && nonce.equals(payload.path(LaunchRequest.NONCE).textValue())
                ? Optional.of(payload)
                : Optional.empty();
    }

    /**
     * Returns an empty result if no task is active: the state machine runs one task at a time, so any other newest event means that it has
     * ended.
     */
    private Optional<ObjectNode> parametersOfNewestTask(String executionArn) {
        JsonNode events = newestEvents(executionArn);
        JsonNode newest = events.path(0);
        JsonNode scheduled = isOf("TaskStarted", newest) ? events.path(1) : newest;
        JsonNode text = scheduled.path("taskScheduledEventDetails").path("parameters");
        if (!isOf("TaskScheduled", scheduled) || !text.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parseObject(text.textValue()));
        } catch (InvalidDefinitionException e) {
            return Optional.empty();
        }
    }

    private static boolean isOf(String type, JsonNode event) {
        return type.equals(event.path("type").textValue());
    }

    private JsonNode newestEvents(String executionArn) {
        try {
            return aws.callWithoutRetry(
                            CalledService.STEP_FUNCTIONS,
                            "GetExecutionHistory",
                            Json.object()
                                    .put("executionArn", executionArn)
                                    .put("reverseOrder", true)
                                    .put("includeExecutionData", true)
                                    .put("maxResults", EVENTS))
                    .path("events");
        } catch (AwsCallFailedException e) {
            if (NOT_OURS.contains(e.code())) {
                throw new NotRecordedException("'%s' is not an execution whose history this function may read: %s"
                        .formatted(executionArn, e.code()));
            }
            if (e.code().equals(NOT_YET)) {
                return Json.object();
            }
            throw e;
        }
    }
}
