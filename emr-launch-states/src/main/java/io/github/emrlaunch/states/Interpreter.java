package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.execution.LiveExecution;
import io.github.emrlaunch.states.time.VirtualClock;

/** Runs state machines, each execution in threads of its own. */
public final class Interpreter {
    private final VirtualClock clock;
    private final TaskHandler tasks;

    /** An interpreter whose waits pass on this clock and whose tasks are done by this handler. */
    public Interpreter(VirtualClock clock, TaskHandler tasks) {
        this.clock = clock;
        this.tasks = tasks;
    }

    /**
     * Starts an execution. The listener has received {@code ExecutionStarted} when this method returns.
     *
     * @param input any JSON value, as {@link ExecutionInput#parse} reads it; it must not be changed afterwards
     */
    public RunningExecution start(
            StateMachineDefinition definition, ExecutionIdentity identity, JsonNode input, HistoryListener listener) {
        return LiveExecution.start(clock, tasks, definition.machine(), identity, input, listener);
    }
}
