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

/** Looks at one launch again and again, and tells what is new. */
final class LaunchFollower {
    private static final Set<ExecutionStatus> RUNNING =
            Set.of(ExecutionStatus.RUNNING, ExecutionStatus.PENDING_REDRIVE);

    /** A launch that fails mostly fails at once. */
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

    /** Tells what happened since the last look; empty while the launch goes on. */
    Optional<LaunchResult> look() {
        // Asked before the history is read, so that nothing that led to the end is missed.
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

    /** Occupies a thread while it looks, none while it waits; ends when the future is cancelled. */
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

    /** How an execution ended; empty while it goes on. */
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
