package io.github.emrlaunch.core.internal.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.WrittenTokens;
import io.github.emrlaunch.definitions.Json;

/**
 * The definition of a state machine, or of a branch, in JSONata. It is one string for the CDK: a construct for each
 * state would require calls across a process boundary.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html">State machine structure</a>
 */
public final class StateMachineText {
    private final ObjectNode json = Json.object();
    private final ObjectNode states = Json.object();

    private StateMachineText() {}

    /**
     * Creates a state machine without states.
     *
     * @param comment the comment
     * @param timeoutSeconds the timeout of an execution
     */
    public static StateMachineText machine(String comment, int timeoutSeconds) {
        StateMachineText machine = new StateMachineText();
        machine.json.put("Comment", comment).put("QueryLanguage", "JSONata").put("TimeoutSeconds", timeoutSeconds);
        return machine;
    }

    /** Creates a branch of a Parallel state without states. */
    public static StateMachineText branch() {
        return new StateMachineText();
    }

    /**
     * Adds a state. The first one is the start.
     *
     * @throws IllegalArgumentException when there is a state with this name
     */
    public StateMachineText add(String name, StateText state) {
        if (states.isEmpty()) {
            json.put("StartAt", name);
        }
        if (has(name)) {
            throw new IllegalArgumentException("'%s' is the name of two states: rename one of them".formatted(name));
        }
        states.set(name, state.toJson());
        return this;
    }

    /** Returns whether there is a state with this name, including states of branches: a name is unique in the complete state machine. */
    public boolean has(String name) {
        return has(states, name);
    }

    private static boolean has(JsonNode states, String name) {
        return states.has(name) || states.findValues("States").stream().anyMatch(branch -> has(branch, name));
    }

    /** Adds the states of another state machine or branch, after the existing states. */
    public StateMachineText addAll(StateMachineText other) {
        states.setAll(other.states);
        return this;
    }

    /** Returns the definition as JSON. */
    public ObjectNode json() {
        return json.deepCopy().set("States", states.deepCopy());
    }

    /**
     * Returns the definition.
     *
     * @throws IllegalArgumentException when it would contain the value of a secret, or a list that is known only at deployment in a
     * location for a
     *     single value
     */
    public String toJson() {
        return WrittenTokens.text("The state machine", json());
    }
}
