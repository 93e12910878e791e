package io.github.emrlaunch.states;

import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An execution that was started or redriven, and may have ended. */
public interface RunningExecution {
    /**
     * Stops the execution, as {@code StopExecution} does: it has ended when this method returns, and what its threads
     * are doing is interrupted. Without effect when it has ended before.
     *
     * @param error an error code; null for none
     * @param cause an explanation; null for none
     */
    void stop(@Nullable String error, @Nullable String cause);

    /**
     * Redrives the execution, as {@code RedriveExecution} does: it goes on from the state in which it ended, with the same
     * definition and the input and variables that the state had. Branches and iterations that had succeeded are not run
     * again. The history goes on with {@code ExecutionRedriven}.
     *
     * @return the execution from here on; this object remains the one that ended
     * @throws IllegalStateException when the execution cannot be redriven; the message is the {@link #redriveStatusReason()}
     */
    RunningExecution redrive();

    /**
     * Why the execution cannot be redriven: it runs, has succeeded, started more than a year ago, ended more than 14 days ago,
     * has no history events left, or is one of an EXPRESS machine. Empty when it can.
     */
    Optional<String> redriveStatusReason();

    /** How often the execution was redriven. */
    int redriveCount();

    /** Has something done once the execution has ended, before whoever ended it goes on; at once when it has ended. */
    void whenEnded(Consumer<ExecutionResult> action);

    /** The result; empty as long as the execution runs. */
    Optional<ExecutionResult> result();

    /**
     * Waits, in real time, until the execution has ended. For threads that are no workers of the clock; a task handler
     * waits for {@link #ended()}.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the execution goes on
     */
    ExecutionResult await() throws InterruptedException;

    /** Raised when the execution has ended. */
    VirtualClock.Signal ended();
}
