package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;

/** The input and output processing of a state. */
public interface DataFlow {
    /** Returns the scope in which the other fields of the state are evaluated. */
    Scope enter(Scope scope) throws EvaluationException;

    /**
     * Returns the arguments for the work of the state.
     *
     * @param entered the result of {@link #enter}
     */
    JsonNode arguments(Scope entered) throws EvaluationException;

    /** Returns the output of the state for a scope with its result. */
    JsonNode output(Scope scope) throws EvaluationException;
}
