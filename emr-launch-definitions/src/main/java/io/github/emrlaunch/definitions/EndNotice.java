package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The input of the state machine that notifies of ends that no state can tell of, and the names of its executions. The clean-up
 * function starts an execution for each end. The name of an execution is that of the end, and Step Functions runs no two executions of
 * one name within 90 days: so no end is told twice.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
public final class EndNotice {
    /** The name of the state machine whose execution ended. */
    public static final String MACHINE = "Machine";

    /** The members of {@link ExecutionEnd} that the execution has, without kind and name. */
    public static final String END = "End";

    /** The state of the notifying state machine that has the state machines of whose ends it notifies. */
    public static final String MACHINES_STATE = "Know State Machines";

    /** The variable of {@link #MACHINES_STATE}, an object whose members have the names of state machines. */
    public static final String MACHINES = "machines";

    private EndNotice() {}

    /** The names of the state machines of whose ends a state machine of this definition notifies. */
    public static Set<String> machines(String definition) {
        Set<String> names = new TreeSet<>();
        Json.parse(definition)
                .path("States")
                .path(MACHINES_STATE)
                .path("Assign")
                .path(MACHINES)
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    /** The input. */
    public static ObjectNode input(String machine, ObjectNode end) {
        return Json.object().put(MACHINE, machine).set(END, end);
    }

    /** The name of an end. An execution that was redriven ends once more, at another time. */
    public static String name(String executionArn, Instant stopDate) {
        return Sha256.hex(executionArn + " " + stopDate);
    }
}
