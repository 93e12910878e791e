package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.RunningExecution;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.TaskRequest;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a launch's state machine in the interpreter, without AWS. A stage returns its configured result. By default the cluster is
 * ready after a time.
 */
final class FakeLaunchFunction implements TaskHandler {
    static final String REQUEST = "{\"Name\": \"nightly-etl\", \"Instances\": {\"InstanceGroups\": [{}]}}";

    /** The behavior of a stage in one attempt. */
    @FunctionalInterface
    interface Answer {
        JsonNode to(JsonNode payload) throws StatesError;
    }

    final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-28T00:00:00Z"));
    final List<JsonNode> payloads = Collections.synchronizedList(new ArrayList<>());
    final List<JsonNode> publications = Collections.synchronizedList(new ArrayList<>());
    final List<HistoryEvent> history = Collections.synchronizedList(new ArrayList<>());
    private final Map<LaunchStage, Deque<Answer>> answers = new EnumMap<>(LaunchStage.class);
    private final Map<LaunchStage, Answer> always = new EnumMap<>(LaunchStage.class);
    private final Interpreter interpreter = new Interpreter(clock, this);
    private Duration readyAfter = Duration.ofMinutes(8);
    private @Nullable Instant acceptedAt;

    FakeLaunchFunction readyAfter(Duration duration) {
        readyAfter = duration;
        return this;
    }

    /** The next attempts of a stage. */
    FakeLaunchFunction then(LaunchStage stage, Answer... next) {
        answers.computeIfAbsent(stage, s -> new ArrayDeque<>()).addAll(List.of(next));
        return this;
    }

    /** The attempts of a stage without configured behavior. */
    FakeLaunchFunction always(LaunchStage stage, Answer answer) {
        always.put(stage, answer);
        return this;
    }

    static Answer fails(String error, String cause) {
        return payload -> {
            throw new StatesError(error, cause);
        };
    }

    /** An exception of the function, as Lambda reports it. */
    static Answer throwsException(String name, String message) {
        return fails(
                "io.github.emrlaunch." + name,
                Json.write(Json.object().put("errorMessage", message).put("errorType", "io.github.emrlaunch." + name)));
    }

    static Answer status(String state) {
        return payload -> described(Json.object().put("State", state));
    }

    static ObjectNode described(ObjectNode status) {
        ObjectNode answer = Json.object();
        answer.set("Status", status);
        answer.putArray("Differences");
        return answer;
    }

    ExecutionResult launch(String machine) throws InterruptedException {
        return launch(machine, "{\"Date\": \"2026-11-28\"}");
    }

    ExecutionResult launch(String machine, String input) throws InterruptedException {
        return start(machine, input).await();
    }

    RunningExecution start(String machine, String input) {
        return interpreter.start(
                StateMachineDefinition.parse(machine),
                new ExecutionIdentity(
                        "arn:aws:states:eu-west-1:123456789012:execution:analytics_nightly:1",
                        "1",
                        "arn:aws:iam::123456789012:role/launch",
                        "arn:aws:states:eu-west-1:123456789012:stateMachine:analytics_nightly",
                        "analytics_nightly"),
                Json.parse(input),
                history::add);
    }

    List<JsonNode> payloads(LaunchStage stage) {
        return payloads.stream()
                .filter(payload -> payload.path("Stage").asText().equals(stage.name()))
                .toList();
    }

    List<String> statesEntered() {
        return history.stream()
                .filter(event -> event.type().endsWith("StateEntered"))
                .map(event -> event.details().path("name").asText())
                .toList();
    }

    @Override
    public JsonNode run(TaskRequest request) throws StatesError {
        if (request.resource().endsWith("sns:publish")) {
            publications.add(request.parameters());
            return Json.object();
        }
        JsonNode payload = request.parameters().path("Payload");
        payloads.add(payload);
        if (!payload.has("Stage")) {
            return payload(payload.path("Input"));
        }
        LaunchStage stage = LaunchStage.valueOf(payload.path("Stage").asText());
        Answer next = answers.getOrDefault(stage, new ArrayDeque<>()).poll();
        Answer answer = next != null ? next : always.getOrDefault(stage, p -> answer(stage, p));
        JsonNode result = answer.to(payload);
        if (stage == LaunchStage.START) {
            acceptedAt = clock.now();
        }
        return payload(result);
    }

    private static ObjectNode payload(JsonNode result) {
        return Json.object().set("Payload", result);
    }

    private JsonNode answer(LaunchStage stage, JsonNode payload) {
        return switch (stage) {
            case LOAD -> Json.object().set("Cluster", Json.parse(REQUEST));
            case CHECK -> Json.object().set("Cluster", payload.path("Overridden"));
            case START -> Json.parse("""
                    {"ClusterId": "j-1", "ClusterArn": "arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/j-1",
                     "Protection": {"SecurityConfiguration": "s"}, "Differences": []}""");
            case DESCRIBE ->
                described(Json.object()
                        .put(
                                "State",
                                acceptedAt == null || clock.now().isBefore(acceptedAt.plus(readyAfter))
                                        ? "STARTING"
                                        : "WAITING"));
            case TERMINATE -> Json.parse("{\"Terminated\": [\"j-1\"]}");
        };
    }
}
