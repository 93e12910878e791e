package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.AwsService;
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
    /** Newest first: the task, its start and, of a redriven execution, what came before. */
    private static final int EVENTS = 10;

    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** Whoever may invoke the function, but not the state machine's role, gets no further. */
    private static final Set<String> NOT_OURS = Set.of("AccessDeniedException", "InvalidArn");

    /** Histories are eventually consistent. */
    private static final String NOT_YET = "ExecutionDoesNotExist";

    private final AwsClient aws;
    private final AwsClient.Pause pause;

    ExecutionHistory(AwsClient aws, AwsClient.Pause pause) {
        this.aws = aws;
        this.pause = pause;
    }

    /**
     * The task that an execution is in.
     *
     * @param retryCount which try of its state the task must be, 0 for the first
     * @param functionArn of the function that the task must invoke
     * @throws NotRecordedException when the execution is none of this function's state machine
     * @throws AwsUnavailableException when the history doesn't show such a task, or not yet
     */
    RecordedTask currentTask(String executionArn, LaunchStage stage, int retryCount, String functionArn) {
        Duration wait = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            Optional<RecordedTask> task = newestTask(executionArn, functionArn)
                    .filter(found -> isOf(found, stage))
                    .filter(found -> retryCount(found.payload()) == retryCount);
            if (task.isPresent()) {
                return task.get();
            }
            if (tries == TRIES) {
                throw new AwsUnavailableException(
                        "The history of execution '%s' does not show that it is in the state for %s"
                                .formatted(executionArn, stage));
            }
            pause.accept(wait);
            wait = wait.multipliedBy(2);
        }
    }

    static int retryCount(JsonNode payload) {
        return payload.path(LaunchRequest.RETRY_COUNT).asInt();
    }

    private static boolean isOf(RecordedTask task, LaunchStage stage) {
        return stage.name().equals(task.payload().path(LaunchRequest.STAGE).textValue());
    }

    private Optional<RecordedTask> newestTask(String executionArn, String functionArn) {
        Optional<ObjectNode> current = Optional.empty();
        boolean mayHaveStarted = false;
        for (JsonNode event : newestEvents(executionArn)) {
            String type = event.path("type").asText();
            if (current.isPresent()) {
                mayHaveStarted |= type.equals("ExecutionRedriven") || isStart(event);
            } else if (type.equals("TaskScheduled")) {
                current = payload(event, functionArn);
                if (current.isEmpty()) {
                    break;
                }
            } else if (!type.equals("TaskStarted")) {
                // Whatever else came last, no task is under way.
                break;
            }
        }
        boolean before = mayHaveStarted;
        return current.map(payload -> new RecordedTask(payload, before));
    }

    private static boolean isStart(JsonNode event) {
        return parameters(event)
                .map(parameters -> parameters.path("Payload").path(LaunchRequest.STAGE))
                .filter(stage -> LaunchStage.START.name().equals(stage.textValue()))
                .isPresent();
    }

    private static Optional<ObjectNode> payload(JsonNode event, String functionArn) {
        return parameters(event)
                .filter(parameters ->
                        isSameFunction(parameters.path("FunctionName").asText(), functionArn))
                .flatMap(parameters -> parameters.path("Payload") instanceof ObjectNode payload
                        ? Optional.of(payload)
                        : Optional.empty());
    }

    private static Optional<ObjectNode> parameters(JsonNode event) {
        JsonNode text = event.path("taskScheduledEventDetails").path("parameters");
        try {
            return text.isTextual() ? Optional.of(Json.parseObject(text.textValue())) : Optional.empty();
        } catch (InvalidDefinitionException e) {
            return Optional.empty();
        }
    }

    /** By the whole ARN, but for version or alias. */
    private static boolean isSameFunction(String arn, String other) {
        return unqualified(arn).equals(unqualified(other));
    }

    private static String unqualified(String functionArn) {
        String[] parts = functionArn.split(":", -1);
        return parts.length == 8 ? functionArn.substring(0, functionArn.lastIndexOf(':')) : functionArn;
    }

    private JsonNode newestEvents(String executionArn) {
        try {
            return aws.call(
                            AwsService.STEP_FUNCTIONS,
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
