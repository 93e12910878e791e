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

/** An invocation in progress. */
final class FunctionInvocation {
    enum Status {
        RETURNED,
        FAILED,
        TIMED_OUT,
        /** A hook that runs after the restore of a snapshot failed. */
        RESTORE_FAILED,
        RESTORE_TIMED_OUT
    }

    /** The outcome: the response or, for a failure, the error document of Lambda. */
    record Outcome(Status status, String body, long nanoTime) {}

    /** The messages of Lambda for processes that a signal terminated, by their exit status in Java: 128 plus the signal. */
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

    /** The queue of the waiting thread: sleeps of the function, and a sleep without a duration for any other event. */
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

    /** Returns the invoked function ARN: for a version, its ARN, even when it was invoked through an alias. */
    String functionArn() {
        return function.version().equals(LambdaFunction.LATEST)
                ? function.arn()
                : function.arn() + ":" + function.version();
    }

    String payload() {
        return payload;
    }

    /** Starts the invocation when the runtime accepts it. Returns the deadline in milliseconds of real time. */
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

    /** Handles the timeout of the hooks after a restore. Has no effect after the runtime has requested the invocation. */
    void timeOutRestore() {
        if (!begun) {
            complete(
                    Status.RESTORE_TIMED_OUT,
                    errorDocument(requestId, "Sandbox.Timedout", "The restore of the snapshot timed out"));
        }
    }

    /** Handles the exit of the process, which is a failure unless the invocation already has a response. */
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

    /** Returns the outcome of an invocation that has timed out. */
    static Outcome timedOut(LambdaFunction function, String requestId) {
        return new Outcome(
                Status.TIMED_OUT,
                errorDocument(requestId, "Sandbox.Timedout", timeoutMessage(function)),
                System.nanoTime());
    }

    static String timeoutMessage(LambdaFunction function) {
        return "Task timed out after " + seconds(Duration.ofSeconds(function.timeoutSeconds()));
    }

    /** Returns an error of Lambda in the format of Lambda. */
    private static String errorDocument(String requestId, String errorType, String message) {
        return AwsJson.object()
                .put("errorType", errorType)
                .put("errorMessage", "RequestId: " + requestId + " Error: " + message)
                .toString();
    }

    /**
     * Starts a sleep of the function. Called in a thread of the Runtime API.
     *
     * @return a future that completes at the end of the sleep
     */
    CompletableFuture<Void> sleep(Duration duration) {
        Sleep sleep = new Sleep(duration, new CompletableFuture<>());
        happenings.add(sleep);
        return sleep.over();
    }

    /** Waits until the runtime is initialized, and then for up to the timeout of the function, including its sleeps. */
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

    /** Returns the virtual time that the function has slept. */
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
