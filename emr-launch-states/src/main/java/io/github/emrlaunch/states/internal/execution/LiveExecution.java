package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.ExecutionResult.Status;
import io.github.emrlaunch.states.HistoryListener;
import io.github.emrlaunch.states.RunningExecution;
import io.github.emrlaunch.states.StateMachineType;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.definition.Machine;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An execution in a separate thread, from its start or a redrive to its end. */
public final class LiveExecution implements RunningExecution {
    /** The attributes that do not change when an execution is redriven. */
    private record Origin(
            VirtualClock clock,
            TaskHandler tasks,
            Machine machine,
            ExecutionIdentity identity,
            JsonNode input,
            Instant startTime,
            Progress progress) {}

    private final Origin origin;
    private final History history;
    private final int redriveCount;
    private final VirtualClock.Signal ended;
    private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
    private final List<Consumer<ExecutionResult>> whenEnded = new ArrayList<>();
    private final VirtualClock.Worker worker;
    private volatile @Nullable Thread thread;

    private LiveExecution(Origin origin, History history, int redriveCount) {
        this.origin = origin;
        this.history = history;
        this.redriveCount = redriveCount;
        this.ended = origin.clock.signal();
        this.worker = origin.clock.register();
    }

    /** Starts an execution. The listener has received {@code ExecutionStarted} when this method returns. */
    public static LiveExecution start(
            VirtualClock clock,
            TaskHandler tasks,
            Machine machine,
            ExecutionIdentity identity,
            JsonNode input,
            HistoryListener listener) {
        History history = new History(clock, listener);
        LiveExecution execution = new LiveExecution(
                new Origin(clock, tasks, machine, identity, input, clock.now(), new Progress()), history, 0);
        try {
            history.add(
                    0,
                    "ExecutionStarted",
                    "executionStartedEventDetails",
                    EventDetails.executionStarted(input, identity.roleArn()));
        } catch (StatesError e) {
            throw new IllegalStateException("The first event is within the limit", e);
        }
        execution.begin(0, null);
        return execution;
    }

    @Override
    public Optional<String> redriveStatusReason() {
        if (origin.machine.type() == StateMachineType.EXPRESS) {
            return Optional.of("An execution of an EXPRESS state machine cannot be redriven");
        }
        ExecutionResult before = result.getNow(null);
        if (before == null || before.status() == Status.SUCCEEDED) {
            return Optional.of(
                    "Execution is %s and cannot be redriven".formatted(before == null ? "RUNNING" : before.status()));
        }
        if (history.isFull()) {
            return Optional.of("Execution history event limit exceeded");
        }
        Instant now = origin.clock.now();
        if (origin.startTime.plus(Limits.MAXIMUM_OPEN_TIME).isBefore(now)) {
            return Optional.of("Execution has exceeded the max execution time");
        }
        return before.stopTime().plus(Limits.REDRIVABLE).isBefore(now)
                ? Optional.of("Execution redrivable period exceeded")
                : Optional.empty();
    }

    @Override
    public RunningExecution redrive() {
        redriveStatusReason().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        awaitThread();
        int count = redriveCount + 1;
        History further = history.redriven(EventDetails.none().put("redriveCount", count));
        LiveExecution execution = new LiveExecution(origin, further, count);
        execution.begin(further.lastId(), origin.clock.now());
        return execution;
    }

    /** Waits for the thread of a stopped execution, which may still write to its progress. It is interrupted and ends soon. */
    private void awaitThread() {
        Thread before = thread;
        if (before == null || before == Thread.currentThread()) {
            return;
        }
        try {
            before.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the execution was ending", e);
        }
    }

    private void begin(long lastEvent, @Nullable Instant redriveTime) {
        Integer timeout = origin.machine.timeoutSeconds();
        Instant deadline = timeout == null ? Instant.MAX : origin.clock.now().plusSeconds(timeout);
        ExecutionRun run = new ExecutionRun(
                origin.clock,
                origin.tasks,
                origin.identity,
                origin.input,
                origin.startTime,
                deadline,
                history,
                this,
                redriveCount,
                redriveTime);
        Thread own = new Thread(
                () -> {
                    worker.use();
                    try (worker) {
                        run(run, lastEvent);
                    }
                },
                "execution " + origin.identity.executionName());
        own.setDaemon(true);
        worker.handTo(own);
        thread = own;
        own.start();
    }

    private void run(ExecutionRun run, long lastEvent) {
        try {
            BranchRunner branch = BranchRunner.ofExecution(run, worker, origin.progress, lastEvent);
            succeed(branch.run(origin.machine.graph(), origin.input));
        } catch (StatesError e) {
            fail(e);
        } catch (InterruptedException e) {
            // The interrupting thread has ended the execution before. If none has, the execution must still get a
            // result.
            stop(null, null);
        } catch (RuntimeException | Error e) {
            fail(new StatesError(ErrorNames.RUNTIME, e.toString()));
            throw e;
        }
    }

    @Override
    public void stop(@Nullable String error, @Nullable String cause) {
        ObjectNode details = EventDetails.failure(EventDetails.none(), error, cause);
        end(false, "ExecutionAborted", "executionAbortedEventDetails", details, Status.ABORTED, null, error, cause);
        Thread running = thread;
        if (running != null) {
            worker.interrupt(running);
        }
    }

    @Override
    public void whenEnded(Consumer<ExecutionResult> action) {
        synchronized (whenEnded) {
            if (result.getNow(null) == null) {
                whenEnded.add(action);
                return;
            }
        }
        action.accept(result.join());
    }

    @Override
    public Optional<ExecutionResult> result() {
        return Optional.ofNullable(result.getNow(null));
    }

    @Override
    public ExecutionResult await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The result is never an exception", e);
        }
    }

    @Override
    public VirtualClock.Signal ended() {
        return ended;
    }

    @Override
    public int redriveCount() {
        return redriveCount;
    }

    boolean hasEnded() {
        return history.ended();
    }

    private void succeed(JsonNode output) {
        ObjectNode details = EventDetails.output(output);
        end(
                true,
                "ExecutionSucceeded",
                "executionSucceededEventDetails",
                details,
                Status.SUCCEEDED,
                output,
                null,
                null);
    }

    private void fail(StatesError error) {
        String name = EventDetails.recorded(error.error());
        String cause = error.cause().isEmpty() ? null : error.cause();
        ObjectNode details = EventDetails.failure(EventDetails.none(), name, cause);
        end(true, "ExecutionFailed", "executionFailedEventDetails", details, Status.FAILED, null, name, cause);
    }

    /** Ends the execution because it has timed out. */
    void timeOut() {
        ObjectNode details = EventDetails.failure(EventDetails.none(), ErrorNames.TIMEOUT, null);
        end(
                false,
                "ExecutionTimedOut",
                "executionTimedOutEventDetails",
                details,
                Status.TIMED_OUT,
                null,
                ErrorNames.TIMEOUT,
                null);
    }

    private void end(
            boolean caused,
            String type,
            String detailsName,
            ObjectNode details,
            Status status,
            @Nullable JsonNode output,
            @Nullable String error,
            @Nullable String cause) {
        if (history.end(caused, type, detailsName, details)) {
            ExecutionResult ending = new ExecutionResult(status, output, error, cause, origin.clock.now());
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
