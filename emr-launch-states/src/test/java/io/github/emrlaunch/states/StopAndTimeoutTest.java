package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.states.ExecutionResult.Status;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class StopAndTimeoutTest {
    private static final String TASK = "{`Type`:`Task`,`Resource`:`arn:aws:states:::emr:job.sync`,`End`:true";

    private static JsonNode sleepForADay(TaskRequest request) throws StatesError, InterruptedException {
        request.attempt().submitted(TestExecutions.json("{`JobId`:`j-1`}"));
        request.attempt().sleepUntil(request.attempt().now().plus(Duration.ofDays(1)));
        return request.parameters();
    }

    @Test
    void aTaskThatTakesVirtualTimeRecordsItsEvents() throws Exception {
        TestExecutions executions = new TestExecutions(StopAndTimeoutTest::sleepForADay);

        ExecutionResult result = executions.runState(TASK + ",`TimeoutSeconds`:86400,`HeartbeatSeconds`:60}", "{}");

        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(executions.elapsed()).isEqualTo(Duration.ofDays(1));
        assertThat(executions.types())
                .containsSequence("TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited");
        assertThat(executions.events.get(2).details())
                .isEqualTo(TestExecutions.json("{`resourceType`:`emr`,`resource`:`job.sync`,`region`:`eu-west-1`,"
                        + "`parameters`:`{}`,`timeoutInSeconds`:86400,`heartbeatInSeconds`:60}"));
        assertThat(executions.events.get(4).details())
                .isEqualTo(TestExecutions.json("{`resourceType`:`emr`,`resource`:`job.sync`,"
                        + "`output`:`{\\`JobId\\`:\\`j-1\\`}`,`outputDetails`:{`truncated`:false}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"`TimeoutSeconds`:30", "`TimeoutSecondsPath`:`$.limit`"})
    void aTaskTimesOutAfterTimeoutSeconds(String timeout) throws Exception {
        TestExecutions executions = new TestExecutions(StopAndTimeoutTest::sleepForADay);

        ExecutionResult result = executions.runState(TASK + "," + timeout + "}", "{`limit`:30}");

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).isEqualTo("States.Timeout");
        assertThat(result.cause()).isNull();
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(executions.types()).endsWith("TaskTimedOut", "ExecutionFailed");
    }

    @Test
    void aTaskThatAwaitsASignalTimesOut() throws Exception {
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        TestExecutions executions = new TestExecutions(clock, request -> {
            request.attempt().await(clock.signal());
            return request.parameters();
        });

        ExecutionResult result = executions.runState(TASK + ",`TimeoutSeconds`:30}", "{}");

        assertThat(result.error()).isEqualTo("States.Timeout");
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aTaskMayWaitForAnotherExecution() throws Exception {
        TestExecutions child = new TestExecutions();
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        Interpreter interpreter = new Interpreter(clock, request -> request.parameters());
        TestExecutions executions = new TestExecutions(clock, request -> {
            RunningExecution started = interpreter.start(
                    StateMachineDefinition.parse(TestExecutions.machine("{`Type`:`Wait`,`Seconds`:45,`End`:true}")
                            .replace('`', '"')),
                    new ExecutionIdentity("arn:child", "child", "role", "machine", "machine"),
                    request.parameters(),
                    child.events::add);
            request.attempt().await(started.ended());
            return Objects.requireNonNull(started.result().orElseThrow().output());
        });

        ExecutionResult result = executions.runState(TASK + "}", "{`x`:1}");

        assertThat(result.output()).isEqualTo(TestExecutions.json("{`x`:1}"));
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void advancingTheClockCountsTowardsTheTimeoutOfATask() throws Exception {
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        TestExecutions executions = new TestExecutions(clock, request -> {
            clock.advance(Duration.ofSeconds(31));
            return request.parameters();
        });

        assertThat(executions.runState(TASK + ",`TimeoutSeconds`:30}", "{}").error())
                .isEqualTo("States.Timeout");
    }

    @Test
    void onlyAWaitForTaskTokenTaskHasATaskToken() throws Exception {
        TestExecutions executions =
                new TestExecutions(request -> request.context().path("Task").path("Token"));
        String state = "{`Type`:`Task`,`Resource`:`arn:aws:states:::sqs:sendMessage%s`,"
                + "`Parameters`:{`t.$`:`$$.Task.Token`},`End`:true}";

        assertThat(executions
                        .runState(state.formatted(".waitForTaskToken"), "{}")
                        .output())
                .isInstanceOf(TextNode.class);
        assertThat(executions.runState(state.formatted(""), "{}").cause())
                .contains("The JSONPath '$$.Task.Token' specified for the field 't.$' could not be found");
    }

    @Test
    void anExecutionTimesOutAfterTheTimeoutOfItsStateMachine() throws Exception {
        TestExecutions executions = new TestExecutions(StopAndTimeoutTest::sleepForADay);

        ExecutionResult result = executions.run(
                "{`TimeoutSeconds`:100,`StartAt`:`P`,`States`:{`P`:{`Type`:`Parallel`,`End`:true,"
                        + "`Catch`:[{`ErrorEquals`:[`States.ALL`],`Next`:`P`}],`Branches`:["
                        + "{`StartAt`:`T`,`States`:{`T`:" + TASK + "}}},"
                        + "{`StartAt`:`W`,`States`:{`W`:{`Type`:`Wait`,`Seconds`:500,`End`:true}}}]}}}",
                "{}");

        assertThat(result)
                .isEqualTo(new ExecutionResult(
                        Status.TIMED_OUT, null, "States.Timeout", null, TestExecutions.START.plusSeconds(100)));
        assertThat(executions.types()).endsWith("ExecutionTimedOut");
        assertThat(executions.clock.now()).isEqualTo(TestExecutions.START.plusSeconds(100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`Seconds`:90 | 90",
                "`Seconds`:0 | 0",
                "`SecondsPath`:`$.s` | 45",
                "`Timestamp`:`2026-01-31T06:01:00Z` | 60",
                "`Timestamp`:`2020-01-31T06:01:00Z` | 0",
                "`TimestampPath`:`$.t` | 75",
            })
    void aWaitStateWaitsForSecondsOrUntilATimestamp(String fields, int seconds) throws Exception {
        TestExecutions executions = new TestExecutions();

        ExecutionResult result = executions.runState(
                "{`Type`:`Wait`," + fields + ",`End`:true}", "{`s`:45.0,`t`:`2026-01-31T07:01:15+01:00`}");

        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(executions.elapsed()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`SecondsPath`:`$.bad` | The SecondsPath '$.bad' must reference an integer from 0 to 99999999, got: \"1\"",
                "`SecondsPath`:`$.negative` | The SecondsPath '$.negative' must reference an integer from 0 to 99999999, got: -1",
                "`TimestampPath`:`$.bad` | The TimestampPath '$.bad' must reference a time such as 2026-01-31T06:00:00Z,"
                        + " got: \"1\"",
            })
    void aWaitStateWithAnInvalidSecondsPathOrTimestampPathFails(String fields, String cause) throws Exception {
        ExecutionResult result =
                new TestExecutions().runState("{`Type`:`Wait`," + fields + ",`End`:true}", "{`bad`:`1`,`negative`:-1}");

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause()).endsWith(cause);
    }

    @Test
    void stoppingAnExecutionInterruptsAWaitingTask() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        VirtualClock clock = new VirtualClock(TestExecutions.START);
        TestExecutions executions = new TestExecutions(clock, request -> {
            started.countDown();
            request.attempt().await(clock.signal());
            return request.parameters();
        });
        RunningExecution execution = executions.start(TestExecutions.machine(TASK + "}"), "{}");
        started.await();

        assertThat(execution.result()).isEmpty();
        execution.stop("Enough", "by hand");

        assertThat(execution.result())
                .hasValue(new ExecutionResult(Status.ABORTED, null, "Enough", "by hand", TestExecutions.START));
        assertThat(executions.types()).endsWith("TaskStarted", "ExecutionAborted");
        assertThat(executions.events.get(4).toJson().path("executionAbortedEventDetails"))
                .isEqualTo(TestExecutions.json("{`error`:`Enough`,`cause`:`by hand`}"));
    }

    @Test
    void stoppingEndsAnExecutionWhoseHandlerCannotBeInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TestExecutions executions = new TestExecutions(request -> {
            started.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // like a handler that is blocked in a call
                }
            }
            return request.parameters();
        });
        RunningExecution execution = executions.start(
                TestExecutions.machine(
                        "{`Type`:`Parallel`,`Branches`:[{`StartAt`:`T`,`States`:{`T`:" + TASK + "}}}],`End`:true}"),
                "{}");
        started.await();
        execution.stop(null, null);

        assertThat(execution.await().status()).isEqualTo(Status.ABORTED);
        assertThat(execution.await().error()).isNull();
        release.countDown();
        execution.stop("again", null);
        assertThat(execution.await().error()).isNull();
        assertThat(executions.types()).endsWith("ExecutionAborted").doesNotContain("TaskSucceeded");
    }

    @Test
    void anEndlessLoopFailsAtTheLimitOfHistoryEvents() throws Exception {
        TestExecutions executions = new TestExecutions();

        ExecutionResult result = executions.run(
                "{`StartAt`:`A`,`States`:{`A`:{`Type`:`Choice`,`Choices`:[{`Variable`:`$.done`,`IsPresent`:true,`Next`:`C`}],"
                        + "`Default`:`B`},`B`:{`Type`:`Wait`,`Seconds`:1,`Next`:`A`},`C`:{`Type`:`Succeed`}}}",
                "{}");

        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause()).isEqualTo("The execution reached the maximum number of history events (25000).");
        assertThat(executions.events).hasSize(25_000);
        assertThat(executions.events.get(24_999).type()).isEqualTo("ExecutionFailed");
    }
}
