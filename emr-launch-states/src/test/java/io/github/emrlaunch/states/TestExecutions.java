package io.github.emrlaunch.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs state machines for tests and records their effects. */
final class TestExecutions {
    static final String MACHINE_NAME = "machine";

    static final Instant START = Instant.parse("2026-01-31T06:00:00Z");

    final VirtualClock clock;
    final List<HistoryEvent> events = new CopyOnWriteArrayList<>();
    private final Interpreter interpreter;

    TestExecutions() {
        this(request -> request.parameters());
    }

    TestExecutions(TaskHandler tasks) {
        this(new VirtualClock(START), tasks);
    }

    TestExecutions(VirtualClock clock, TaskHandler tasks) {
        this.clock = clock;
        interpreter = new Interpreter(clock, tasks);
    }

    /** Starts a state machine. Back-ticks are replaced by double quotes. */
    RunningExecution start(String definition, String input) {
        return start(StateMachineDefinition.parse(definition.replace('`', '"')), json(input));
    }

    RunningExecution start(StateMachineDefinition definition, JsonNode input) {
        return interpreter.start(
                definition,
                new ExecutionIdentity(
                        "arn:aws:states:eu-west-1:111122223333:execution:machine:run",
                        "run",
                        "arn:aws:iam::111122223333:role/machine",
                        "arn:aws:states:eu-west-1:111122223333:stateMachine:machine",
                        MACHINE_NAME),
                input,
                events::add);
    }

    ExecutionResult run(String definition, String input) throws InterruptedException {
        return start(definition, input).await();
    }

    /** Runs a state machine with a single state, named S. */
    ExecutionResult runState(String state, String input) throws InterruptedException {
        return run(machine(state), input);
    }

    Duration elapsed() {
        return Duration.between(START, clock.now());
    }

    List<String> types() {
        return events.stream().map(HistoryEvent::type).toList();
    }

    /** Returns a state machine with a single state, named S. Back-ticks are replaced by double quotes. */
    static String machine(String state) {
        return "{`StartAt`:`S`,`States`:{`S`:" + state + "}}";
    }

    /** Parses JSON in which back-ticks are replaced by double quotes. */
    static JsonNode json(String text) {
        try {
            return JsonValues.MAPPER.readTree(text.replace('`', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
