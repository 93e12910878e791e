package io.github.emrlaunch.local.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.local.internal.page.Visit.Status;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.HistoryEvent;
import io.github.emrlaunch.states.Interpreter;
import io.github.emrlaunch.states.RunningExecution;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Visits of states that are read from histories of the interpreter. */
class VisitsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ExecutionIdentity IDENTITY = new ExecutionIdentity(
            "arn:aws:states:us-east-1:123456789012:execution:m:e",
            "e",
            "arn:aws:iam::123456789012:role/r",
            "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            "m");

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<HistoryEvent> events = Collections.synchronizedList(new ArrayList<>());
    /** The results of the tasks in order: the name of an error, or empty for success. */
    private final Deque<String> answers = new ArrayDeque<>();

    private RunningExecution start(String definition) throws Exception {
        return new Interpreter(clock, request -> {
                    synchronized (answers) {
                        String error = answers.isEmpty() ? "" : answers.remove();
                        if (!error.isEmpty()) {
                            throw new StatesError(error, "because");
                        }
                    }
                    return request.parameters();
                })
                .start(
                        StateMachineDefinition.parse(definition.replace('\'', '"')),
                        IDENTITY,
                        JSON.readTree("{\"a\": 1}"),
                        events::add);
    }

    private List<Visit> visits(String definition) {
        List<JsonNode> history;
        synchronized (events) {
            history = events.stream().<JsonNode>map(HistoryEvent::toJson).toList();
        }
        return Visits.of(RunMachine.of(definition.replace('\'', '"')), history);
    }

    private List<Visit> run(String definition) throws Exception {
        start(definition).await();
        return visits(definition);
    }

    @Test
    void eachLoopIterationIsSeparateVisit() throws Exception {
        List<Visit> visits = run("""
            {'QueryLanguage': 'JSONata', 'StartAt': 'Begin', 'States': {
              'Begin': {'Type': 'Pass', 'Assign': {'n': 0}, 'Next': 'Wait'},
              'Wait': {'Type': 'Wait', 'Seconds': 60, 'Assign': {'n': '{% $n + 1 %}'}, 'Next': 'Again?'},
              'Again?': {'Type': 'Choice', 'Choices': [{'Condition': '{% $n < 3 %}', 'Next': 'Wait'}], 'Default': 'Done'},
              'Done': {'Type': 'Succeed'}}}""");

        assertThat(visits)
                .extracting(Visit::state, Visit::from)
                .containsExactly(
                        tuple("Begin", null),
                        tuple("Wait", "Begin"),
                        tuple("Again?", "Wait"),
                        tuple("Wait", "Again?"),
                        tuple("Again?", "Wait"),
                        tuple("Wait", "Again?"),
                        tuple("Again?", "Wait"),
                        tuple("Done", "Again?"));
        assertThat(visits).extracting(Visit::status).containsOnly(Status.SUCCEEDED);
        assertThat(visits.get(3).assigned()).containsExactly(java.util.Map.entry("n", "2"));
        assertThat(Duration.between(visits.get(3).entered(), visits.get(3).left()))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void retriesAreAttemptsAndACaughtErrorIsShown() throws Exception {
        answers.addAll(List.of("Busy", "", "Busy", "Broken"));
        List<Visit> visits = run("""
            {'StartAt': 'Once', 'States': {
              'Once': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Parameters': {'x': 1},
                'Retry': [{'ErrorEquals': ['Busy']}], 'Next': 'Twice'},
              'Twice': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Parameters': {'x': 2},
                'Retry': [{'ErrorEquals': ['Busy']}], 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'Tell'}], 'End': true},
              'Tell': {'Type': 'Fail', 'Error': 'Told', 'Cause': 'in full'}}}""");

        assertThat(visits)
                .extracting(Visit::state, Visit::status, Visit::error, Visit::cause)
                .containsExactly(
                        tuple("Once", Status.SUCCEEDED, null, null),
                        tuple("Twice", Status.CAUGHT, "Broken", "because"),
                        tuple("Tell", Status.FAILED, "Told", "in full"));
        assertThat(visits.get(0).attempts())
                .extracting(Visit.Attempt::resource, Visit.Attempt::error, Visit.Attempt::output)
                .containsExactly(tuple("lambda:invoke", "Busy", null), tuple("lambda:invoke", null, "{\"x\":1}"));
        assertThat(visits.get(1).attempts()).extracting(Visit.Attempt::error).containsExactly("Busy", "Broken");
        assertThat(visits.get(1).output()).contains("Broken");
    }

    @Test
    void branchThatFailsAbortsTheOthers() throws Exception {
        String machine = """
            {'StartAt': 'Both', 'States': {
              'Both': {'Type': 'Parallel', 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'After'}], 'End': true, 'Branches': [
                {'StartAt': 'Long', 'States': {'Long': {'Type': 'Wait', 'Seconds': 600, 'End': true}}},
                {'StartAt': 'Short', 'States': {
                  'Short': {'Type': 'Wait', 'Seconds': 60, 'Next': 'Broken'}, 'Broken': {'Type': 'Fail', 'Error': 'E'}}}]},
              'After': {'Type': 'Pass', 'End': true}}}""";

        assertThat(run(machine))
                .extracting(Visit::state, Visit::status, Visit::from)
                .containsExactlyInAnyOrder(
                        tuple("Both", Status.CAUGHT, null),
                        tuple("Long", Status.ABORTED, null),
                        tuple("Short", Status.SUCCEEDED, null),
                        tuple("Broken", Status.FAILED, "Short"),
                        tuple("After", Status.SUCCEEDED, "Both"));
    }

    @Test
    void statesOfIterationsHaveTheirIndex() throws Exception {
        List<Visit> visits = run("""
            {'QueryLanguage': 'JSONata', 'StartAt': 'Each', 'States': {'Each': {
              'Type': 'Map', 'Items': [7, 8], 'MaxConcurrency': 1, 'End': true,
              'ItemProcessor': {'StartAt': 'One', 'States': {
                'One': {'Type': 'Pass', 'Next': 'Both'},
                'Both': {'Type': 'Parallel', 'End': true, 'Branches': [
                  {'StartAt': 'Two', 'States': {'Two': {'Type': 'Pass', 'End': true}}}]}}}}}}""");

        assertThat(visits)
                .extracting(Visit::state, Visit::iteration, Visit::from, Visit::input)
                .containsExactly(
                        tuple("Each", null, null, "{\"a\":1}"),
                        tuple("One", 0, null, "7"),
                        tuple("Both", 0, "One", "7"),
                        tuple("Two", null, null, "7"),
                        tuple("One", 1, null, "8"),
                        tuple("Both", 1, "One", "8"),
                        tuple("Two", null, null, "8"));
        assertThat(visits).extracting(Visit::status).containsOnly(Status.SUCCEEDED);
    }

    @Test
    void redriveContinuesInTheSameVisit() throws Exception {
        String machine = """
            {'StartAt': 'Both', 'States': {'Both': {'Type': 'Parallel', 'End': true, 'Branches': [
                {'StartAt': 'Left', 'States': {'Left': {'Type': 'Pass', 'End': true}}},
                {'StartAt': 'Later', 'States': {
                  'Later': {'Type': 'Wait', 'Seconds': 1, 'Next': 'Right'},
                  'Right': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Parameters': {}, 'End': true}}}]}}}""";
        answers.add("Broken");
        RunningExecution failed = start(machine);
        failed.await();
        assertThat(visits(machine))
                .extracting(Visit::state, Visit::status)
                .containsExactlyInAnyOrder(
                        tuple("Both", Status.FAILED),
                        tuple("Left", Status.SUCCEEDED),
                        tuple("Later", Status.SUCCEEDED),
                        tuple("Right", Status.FAILED));

        clock.advance(Duration.ofHours(1));
        failed.redrive().await();

        List<Visit> visits = visits(machine);
        assertThat(visits)
                .extracting(Visit::state, Visit::status, Visit::error)
                .containsExactlyInAnyOrder(
                        tuple("Both", Status.SUCCEEDED, null),
                        tuple("Left", Status.SUCCEEDED, null),
                        tuple("Later", Status.SUCCEEDED, null),
                        tuple("Right", Status.SUCCEEDED, null));
        assertThat(visits)
                .filteredOn(visit -> visit.state().equals("Right"))
                .singleElement()
                .satisfies(right -> assertThat(right.attempts())
                        .extracting(Visit.Attempt::error)
                        .containsExactly("Broken", null));
    }

    @Test
    void runningExecutionHasARunningState() throws Exception {
        clock.register();
        String machine = "{'StartAt': 'Wait', 'States': {'Wait': {'Type': 'Wait', 'Seconds': 60, 'End': true}}}";
        RunningExecution execution = start(machine);
        while (visits(machine).isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(visits(machine)).extracting(Visit::status, Visit::left).containsExactly(tuple(Status.RUNNING, null));
        execution.stop(null, null);
        assertThat(visits(machine)).extracting(Visit::status).containsExactly(Status.ABORTED);
    }

    @Test
    void statesOfTimedOutExecutionAreTimedOut() throws Exception {
        assertThat(
                        run(
                                "{'TimeoutSeconds': 5, 'StartAt': 'Wait', 'States': {'Wait': {'Type': 'Wait', 'Seconds': 60, 'End': true}}}"))
                .extracting(Visit::status)
                .containsExactly(Status.TIMED_OUT);
    }

    @Test
    void failedExpressionIsErrorOfItsState() throws Exception {
        List<Visit> visits = run("""
            {'QueryLanguage': 'JSONata', 'StartAt': 'Bad', 'States': {
              'Bad': {'Type': 'Pass', 'Output': '{% 1 + $string(1) %}', 'End': true}}}""");

        assertThat(visits)
                .extracting(Visit::status, Visit::error)
                .containsExactly(tuple(Status.FAILED, "States.QueryEvaluationError"));
    }

    @Test
    void distributedMapIsOneState() throws Exception {
        List<Visit> visits = run("""
            {'QueryLanguage': 'JSONata', 'StartAt': 'Each', 'States': {'Each': {'Type': 'Map', 'Items': [1, 2, 3], 'End': true,
              'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': 'STANDARD'},
                'StartAt': 'One', 'States': {'One': {'Type': 'Pass', 'End': true}}}}}}""");

        assertThat(visits).extracting(Visit::state, Visit::status).containsExactly(tuple("Each", Status.SUCCEEDED));
    }
}
