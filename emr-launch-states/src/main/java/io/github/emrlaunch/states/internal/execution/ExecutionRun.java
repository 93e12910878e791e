package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of all threads of one execution, from its start or a redrive to its end.
 *
 * @param root the execution that a caller started; for a child execution of a Map state, the execution of its parent
 * @param redriveTime the time of the redrive; null when it was not redriven
 */
record ExecutionRun(
        VirtualClock clock,
        TaskHandler tasks,
        ExecutionIdentity identity,
        JsonNode input,
        Instant startTime,
        Instant deadline,
        History history,
        LiveExecution root,
        int redriveCount,
        @Nullable Instant redriveTime) {

    /** Returns the run of a child execution of a Map state in DISTRIBUTED mode, with a separate history. */
    ExecutionRun child(ExecutionIdentity childIdentity, JsonNode childInput) {
        History childHistory = new History(clock, event -> {});
        return new ExecutionRun(
                clock,
                tasks,
                childIdentity,
                childInput,
                clock.now(),
                deadline,
                childHistory,
                root,
                redriveCount,
                redriveTime);
    }

    /**
     * Checks that a thread may continue.
     *
     * @throws InterruptedException when the execution has ended or timed out, or this branch of it was cancelled
     */
    void requireRunning() throws InterruptedException {
        if (Thread.interrupted() || root.hasEnded()) {
            throw new InterruptedException();
        }
        if (clock.now().isAfter(deadline)) {
            throw timeOut();
        }
    }

    /** Ends the execution. The exception unwinds the thread. */
    InterruptedException timeOut() {
        root.timeOut();
        return new InterruptedException();
    }
}
