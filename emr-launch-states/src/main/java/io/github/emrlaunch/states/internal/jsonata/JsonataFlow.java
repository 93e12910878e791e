package io.github.emrlaunch.states.internal.jsonata;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data flow of a JSONata state.
 *
 * @param arguments the Arguments; null when the input of the state is passed
 * @param output the Output; null when the output is the result, or the input of a state without a result
 */
public record JsonataFlow(
        @Nullable Expression arguments, @Nullable Expression output) implements DataFlow {
    @Override
    public Scope enter(Scope scope) {
        return scope;
    }

    @Override
    public JsonNode arguments(Scope entered) throws EvaluationException {
        return arguments == null ? entered.input() : arguments.evaluate(entered);
    }

    @Override
    public JsonNode output(Scope scope) throws EvaluationException {
        return output == null ? Objects.requireNonNullElse(scope.result(), scope.input()) : output.evaluate(scope);
    }
}
