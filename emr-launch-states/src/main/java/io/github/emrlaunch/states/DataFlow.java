package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a state does with its data on the way in and out.
 *
 * @param inputPath null for an empty object
 * @param parameters null when the effective input is passed as it is
 * @param resultSelector null when the result is passed as it is
 * @param resultPath null when the result is discarded
 * @param outputPath null for an empty object
 */
record DataFlow(
        @Nullable DataPath inputPath,
        @Nullable Template parameters,
        @Nullable Template resultSelector,
        @Nullable ReferencePath resultPath,
        @Nullable DataPath outputPath) {

    /** The input after InputPath. */
    JsonNode filter(JsonNode rawInput, JsonNode context) throws DataException {
        return select("InputPath", inputPath, rawInput, context);
    }

    /** The effective input: after InputPath and Parameters. */
    JsonNode effectiveInput(JsonNode rawInput, JsonNode context) throws DataException {
        JsonNode filtered = filter(rawInput, context);
        return parameters == null ? filtered : parameters.evaluate(filtered, context);
    }

    /** The state's output: the result through ResultSelector, ResultPath and OutputPath. */
    JsonNode output(JsonNode rawInput, JsonNode rawResult, JsonNode context) throws DataException {
        JsonNode result = resultSelector == null ? rawResult : resultSelector.evaluate(rawResult, context);
        JsonNode combined = resultPath == null ? rawInput : resultPath.put(rawInput, result);
        return select("OutputPath", outputPath, combined, context);
    }

    private static JsonNode select(String field, @Nullable DataPath path, JsonNode value, JsonNode context)
            throws DataException {
        return path == null ? Json.MAPPER.createObjectNode() : path.read(field, value, context);
    }
}
