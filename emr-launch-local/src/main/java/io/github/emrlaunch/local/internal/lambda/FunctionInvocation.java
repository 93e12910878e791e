package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An invocation that is under way. */
final class FunctionInvocation {
    enum Status {
        RETURNED,
        FAILED,
        TIMED_OUT,
        /** A hook failed that runs after the restore of a snapshot. */
        RESTORE_FAILED,
        RESTORE_TIMED_OUT
    }

    /** What came of it: the response or, for a failure, Lambda's error document. */
    record Outcome(Status status, String body, long nanoTime) {}

    /** What Lambda says of processes that a signal has ended, by the exit status that Java has for them: 128 and the signal. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            128 + 4, "signal: illegal instruction",
            128 + 6, "signal: aborted (core dumped)",
            128 + 9, "signal: killed",
            128 + 11, "signal: segmentation fault (core dumped)");

    private record Sleep(Duration duration, CompletableFuture<Void> over) {
        static final Sleep NONE = new Sleep(Duration.ZERO, new CompletableFuture<>());
    }

    private final String requestId = UUID.randomUUID().toString();
    private final LambdaFunction function;
    private final String payload;

    /** What the waiting thread looks at: sleeps of the function, and one without a duration when anything else has happened. */
    private final BlockingQueue<Sleep> happenings = new LinkedBlockingQueue<>();

    private volatile boolean begun;
    private Duration slept = Duration.ZERO;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    FunctionInvocation(LambdaFunction function, String payload) {
        this.function = function;
        this.payload = payload;
    }

    String requestId() {
        return requestId;
    }

    /** The ARN that the function is told it was invoked by: that of the version, if it is one, also by way of an alias. */
    String functionArn() {
        return function.version().equals(LambdaFunction.LATEST)
                ? function.arn()
                : function.arn() + ":" + function.version();
    }

    String payload() {
        return payload;
    }

    /** The runtime takes the invocation: its time runs. Returns the deadline in milliseconds of real time. */
    long begin() {
        begun = true;
        happenings.add(Sleep.NONE);
        return System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(function.timeoutSeconds());
    }

    void succeed(String response) {
        complete(Status.RETURNED, response);
    }

    void fail(String errorDocument) {
        complete(Status.FAILED, errorDocument);
    }

    void failRestore(String errorDocument) {
        complete(Status.RESTORE_FAILED, errorDocument);
    }

    /** The time is up that the hooks have after a restore; without effect when the runtime has asked for the invocation. */
    void timeOutRestore() {
        if (!begun) {
            complete(
                    Status.RESTORE_TIMED_OUT,
                    errorDocument(requestId, "Sandbox.Timedout", "The restore of the snapshot timed out"));
        }
    }

    /** The process is gone, which is a failure unless there was an answer before. */
    void exited(int exitStatus) {
        String message = exitStatus == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: " + SIGNALS.getOrDefault(exitStatus, "exit status " + exitStatus);
        fail(errorDocument(requestId, "Runtime.ExitError", message));
    }

    private void complete(Status status, String body) {
        outcome.complete(new Outcome(status, body, System.nanoTime()));
        begun = true;
        happenings.add(Sleep.NONE);
    }

    /** The outcome of an invocation that has timed out. */
    static Outcome timedOut(LambdaFunction function, String requestId) {
        return new Outcome(
                Status.TIMED_OUT,
                errorDocument(requestId, "Sandbox.Timedout", timeoutMessage(function)),
                System.nanoTime());
    }

    static String timeoutMessage(LambdaFunction function) {
        return "Task timed out after " + seconds(Duration.ofSeconds(function.timeoutSeconds()));
    }

    /** An error of Lambda itself, in its form. */
    private static String errorDocument(String requestId, String errorType, String message) {
        return AwsJson.object()
                .put("errorType", errorType)
                .put("errorMessage", "RequestId: " + requestId + " Error: " + message)
                .toString();
    }

    /**
     * Lets the function sleep. Called in a thread of the Runtime API.
     *
     * @return completed when the time is over
     */
    CompletableFuture<Void> sleep(Duration duration) {
        Sleep sleep = new Sleep(duration, new CompletableFuture<>());
        happenings.add(sleep);
        return sleep.over();
    }

    /** Waits until the runtime is up and then as long as the function may take, the time that it sleeps included. */
    Outcome await(Duration initialization, VirtualClock clock) throws InterruptedException {
        if (!awaitUntil(() -> begun, initialization, clock)) {
            timeOut("Runtime did not ask for the invocation within " + seconds(initialization));
        }
        if (!awaitUntil(outcome::isDone, Duration.ofSeconds(function.timeoutSeconds()), clock)) {
            timeOut(timeoutMessage(function));
        }
        return outcome.join();
    }

    private boolean awaitUntil(BooleanSupplier condition, Duration limit, VirtualClock clock)
            throws InterruptedException {
        long left = limit.toNanos();
        while (left > 0 && !condition.getAsBoolean()) {
            long start = System.nanoTime();
            Sleep sleep = happenings.poll(left, TimeUnit.NANOSECONDS);
            left -= System.nanoTime() - start;
            if (sleep != null && !sleep.duration().isZero()) {
                Duration passed =
                        Duration.ofNanos(Math.min(left, sleep.duration().toNanos()));
                clock.sleep(passed);
                slept = slept.plus(passed);
                left -= passed.toNanos();
                sleep.over().complete(null);
            }
        }
        return condition.getAsBoolean();
    }

    /** The virtual time that the function has slept. */
    Duration slept() {
        return slept;
    }

    private void timeOut(String message) {
        complete(Status.TIMED_OUT, errorDocument(requestId, "Sandbox.Timedout", message));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f seconds", duration.toMillis() / 1000.0);
    }
}
