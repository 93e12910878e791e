package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;

/**
 * A running attempt of a task, for handlers that take virtual time: a {@code .sync} task sleeps until its job may have
 * changed, a callback task waits for a signal. Both end in {@code States.Timeout} when the state's timeout comes first.
 * To be used by the thread that the handler was called in.
 */
public interface TaskAttempt {
    Instant now();

    /**
     * Sleeps until the instant.
     *
     * @throws StatesError {@code States.Timeout} when the task's time is up before
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void sleepUntil(Instant instant) throws StatesError, InterruptedException;

    /**
     * Waits until the signal is raised.
     *
     * @throws StatesError {@code States.Timeout} when the task's time is up before
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void await(VirtualClock.Signal signal) throws StatesError, InterruptedException;

    /**
     * Waits until the signal is raised, at most as long as the state's heartbeats may be apart.
     *
     * @throws StatesError {@code States.Timeout} when the task's time is up before, {@code States.HeartbeatTimeout} when only the
     *     time between heartbeats is
     * @throws InterruptedException when the execution, or its branch, was stopped or timed out
     */
    void awaitBeat(VirtualClock.Signal signal) throws StatesError, InterruptedException;

    /** Whether the time of the whole execution is up, for a handler that was interrupted. */
    boolean executionTimedOut();

    /** Records that the job was accepted and is waited for ({@code TaskSubmitted}), with the service's answer. */
    void submitted(JsonNode output) throws StatesError;
}
