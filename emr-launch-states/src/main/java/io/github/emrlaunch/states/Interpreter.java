package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;

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
     * @param input any JSON value; it must not be changed afterwards
     */
    public RunningExecution start(
            StateMachineDefinition definition, ExecutionIdentity identity, JsonNode input, HistoryListener listener) {
        Instant startTime = clock.now();
        Integer timeout = definition.timeoutSeconds();
        Instant deadline = timeout == null ? Instant.MAX : startTime.plusSeconds(timeout);
        History history = new History(clock, listener);
        RunningExecution execution = new RunningExecution(clock, history);
        Run run = new Run(clock, tasks, identity, input, startTime, deadline, history, execution);
        try {
            history.add(
                    0,
                    "ExecutionStarted",
                    "executionStartedEventDetails",
                    Details.executionStarted(input, identity.roleArn()));
        } catch (StatesError e) {
            throw new IllegalStateException("The first event is within the limit", e);
        }
        execution.begin("execution " + identity.executionName(), worker -> run(run, worker, definition));
        return execution;
    }

    private static void run(Run run, VirtualClock.Worker worker, StateMachineDefinition definition) {
        try {
            // The first state has no predecessor: not even ExecutionStarted.
            Line line = new Line(run, worker, 0);
            run.execution().succeed(line.run(definition.graph(), run.input()));
        } catch (StatesError e) {
            run.execution().fail(e);
        } catch (InterruptedException e) {
            // Whoever interrupts has ended the execution before; if nobody has, it must not stay without a result.
            run.execution().stop(null, null);
        } catch (RuntimeException | Error e) {
            run.execution().fail(new StatesError(ErrorNames.RUNTIME, e.toString()));
            throw e;
        }
    }
}
