package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The input of the state machine that notifies of ended executions that cannot notify themselves, and the names of its executions. The
 * clean-up
 * function starts an execution for each of them. The name of an execution is derived from the ended execution, and Step Functions runs no
 * two executions with
 * one name within 90 days, which prevents duplicate notifications.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
 */
public final class EndNotice {
    /** The name of the state machine whose execution ended. */
    public static final String MACHINE = "Machine";

    /** The known members of {@link ExecutionEnd}, without kind and name. */
    public static final String END = "End";

    /** The state of the notifying state machine that has the state machines with notifications. */
    public static final String MACHINES_STATE = "Know State Machines";

    /** The variable of {@link #MACHINES_STATE}, an object whose members are named as the state machines. */
    public static final String MACHINES = "machines";

    private EndNotice() {}

    /** Returns the names of the state machines for which a state machine with this definition notifies. */
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

    /** Returns the input. */
    public static ObjectNode input(String machine, ObjectNode end) {
        return Json.object().put(MACHINE, machine).set(END, end);
    }

    /** Returns the name of the notification of an ended execution. A redriven execution ends again, at another time. */
    public static String name(String executionArn, Instant stopDate) {
        return Sha256.hex(executionArn + " " + stopDate);
    }
}
