package io.github.emrlaunch.states;

import io.github.emrlaunch.states.time.VirtualClock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A started or redriven execution, which may have ended. */
public interface RunningExecution {
    /**
     * Stops the execution, as {@code StopExecution} does. When this method returns, the execution has ended and its threads are
     * interrupted. Has no effect when the execution has already ended.
     *
     * @param error an error code; null for none
     * @param cause an explanation; null for none
     */
    void stop(@Nullable String error, @Nullable String cause);

    /**
     * Redrives the execution, as {@code RedriveExecution} does. It continues from the state in which it ended, with the same
     * definition and with the input and the variables of that state. Branches and iterations that succeeded do not run
     * again. The history continues with {@code ExecutionRedriven}.
     *
     * @return the redriven execution; this object remains the execution that ended
     * @throws IllegalStateException when the execution cannot be redriven. The message is the {@link #redriveStatusReason()}
     */
    RunningExecution redrive();

    /**
     * Returns the reason why the execution cannot be redriven: it is running, has succeeded, started more than a year ago, ended more
     * than 14 days ago, has no history events left, or is an EXPRESS execution. Empty when it can be redriven.
     */
    Optional<String> redriveStatusReason();

    /** Returns how often the execution was redriven. */
    int redriveCount();

    /** Runs an action after the execution has ended, before the thread that ended it continues; immediately when it has already ended. */
    void whenEnded(Consumer<ExecutionResult> action);

    /** Returns the result; empty while the execution is running. */
    Optional<ExecutionResult> result();

    /**
     * Waits, in real time, until the execution has ended. Only for threads that are not workers of the clock; a task handler
     * waits for {@link #ended()}.
     *
     * @throws InterruptedException when the waiting thread is interrupted. The execution continues
     */
    ExecutionResult await() throws InterruptedException;

    /** Returns the signal that is raised when the execution has ended. */
    VirtualClock.Signal ended();
}
