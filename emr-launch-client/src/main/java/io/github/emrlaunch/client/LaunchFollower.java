package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Polls a launch and reports new events. */
final class LaunchFollower {
    private static final Set<ExecutionStatus> RUNNING =
            Set.of(ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE);

    /** Most launches that fail do so early. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final SfnClient stepFunctions;
    private final Launch launch;
    private final Consumer<LaunchEvent> listener;
    private final LaunchHistory history;

    LaunchFollower(SfnClient stepFunctions, Launch launch, Consumer<LaunchEvent> listener) {
        this.stepFunctions = stepFunctions;
        this.launch = launch;
        this.listener = listener;
        this.history = new LaunchHistory(stepFunctions, launch);
    }

    /** Reports the events since the last poll. Returns empty while the launch runs. */
    Optional<LaunchResult> look() {
        // Requested before the history is read, so that no event before the end is missed.
        DescribeExecutionResponse execution =
                stepFunctions.describeExecution(request -> request.executionArn(launch.executionArn()));
        history.news().forEach(event -> listener.accept(LaunchEvents.of(event)));
        return result(execution);
    }

    LaunchResult follow(Duration longestPause) throws InterruptedException {
        Duration pause = first(longestPause);
        Optional<LaunchResult> result = look();
        while (result.isEmpty()) {
            Thread.sleep(pause.toMillis());
            pause = next(pause, longestPause);
            result = look();
        }
        return result.get();
    }

    /** Uses a thread during a poll and none between polls. Stops when the future is cancelled. */
    CompletableFuture<LaunchResult> follow(Duration longestPause, Executor executor) {
        CompletableFuture<LaunchResult> ended = new CompletableFuture<>();
        executor.execute(() -> follow(ended, first(longestPause), longestPause, executor));
        return ended;
    }

    private void follow(
            CompletableFuture<LaunchResult> ended, Duration pause, Duration longestPause, Executor executor) {
        if (ended.isDone()) {
            return;
        }
        try {
            look().ifPresentOrElse(ended::complete, () -> CompletableFuture.delayedExecutor(
                            pause.toMillis(), TimeUnit.MILLISECONDS, executor)
                    .execute(() -> follow(ended, next(pause, longestPause), longestPause, executor)));
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    static Duration first(Duration longestPause) {
        return longestPause.compareTo(FIRST_PAUSE) < 0 ? longestPause : FIRST_PAUSE;
    }

    static Duration next(Duration pause, Duration longestPause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    /** The result of an execution; empty while it runs. */
    static Optional<LaunchResult> result(DescribeExecutionResponse execution) {
        if (RUNNING.contains(execution.status())) {
            return Optional.empty();
        }
        return Optional.of(new LaunchResult(
                execution.statusAsString(),
                execution.output() == null ? null : Json.parse(execution.output()),
                execution.error(),
                execution.cause(),
                Duration.between(execution.startDate(), execution.stopDate())));
    }
}
