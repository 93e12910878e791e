package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;

/** What a state does with its data on the way in and out. */
public interface DataFlow {
    /** The scope in which the other fields of the state are evaluated. */
    Scope enter(Scope scope) throws EvaluationException;

    /**
     * The arguments of the state's work.
     *
     * @param entered what {@link #enter} returned
     */
    JsonNode arguments(Scope entered) throws EvaluationException;

    /** The output of the state, given the scope with its result. */
    JsonNode output(Scope scope) throws EvaluationException;
}
