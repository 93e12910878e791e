package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.execution.LiveExecution;
import io.github.emrlaunch.states.time.VirtualClock;

/** Runs state machines. Each execution has separate threads. */
public final class Interpreter {
    private final VirtualClock clock;
    private final TaskHandler tasks;

    /** Creates an interpreter with a clock for waits and a handler for tasks. */
    public Interpreter(VirtualClock clock, TaskHandler tasks) {
        this.clock = clock;
        this.tasks = tasks;
    }

    /**
     * Starts an execution. The listener has received {@code ExecutionStarted} when this method returns.
     *
     * @param input any JSON value, as {@link ExecutionInput#parse} returns it; it must not be modified afterwards
     */
    public RunningExecution start(
            StateMachineDefinition definition, ExecutionIdentity identity, JsonNode input, HistoryListener listener) {
        return LiveExecution.start(clock, tasks, definition.machine(), identity, input, listener);
    }
}
