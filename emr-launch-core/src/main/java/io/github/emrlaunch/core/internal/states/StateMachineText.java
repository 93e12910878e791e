package io.github.emrlaunch.core.internal.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.WrittenTokens;
import io.github.emrlaunch.definitions.Json;

/**
 * The definition of a state machine, or of a branch of one, written in JSONata. It is one text for the CDK: a construct for each
 * state would cost calls across a process boundary.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html">State machine structure</a>
 */
public final class StateMachineText {
    private final ObjectNode json = Json.object();
    private final ObjectNode states = Json.object();

    private StateMachineText() {}

    /**
     * A state machine without states.
     *
     * @param comment what it does, for readers
     * @param timeoutSeconds the time after which Step Functions ends an execution
     */
    public static StateMachineText machine(String comment, int timeoutSeconds) {
        StateMachineText machine = new StateMachineText();
        machine.json.put("Comment", comment).put("QueryLanguage", "JSONata").put("TimeoutSeconds", timeoutSeconds);
        return machine;
    }

    /** A branch of a Parallel state without states. */
    public static StateMachineText branch() {
        return new StateMachineText();
    }

    /**
     * Adds a state. The first one is the start.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public StateMachineText add(String name, StateText state) {
        if (states.isEmpty()) {
            json.put("StartAt", name);
        }
        if (has(name)) {
            throw new IllegalArgumentException(
                    "'%s' is the name of two states: give one of them another".formatted(name));
        }
        states.set(name, state.toJson());
        return this;
    }

    /** Whether there is a state of that name, those of branches included: a name is unique in the whole machine. */
    public boolean has(String name) {
        return has(states, name);
    }

    private static boolean has(JsonNode states, String name) {
        return states.has(name) || states.findValues("States").stream().anyMatch(branch -> has(branch, name));
    }

    /** Adds the states of another machine or branch, behind those that are there. */
    public StateMachineText addAll(StateMachineText other) {
        states.setAll(other.states);
        return this;
    }

    /** The definition as JSON. */
    public ObjectNode json() {
        return json.deepCopy().set("States", states.deepCopy());
    }

    /**
     * The definition.
     *
     * @throws IllegalArgumentException when it would hold the value of a secret, or a list where only the deployment knows how many
     *     elements it has and one belongs
     */
    public String toJson() {
        return WrittenTokens.text("The state machine", json());
    }
}
