package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.Numbers;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A definition, an input, and the expected result of Step Functions. */
record ConformanceCase(String definition, StateMachineType type, JsonNode input, JsonNode redrive, JsonNode expected) {
    static ConformanceCase of(JsonNode json) {
        JsonNode definition = json.path("definition");
        return new ConformanceCase(
                definition.isTextual() ? definition.textValue() : definition.toString(),
                StateMachineType.valueOf(json.path("type").asText("STANDARD")),
                json.path("input"),
                json.path("redrive"),
                json.path("expected"));
    }

    /** Runs the case and returns the events of its execution. */
    List<HistoryEvent> check() throws InterruptedException {
        if (status().equals("INVALID")) {
            checkRefused();
            return List.of();
        }
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        ConformanceTasks tasks = new ConformanceTasks(clock);
        TestExecutions executions = new TestExecutions(clock, tasks);
        StateMachineDefinition machine = StateMachineDefinition.parse(definition, type);
        if (redrive.isObject()) {
            checkRedriven(clock, tasks, executions, machine);
        } else {
            checkResult(executions.start(machine, input).await(), TestExecutions.START);
            checkHistory(executions);
        }
        return List.copyOf(executions.events);
    }

    private String status() {
        return expected.path("status").textValue();
    }

    private void checkRefused() {
        InvalidStateMachineException refused = catchThrowableOfType(
                InvalidStateMachineException.class, () -> StateMachineDefinition.parse(definition, type));

        assertThat(refused).isNotNull();
        assertThat(refused.diagnostics())
                .as(refused.getMessage())
                .anyMatch(diagnostic -> diagnostic.code().equals(orElse("code", diagnostic.code()))
                        && diagnostic.message().contains(orElse("message", ""))
                        && diagnostic.location().equals(orElse("location", diagnostic.location())));
    }

    private String orElse(String member, String other) {
        return expected.path(member).asText(other);
    }

    private void checkRedriven(
            VirtualClock clock, ConformanceTasks tasks, TestExecutions executions, StateMachineDefinition machine)
            throws InterruptedException {
        RunningExecution execution;
        try (VirtualClock.Worker worker = clock.register()) {
            execution = executions.start(machine, input);
            if (redrive.has("atSeconds")) {
                worker.sleepUntil(
                        clock.now().plusSeconds(redrive.path("atSeconds").longValue()));
                checkNotRedrivable(execution);
                return;
            }
            if (redrive.has("stopAtSeconds")) {
                worker.sleepUntil(
                        clock.now().plusSeconds(redrive.path("stopAtSeconds").longValue()));
                execution.stop(null, null);
            }
        }
        execution.await();
        JsonNode before = redrive.path("before");
        tasks.change(before);
        clock.advance(Duration.ofSeconds(before.path("waitSeconds").longValue()));
        RunningExecution last = execution;
        Instant start = clock.now();
        for (int i = 1; i <= redrive.path("times").intValue(); i++) {
            if (status().equals("NOT_REDRIVABLE") && i == redrive.path("times").intValue()) {
                checkNotRedrivable(last);
                return;
            }
            start = clock.now();
            last = last.redrive();
            last.await();
        }
        checkResult(last.await(), start);
    }

    private void checkNotRedrivable(RunningExecution execution) {
        IllegalStateException refused = catchThrowableOfType(IllegalStateException.class, execution::redrive);

        assertThat(refused).isNotNull();
        assertThat(refused).hasMessage(orElse("cause", String.valueOf(refused.getMessage())));
    }

    private void checkResult(ExecutionResult result, Instant start) {
        assertThat(result.status().name())
                .as("%s: %s", result.error(), result.cause())
                .isEqualTo(status());
        if (expected.has("output")) {
            assertThat((Object) result.output())
                    .matches(output -> sameValue((JsonNode) output), "expected " + expected.path("output"));
        }
        if (expected.has("error")) {
            assertThat(result.error()).isEqualTo(expected.path("error").textValue());
        }
        if (expected.has("cause")) {
            assertThat(result.cause()).isEqualTo(expected.path("cause").textValue());
        }
        if (expected.has("elapsedSeconds")) {
            assertThat(Duration.between(start, result.stopTime()).toSeconds())
                    .isEqualTo(expected.path("elapsedSeconds").longValue());
        }
    }

    private boolean sameValue(@Nullable JsonNode output) {
        return output != null && Numbers.sameValue(output, expected.path("output"));
    }

    private void checkHistory(TestExecutions executions) {
        if (expected.has("historyTypes")) {
            assertThat(executions.types().toString())
                    .isEqualTo(expected.path("historyTypes")
                            .toString()
                            .replace("\"", "")
                            .replace(",", ", "));
        }
        for (JsonNode event : expected.path("history")) {
            JsonNode actual =
                    executions.events.get(event.path("id").intValue() - 1).toJson();
            assertThat(covers(actual, event))
                    .as("%s has all of %s in %s", actual, event, executions.types())
                    .isTrue();
        }
        if (expected.has("history")) {
            assertThat(executions.events).hasSize(expected.path("history").size());
        }
    }

    /** Returns whether a document has all members of another one. Additional members are ignored. */
    private static boolean covers(JsonNode actual, JsonNode event) {
        if (!event.isObject()) {
            return Numbers.sameValue(actual, event);
        }
        return event.properties().stream()
                .allMatch(member ->
                        actual.has(member.getKey()) && covers(actual.path(member.getKey()), member.getValue()));
    }
}
