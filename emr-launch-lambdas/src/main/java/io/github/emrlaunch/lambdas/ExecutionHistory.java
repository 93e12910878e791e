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
 * The histories of executions, which only Step Functions writes: what stands there as sent to this function was sent by the state
 * machine. The function's role may read the histories of its own state machine and no others.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html">GetExecutionHistory</a>
 */
final class ExecutionHistory {
    /** Newest first: the start of the task, and the task. */
    private static final int EVENTS = 2;

    /** Few, since the quota of GetExecutionHistory is one for the account and the region. */
    private static final int READS = 2;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Set<String> NOT_OURS = Set.of("AccessDeniedException", "InvalidArn");

    /** What Step Functions answers about an execution that has only begun. */
    private static final String NOT_YET = "ExecutionDoesNotExist";

    private final AwsClient aws;
    private final AwsClient.Pause pause;
    private final String stateMachine;

    /**
     * The histories of a state machine's executions.
     *
     * @param stateMachine the name of the state machine
     */
    ExecutionHistory(AwsClient aws, AwsClient.Pause pause, String stateMachine) {
        this.aws = aws;
        this.pause = pause;
        this.stateMachine = stateMachine;
    }

    /**
     * The payload of the task that an execution is in.
     *
     * @param nonce the value that tells the task from all others, those that tried the same state before among them
     * @param functionArn of the function that the task must invoke, with its version
     * @throws NotRecordedException when the execution is none of this function's state machine
     * @throws AwsUnavailableException when the history doesn't show such a task, or not yet
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
                    "'%s' is no execution of state machine '%s'".formatted(executionArn, stateMachine));
        }
    }

    private static Optional<ObjectNode> payload(JsonNode parameters, LaunchStage stage, String nonce) {
        return parameters.path("Payload") instanceof ObjectNode payload
                        && stage.name().equals(payload.path(LaunchRequest.STAGE).textValue())
                        && nonce.equals(payload.path(LaunchRequest.NONCE).textValue())
                ? Optional.of(payload)
                : Optional.empty();
    }

    /** Empty unless a task is under way: the state machine does one thing at a time, so whatever else came last has ended it. */
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
                throw new NotRecordedException("'%s' is no execution whose history this function may read: %s"
                        .formatted(executionArn, e.code()));
            }
            if (e.code().equals(NOT_YET)) {
                return Json.object();
            }
            throw e;
        }
    }
}
