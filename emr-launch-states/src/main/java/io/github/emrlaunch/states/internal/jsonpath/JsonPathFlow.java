package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.DataFlow;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The data flow of a JSONPath state.
 *
 * @param inputPath the InputPath; null for an empty object
 * @param parameters the Parameters; null when the effective input is passed unchanged
 * @param resultSelector the ResultSelector; null when the result is passed unchanged
 * @param resultPath the ResultPath; null when the result is discarded
 * @param outputPath the OutputPath; null for an empty object
 */
public record JsonPathFlow(
        @Nullable DataPath inputPath,
        @Nullable Expression parameters,
        @Nullable Expression resultSelector,
        @Nullable ReferencePath resultPath,
        @Nullable DataPath outputPath)
        implements DataFlow {

    /** The input of the state after InputPath is the document of all other fields. */
    @Override
    public Scope enter(Scope scope) throws EvaluationException {
        return scope.withDocument(select("InputPath", inputPath, scope));
    }

    @Override
    public JsonNode arguments(Scope entered) throws EvaluationException {
        return parameters == null ? entered.document() : parameters.evaluate(entered);
    }

    /** Applies ResultSelector, ResultPath and OutputPath to the result, which is the document of the scope. */
    @Override
    public JsonNode output(Scope scope) throws EvaluationException {
        JsonNode selected = resultSelector == null ? scope.document() : resultSelector.evaluate(scope);
        JsonNode combined = resultPath == null ? scope.input() : resultPath.put(scope.input(), selected);
        return select("OutputPath", outputPath, scope.withDocument(combined));
    }

    private static JsonNode select(String field, @Nullable DataPath path, Scope scope) throws EvaluationException {
        return path == null ? JsonValues.MAPPER.createObjectNode() : path.read(field, scope);
    }
}
