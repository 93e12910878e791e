package io.github.emrlaunch.states.internal.definition;

import java.util.Map;

/** A graph of states: a state machine, a branch of a Parallel state or the processor of a Map state. */
public record StateGraph(String startAt, Map<String, State> states) {
    public StateGraph {
        states = Map.copyOf(states);
    }

    public State state(String name) {
        State state = states.get(name);
        if (state == null) {
            throw new IllegalArgumentException(
                    "The parser let pass a transition to a state that doesn't exist: " + name);
        }
        return state;
    }
}
