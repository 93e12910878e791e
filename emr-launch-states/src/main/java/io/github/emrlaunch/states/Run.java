package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;

/** What all threads of one execution share. */
record Run(
        VirtualClock clock,
        TaskHandler tasks,
        ExecutionIdentity identity,
        JsonNode input,
        Instant startTime,
        Instant deadline,
        History history,
        RunningExecution execution) {

    /**
     * Lets a thread go on.
     *
     * @throws InterruptedException when the execution has ended, its time is up, or this line of it was cancelled
     */
    void requireRunning() throws InterruptedException {
        if (Thread.interrupted() || history.ended()) {
            throw new InterruptedException();
        }
        if (clock.now().isAfter(deadline)) {
            throw timeOut();
        }
    }

    /** Ends the execution; the exception unwinds the thread. */
    InterruptedException timeOut() {
        execution.timeOut();
        return new InterruptedException();
    }
}
