package io.github.emrlaunch.states.internal.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data that an expression of a state can refer to.
 *
 * @param document the {@code $} of a JSONPath; not used by JSONata
 * @param input the input of the state
 * @param result the result of a Task, Map or Parallel state; null without one
 * @param errorOutput the error output for a catcher; null without one
 * @param context the context object
 * @param variables the variables with their values at the entry of the state
 * @param now the virtual time
 */
public record Scope(
        JsonNode document,
        JsonNode input,
        @Nullable JsonNode result,
        @Nullable JsonNode errorOutput,
        ObjectNode context,
        Map<String, JsonNode> variables,
        Instant now) {

    /** Returns the scope at the entry of a state. */
    public static Scope of(JsonNode input, ObjectNode context, Map<String, JsonNode> variables, Instant now) {
        return new Scope(input, input, null, null, context, variables, now);
    }

    public Scope withDocument(JsonNode value) {
        return new Scope(value, input, result, errorOutput, context, variables, now);
    }

    /** Returns the scope of the fields that process the result. */
    public Scope withResult(JsonNode value) {
        return new Scope(value, input, value, errorOutput, context, variables, now);
    }

    /** Returns the scope of a catcher. */
    public Scope withErrorOutput(JsonNode value) {
        return new Scope(value, input, null, value, context, variables, now);
    }

    public Scope withContext(ObjectNode value) {
        return new Scope(document, input, result, errorOutput, value, variables, now);
    }
}
