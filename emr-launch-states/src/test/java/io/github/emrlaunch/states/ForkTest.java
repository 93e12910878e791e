package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.states.ExecutionResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States with concurrent branches: Parallel and Map. */
@Timeout(20)
class ForkTest {
    /** Sleeps for the number of seconds in the parameters. After a negative number, it fails. */
    private final TestExecutions executions = new TestExecutions(request -> {
        int seconds = request.parameters().path("seconds").asInt();
        request.attempt().sleepUntil(request.attempt().now().plusSeconds(Math.abs(seconds)));
        if (seconds < 0) {
            throw new StatesError("Broken", "after " + -seconds);
        }
        return request.parameters();
    });

    private static String task(String name, int seconds, String more) {
        return """
                {"StartAt": "%s", "States": {"%s": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                  "Parameters": {"seconds": %d} %s, "End": true}}}""".formatted(name, name, seconds, more);
    }

    private static String parallel(String more, String... branches) {
        return "{`Type`:`Parallel`,`Branches`:[" + String.join(",", branches) + "]" + more + ",`End`:true}";
    }

    private static String map(String fields, String states) {
        return "{`Type`:`Map`,`ItemProcessor`:{`StartAt`:`I`,`States`:" + states + "}," + fields + ",`End`:true}";
    }

    @RepeatedTest(20)
    void parallelBranchesRunConcurrently() throws Exception {
        long start = System.nanoTime();
        ExecutionResult result = executions.runState(
                parallel(
                        "",
                        "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Wait`,`Seconds`:10,`End`:true}}}",
                        "{`StartAt`:`B`,`States`:{`B`:{`Type`:`Wait`,`Seconds`:20,`End`:true}}}"),
                "{`x`:1}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("[{`x`:1},{`x`:1}]"));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(20));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(executions.types())
                .startsWith("ExecutionStarted", "ParallelStateEntered", "ParallelStateStarted")
                .endsWith(
                        "WaitStateExited",
                        "WaitStateExited",
                        "ParallelStateSucceeded",
                        "ParallelStateExited",
                        "ExecutionSucceeded");
    }

    @Test
    void theEndOfAParallelStateFollowsTheBranchThatEndsLast() throws Exception {
        executions.runState(parallel("", task("A", 20, ""), task("B", 10, "")), "{}");

        List<HistoryEvent> events = executions.events;
        HistoryEvent lastOfBranch = events.get(events.size() - 4);
        assertThat(lastOfBranch.type()).isEqualTo("TaskStateExited");
        assertThat(lastOfBranch.details().path("name").asText()).isEqualTo("A");
        assertThat(events.get(events.size() - 3).previousEventId()).isEqualTo(lastOfBranch.id());
        assertThat(events.get(events.size() - 2).previousEventId()).isEqualTo(lastOfBranch.id());
        assertThat(events.get(events.size() - 1).previousEventId()).isEqualTo(lastOfBranch.id() + 2);
    }

    @Test
    void aBranchThatFailsCancelsTheOthers() throws Exception {
        ExecutionResult result =
                executions.runState(parallel("", task("A", 1000, ""), task("B", -10, ""), task("C", 2000, "")), "{}");

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).isEqualTo("Broken");
        assertThat(result.cause()).isEqualTo("after 10");
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(executions.types())
                .endsWith(
                        "TaskFailed",
                        "TaskStateAborted",
                        "TaskStateAborted",
                        "TaskStateAborted",
                        "ParallelStateFailed",
                        "ExecutionFailed");
    }

    @Test
    void aParallelStateIsRetriedAndItsErrorIsCaught() throws Exception {
        ExecutionResult result = executions.run("""
                {"StartAt": "S", "States": {
                  "S": {"Type": "Parallel", "Branches": [%s, %s],
                    "Retry": [{"ErrorEquals": ["Broken"], "MaxAttempts": 1, "IntervalSeconds": 7}],
                    "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "End"}], "Next": "End"},
                  "End": {"Type": "Succeed"}}}
                """.formatted(task("A", -10, ""), task("B", 1, "")), "{}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("{`e`:{`Error`:`Broken`,`Cause`:`after 10`}}"));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(27));
        assertThat(executions.types().stream().filter(type -> type.startsWith("ParallelState")))
                .containsExactly(
                        "ParallelStateEntered",
                        "ParallelStateStarted",
                        "ParallelStateStarted",
                        "ParallelStateFailed",
                        "ParallelStateExited");
    }

    @Test
    void aParallelStateTransformsItsInputAndOutput() throws Exception {
        ExecutionResult result = executions.runState(
                parallel(
                        ",`InputPath`:`$.in`,`Parameters`:{`v.$`:`$`},`ResultSelector`:{`first.$`:`$[0].v`},"
                                + "`ResultPath`:`$.out`",
                        "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Pass`,`End`:true}}}"),
                "{`in`:5}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("{`in`:5,`out`:{`first`:5}}"));
    }

    @Test
    void aMapRunsAnIterationForEachItem() throws Exception {
        ExecutionResult result = executions.runState(
                map(
                        "`InputPath`:`$.in`,`ItemsPath`:`$.list`,`ItemSelector`:{`v.$`:`$$.Map.Item.Value`,"
                                + "`i.$`:`$$.Map.Item.Index`,`all.$`:`$.name`,`s.$`:`$$.State.Name`},`ResultPath`:`$.out`,"
                                + "`OutputPath`:`$.out`",
                        "{`I`:{`Type`:`Pass`,`End`:true,`Parameters`:{`item.$`:`$`,`again.$`:`$$.Map.Item.Value`}}}"),
                "{`in`:{`list`:[`a`,`b`],`name`:`n`}}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("""
                [{`item`:{`v`:`a`,`i`:0,`all`:`n`,`s`:`S`},`again`:`a`},
                 {`item`:{`v`:`b`,`i`:1,`all`:`n`,`s`:`S`},`again`:`b`}]"""));
    }

    @Test
    void aMapAcceptsTheOlderFieldsIteratorAndParameters() throws Exception {
        ExecutionResult result = executions.runState(
                "{`Type`:`Map`,`Iterator`:{`StartAt`:`I`,`States`:{`I`:{`Type`:`Pass`,`End`:true}}},"
                        + "`Parameters`:{`v.$`:`$$.Map.Item.Value`},`End`:true}",
                "[1,2]");

        assertThat(result.output()).isEqualTo(TestExecutions.json("[{`v`:1},{`v`:2}]"));
    }

    @Test
    void aSequentialMapRecordsTheSameHistoryAsStepFunctions() throws Exception {
        executions.runState(map("`MaxConcurrency`:1", "{`I`:{`Type`:`Pass`,`End`:true}}"), "[7,8]");

        assertThat(executions.events.stream().map(e -> "%d < %d %s".formatted(e.previousEventId(), e.id(), e.type())))
                .containsExactly(
                        "0 < 1 ExecutionStarted",
                        "0 < 2 MapStateEntered",
                        "2 < 3 MapStateStarted",
                        "3 < 4 MapIterationStarted",
                        "4 < 5 PassStateEntered",
                        "5 < 6 PassStateExited",
                        "6 < 7 MapIterationSucceeded",
                        "7 < 8 MapIterationStarted",
                        "8 < 9 PassStateEntered",
                        "9 < 10 PassStateExited",
                        "10 < 11 MapIterationSucceeded",
                        "11 < 12 MapStateSucceeded",
                        "11 < 13 MapStateExited",
                        "13 < 14 ExecutionSucceeded");
        assertThat(executions.events.get(2).details()).isEqualTo(TestExecutions.json("{`length`:2}"));
        assertThat(executions.events.get(7).details()).isEqualTo(TestExecutions.json("{`name`:`S`,`index`:1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`MaxConcurrency`:1 | 7 | 70",
                "`MaxConcurrency`:3 | 7 | 30",
                "`MaxConcurrency`:0 | 7 | 10",
                "`MaxConcurrency`:100 | 81 | 30",
                "`ItemsPath`:`$` | 40 | 10",
                "`ItemsPath`:`$` | 41 | 20",
                "`MaxConcurrencyPath`:`$[1].two` | 7 | 40",
                "`MaxConcurrency`:1 | 0 | 0",
            })
    void iterationsRunConcurrentlyUpToALimit(String fields, int items, int seconds) throws Exception {
        String input = IntStream.range(0, items).mapToObj(i -> "{`two`:2}").collect(Collectors.joining(",", "[", "]"));

        ExecutionResult result =
                executions.runState(map(fields, "{`I`:{`Type`:`Wait`,`Seconds`:10,`End`:true}}"), input);

        assertThat(result.output()).isEqualTo(TestExecutions.json(input));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void anIterationThatFailsCancelsTheOthers() throws Exception {
        ExecutionResult result = executions.runState(
                map(
                        "`ItemSelector`:{`seconds.$`:`$$.Map.Item.Value`}",
                        "{`I`:{`Type`:`Task`,`Resource`:`arn:aws:states:::lambda:invoke`,`End`:true}}"),
                "[100,-20]");

        assertThat(result.error()).isEqualTo("Broken");
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(20));
        assertThat(executions.types())
                .endsWith(
                        "TaskFailed",
                        "MapIterationFailed",
                        "TaskStateAborted",
                        "TaskStateAborted",
                        "MapIterationAborted",
                        "MapStateFailed",
                        "ExecutionFailed");
    }

    @Test
    void aFailedMapIsRetriedWithAllItems() throws Exception {
        ExecutionResult result = executions.runState(
                map(
                        "`ItemSelector`:{`seconds.$`:`$$.Map.Item.Value`},"
                                + "`Retry`:[{`ErrorEquals`:[`States.ALL`],`MaxAttempts`:2,`BackoffRate`:1}]",
                        "{`I`:{`Type`:`Task`,`Resource`:`arn:aws:states:::lambda:invoke`,`End`:true}}"),
                "[2,-5]");

        assertThat(result.error()).isEqualTo("Broken");
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(17));
        assertThat(executions.types())
                .filteredOn(type -> type.equals("MapIterationSucceeded"))
                .as("the item without an error, once in each of three attempts")
                .hasSize(3);
    }

    @Test
    void aMapWhoseItemsAreNotAnArrayFails() throws Exception {
        ExecutionResult result =
                executions.runState(map("`ItemsPath`:`$.x`", "{`I`:{`Type`:`Pass`,`End`:true}}"), "{`x`:1}");

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause()).endsWith("Reference path \"$.x\" must point to array.");
    }

    @RepeatedTest(10)
    void aParallelStateInAMapKeepsItsTimeAndItsItem() throws Exception {
        ExecutionResult result = executions.runState(map("`MaxConcurrency`:2", """
                        {"I": {"Type": "Parallel", "End": true, "ResultSelector": {"r.$": "$[1].i"}, "Branches": [
                          {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": true}}},
                          {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true,
                            "Parameters": {"i.$": "$$.Map.Item.Index"}}}}]}}"""), "[10,20,30,40]");

        assertThat(result.output()).isEqualTo(TestExecutions.json("[{`r`:0},{`r`:1},{`r`:2},{`r`:3}]"));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(60));
    }
}
