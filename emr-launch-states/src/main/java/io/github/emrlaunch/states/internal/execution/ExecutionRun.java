package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What all threads of one execution share, from its start or a redrive to its end.
 *
 * @param root the execution that a caller started; that of the parent for a child execution of a Map state
 * @param redriveTime null when it was not redriven
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

    /** The run of a child execution of a Map state in DISTRIBUTED mode, with a history of its own. */
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
     * Lets a thread go on.
     *
     * @throws InterruptedException when the execution has ended, its time is up, or this branch of it was cancelled
     */
    void requireRunning() throws InterruptedException {
        if (Thread.interrupted() || root.hasEnded()) {
            throw new InterruptedException();
        }
        if (clock.now().isAfter(deadline)) {
            throw timeOut();
        }
    }

    /** Ends the execution; the exception unwinds the thread. */
    InterruptedException timeOut() {
        root.timeOut();
        return new InterruptedException();
    }
}
