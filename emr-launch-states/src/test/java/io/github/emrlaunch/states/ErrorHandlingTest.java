package io.github.emrlaunch.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.ExecutionResult.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ErrorHandlingTest {
    private final List<Long> attempts = new CopyOnWriteArrayList<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final TestExecutions executions = new TestExecutions(this::attempt);

    /** Fails with the planned errors in order, then returns the number of the retry. */
    private JsonNode attempt(TaskRequest request) throws StatesError {
        attempts.add(
                Duration.between(TestExecutions.START, request.attempt().now()).toMillis());
        String error = errors.poll();
        if (error != null) {
            throw new StatesError(error, "it broke");
        }
        return request.context().path("State").path("RetryCount");
    }

    private ExecutionResult run(String fields, String... planned) throws InterruptedException {
        errors.addAll(List.of(planned));
        // A state that no transition leads to is rejected.
        String caught = fields.contains("`Caught`") ? ",`Caught`:{`Type`:`Pass`,`End`:true}" : "";
        String all = fields.contains("`CaughtAll`") ? ",`CaughtAll`:{`Type`:`Pass`,`Result`:`all`,`End`:true}" : "";
        return executions.run("""
                {"StartAt": "S", "States": {
                  "S": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", %s, "End": true} %s %s}}
                """.formatted(fields, caught, all), "{`x`:1}");
    }

    @Test
    void retriesBackOffExponentially() throws Exception {
        ExecutionResult result =
                run("`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:3,`BackoffRate`:1.5}]", "A", "A", "A");

        assertThat(result.output()).isEqualTo(TestExecutions.json("3"));
        assertThat(attempts).containsExactly(0L, 3_000L, 7_500L, 14_250L);
        assertThat(executions.types())
                .containsSubsequence(
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskFailed",
                        "TaskScheduled",
                        "TaskStarted")
                .containsOnlyOnce("TaskStateEntered", "TaskStateExited");
    }

    @Test
    void aRetrierRetriesThreeTimesAfterOneTwoAndFourSecondsByDefault() throws Exception {
        ExecutionResult result = run("`Retry`:[{`ErrorEquals`:[`A`]}]", "A", "A", "A", "A");

        assertThat(result.error()).isEqualTo("A");
        assertThat(result.cause()).isEqualTo("it broke");
        assertThat(attempts).containsExactly(0L, 1_000L, 3_000L, 7_000L);
    }

    @Test
    void theRetryDelayIsLimitedByMaxDelaySeconds() throws Exception {
        run(
                "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:2,`MaxDelaySeconds`:5,`MaxAttempts`:4}]",
                "A",
                "A",
                "A",
                "A");

        assertThat(attempts).containsExactly(0L, 2_000L, 6_000L, 11_000L, 16_000L);
    }

    @Test
    void jitterIsWithinTheDelayAndTheSameInEveryRun() throws Exception {
        String retry = "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:100,`BackoffRate`:1,`JitterStrategy`:`FULL`}]";
        run(retry, "A", "A");
        ErrorHandlingTest again = new ErrorHandlingTest();
        again.run(retry, "A", "A");

        assertThat(attempts).hasSize(3).isEqualTo(again.attempts);
        assertThat(attempts.get(1)).isBetween(0L, 100_000L);
        assertThat(attempts.get(2) - attempts.get(1)).isBetween(0L, 100_000L).isNotEqualTo(attempts.get(1));
    }

    @Test
    void eachRetrierCountsItsOwnAttemptsAndTheFirstMatchIsUsed() throws Exception {
        String retry = "`Retry`:[{`ErrorEquals`:[`A`],`IntervalSeconds`:1,`MaxAttempts`:1},"
                + "{`ErrorEquals`:[`B`],`IntervalSeconds`:10,`MaxAttempts`:2,`BackoffRate`:1},"
                + "{`ErrorEquals`:[`States.ALL`],`IntervalSeconds`:100}]";
        ExecutionResult result = run(retry, "A", "B", "C", "B", "A");

        assertThat(result.error()).isEqualTo("A");
        assertThat(attempts).containsExactly(0L, 1_000L, 11_000L, 111_000L, 121_000L);
    }

    @Test
    void maxAttemptsOfZeroDisablesRetries() throws Exception {
        String retry = "`Retry`:[{`ErrorEquals`:[`A`],`MaxAttempts`:0},{`ErrorEquals`:[`States.ALL`]}]";

        assertThat(run(retry, "A").error()).isEqualTo("A");
        assertThat(attempts).containsExactly(0L);
    }

    @Test
    void aCatcherIsUsedAfterTheLastRetry() throws Exception {
        ExecutionResult result = run(
                "`Retry`:[{`ErrorEquals`:[`A`],`MaxAttempts`:1}],"
                        + "`Catch`:[{`ErrorEquals`:[`A`],`ResultPath`:`$.error`,`Next`:`Caught`}]",
                "A",
                "A");

        assertThat(result.output()).isEqualTo(TestExecutions.json("{`x`:1,`error`:{`Error`:`A`,`Cause`:`it broke`}}"));
        assertThat(executions.types())
                .containsSubsequence("TaskFailed", "TaskFailed", "TaskStateExited", "PassStateEntered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A | [{`ErrorEquals`:[`A`],`Next`:`Caught`}] | {`Error`:`A`,`Cause`:`it broke`}",
                "A | [{`ErrorEquals`:[`A`],`ResultPath`:null,`Next`:`Caught`}] | {`x`:1}",
                "B | [{`ErrorEquals`:[`A`],`Next`:`Caught`},{`ErrorEquals`:[`States.ALL`],`Next`:`CaughtAll`}] | `all`",
                "A | [{`ErrorEquals`:[`States.TaskFailed`],`Next`:`CaughtAll`}] | `all`",
                "States.Timeout | [{`ErrorEquals`:[`States.Timeout`],`Next`:`CaughtAll`}] | `all`",
                "States.HeartbeatTimeout | [{`ErrorEquals`:[`States.HeartbeatTimeout`],`Next`:`CaughtAll`}] | `all`",
                "States.HeartbeatTimeout | [{`ErrorEquals`:[`States.Timeout`],`Next`:`CaughtAll`}] | `all`",
                "States.Timeout | [{`ErrorEquals`:[`States.ALL`],`Next`:`CaughtAll`}] | `all`",
                "States.Permissions | [{`ErrorEquals`:[`States.TaskFailed`],`Next`:`CaughtAll`}] | `all`",
                "States.DataLimitExceeded | [{`ErrorEquals`:[`States.DataLimitExceeded`],`Next`:`CaughtAll`}] | `all`",
            })
    void anErrorIsCaughtByItsNameOrAWildcard(String error, String catches, String output) throws Exception {
        assertThat(run("`Catch`:" + catches, error).output()).isEqualTo(TestExecutions.json(output));
    }

    @ParameterizedTest
    @CsvSource({
        "A, B",
        "States.Timeout, States.TaskFailed",
        "States.Runtime, States.ALL",
        "States.Runtime, States.TaskFailed",
        "States.Runtime, States.Runtime",
        "States.DataLimitExceeded, States.ALL",
        "States.DataLimitExceeded, States.TaskFailed",
    })
    void anErrorThatNoCatcherMatchesFailsTheExecution(String error, String caught) throws Exception {
        ExecutionResult result = run(
                "`Retry`:[{`ErrorEquals`:[`%s`]}],`Catch`:[{`ErrorEquals`:[`%s`],`Next`:`Caught`}]"
                        .formatted(caught, caught),
                error);

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).isEqualTo(error);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void aResultThatIsTooLargeFailsTheTask() throws Exception {
        TestExecutions large = new TestExecutions(request -> TestExecutions.json("`" + "x".repeat(256 * 1024) + "`"));

        ExecutionResult result =
                large.runState("{`Type`:`Task`,`Resource`:`arn:aws:states:::lambda:invoke`,`End`:true}", "{}");

        assertThat(result.error()).isEqualTo("States.DataLimitExceeded");
        assertThat(result.cause())
                .isEqualTo("The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes"
                        + " service limit.");
        assertThat(large.types()).contains("TaskFailed").doesNotContain("TaskSucceeded");
    }

    @Test
    void aResultPathMatchFailureCanBeCaught() throws Exception {
        ExecutionResult result = run(
                "`ResultPath`:`$.x.y`,`Catch`:[{`ErrorEquals`:[`States.ResultPathMatchFailure`],`Next`:`CaughtAll`}]");

        assertThat(result.output()).isEqualTo(TestExecutions.json("`all`"));
    }

    @Test
    void anExceptionOfATaskHandlerFailsTheExecution() throws Exception {
        TestExecutions broken = new TestExecutions(request -> {
            throw new IllegalStateException("no such service");
        });
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.complete(e));
        try {
            ExecutionResult result = broken.runState(
                    "{`Type`:`Task`,`Resource`:`arn:aws:states:::x:y`,`End`:true,"
                            + "`Catch`:[{`ErrorEquals`:[`States.ALL`],`Next`:`S`}]}",
                    "{}");

            assertThat(result.error()).isEqualTo("States.Runtime");
            assertThat(result.cause()).isEqualTo("java.lang.IllegalStateException: no such service");
            assertThat(uncaught.get()).hasMessage("no such service");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`Error`:`E`,`Cause`:`c` | E | c",
                "`ErrorPath`:`$.e`,`CausePath`:`$.c.text` | from input | why",
                "`ErrorPath`:`$$.State.Name`,`CausePath`:`States.Format('{}!', $.e)` | S | from input!",
                "`Comment`:`neither` | |",
                "`ErrorPath`:`$.c` | States.Runtime | An error occurred while executing the state 'S' (entered at the"
                        + " event id #2). The ErrorPath '$.c' must reference a string, got: {\"text\":\"why\"}",
            })
    void aFailStateFailsWithItsErrorAndCause(String fields, String error, String cause) throws Exception {
        ExecutionResult result =
                executions.runState("{`Type`:`Fail`," + fields + "}", "{`e`:`from input`,`c`:{`text`:`why`}}");

        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).isEqualTo(error);
        assertThat(result.cause()).isEqualTo(cause);
        assertThat(executions.types()).containsExactly("ExecutionStarted", "FailStateEntered", "ExecutionFailed");
    }
}
