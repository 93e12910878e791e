package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.ExecutionResult.Status;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An execution that was started, and may have ended. */
public final class RunningExecution {
    private final VirtualClock clock;
    private final History history;
    private final VirtualClock.Signal ended;
    private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
    private final List<Consumer<ExecutionResult>> whenEnded = new ArrayList<>();
    private final VirtualClock.Worker worker;
    private volatile @Nullable Thread thread;

    RunningExecution(VirtualClock clock, History history) {
        this.clock = clock;
        this.history = history;
        this.ended = clock.signal();
        this.worker = clock.register();
    }

    /** Starts the execution's own thread, which does the work and then leaves the clock. */
    void begin(String threadName, Consumer<VirtualClock.Worker> work) {
        Thread own = new Thread(
                () -> {
                    try (worker) {
                        work.accept(worker);
                    }
                },
                threadName);
        own.setDaemon(true);
        thread = own;
        own.start();
    }

    /**
     * Stops the execution, as {@code StopExecution} does: it has ended when this method returns, and what its threads
     * are doing is interrupted. Without effect when it has ended before.
     */
    public void stop(@Nullable String error, @Nullable String cause) {
        ObjectNode details = Details.failure(Details.none(), error, cause);
        end("ExecutionAborted", "executionAbortedEventDetails", details, Status.ABORTED, null, error, cause);
        Thread running = thread;
        if (running != null) {
            worker.interrupt(running);
        }
    }

    /** Has something done once the execution has ended, before whoever ended it goes on; at once when it has ended. */
    public void whenEnded(Consumer<ExecutionResult> action) {
        synchronized (whenEnded) {
            if (result.getNow(null) == null) {
                whenEnded.add(action);
                return;
            }
        }
        action.accept(result.join());
    }

    /** The result; empty as long as the execution runs. */
    public Optional<ExecutionResult> result() {
        return Optional.ofNullable(result.getNow(null));
    }

    /**
     * Waits, in real time, until the execution has ended. For threads that are no workers of the clock; a task handler
     * waits for {@link #ended()}.
     */
    public ExecutionResult await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The result is never an exception", e);
        }
    }

    /** Raised when the execution has ended. */
    public VirtualClock.Signal ended() {
        return ended;
    }

    void succeed(JsonNode output) {
        end(
                "ExecutionSucceeded",
                "executionSucceededEventDetails",
                Details.output(output),
                Status.SUCCEEDED,
                output,
                null,
                null);
    }

    void fail(StatesError error) {
        String cause = error.cause().isEmpty() ? null : error.cause();
        ObjectNode details = Details.failure(Details.none(), error.error(), cause);
        end(
                "ExecutionFailed",
                "executionFailedEventDetails",
                details,
                Status.FAILED,
                null,
                error.error().isEmpty() ? null : error.error(),
                cause);
    }

    /** The whole execution's time is up; Step Functions gives neither error nor cause then. */
    void timeOut() {
        end("ExecutionTimedOut", null, Details.none(), Status.TIMED_OUT, null, null, null);
    }

    private void end(
            String type,
            @Nullable String detailsName,
            ObjectNode details,
            Status status,
            @Nullable JsonNode output,
            @Nullable String error,
            @Nullable String cause) {
        if (history.end(type, detailsName, details)) {
            ExecutionResult ending = new ExecutionResult(status, output, error, cause, clock.now());
            List<Consumer<ExecutionResult>> actions;
            synchronized (whenEnded) {
                result.complete(ending);
                actions = List.copyOf(whenEnded);
            }
            actions.forEach(action -> action.accept(ending));
            ended.raise();
        }
    }
}
