package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;

/**
 * A running attempt of a task, for handlers that take virtual time: a {@code .sync} task sleeps until its job may have
 * changed, a callback task waits for a signal. Both end with {@code States.Timeout} when the timeout of the state comes first.
 * Only the thread in which the handler was called can use it.
 */
public interface TaskAttempt {
    Instant now();

    /**
     * Sleeps until the instant.
     *
     * @throws StatesError {@code States.Timeout} when the task times out first
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void sleepUntil(Instant instant) throws StatesError, InterruptedException;

    /**
     * Waits until the signal is raised.
     *
     * @throws StatesError {@code States.Timeout} when the task times out first
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void await(VirtualClock.Signal signal) throws StatesError, InterruptedException;

    /**
     * Waits until the signal is raised, for at most the heartbeat interval of the state.
     *
     * @throws StatesError {@code States.Timeout} when the task times out first, {@code States.HeartbeatTimeout} when only the
     *     heartbeat interval has passed
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void awaitBeat(VirtualClock.Signal signal) throws StatesError, InterruptedException;

    /** Returns whether the execution has timed out, for a handler that was interrupted. */
    boolean executionTimedOut();

    /** Records that the service accepted the job and that the task waits for it ({@code TaskSubmitted}), with the service's response. */
    void submitted(JsonNode output) throws StatesError;
}
