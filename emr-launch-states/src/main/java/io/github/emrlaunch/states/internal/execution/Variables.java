package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.definition.Limits;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import java.util.HashMap;
import java.util.Map;

/** The variables of a branch: those of the outer scopes at its start, and its own. */
final class Variables {
    private Variables() {}

    /**
     * Returns the variables after an assignment.
     *
     * @throws EvaluationException when the values exceed the size limit of variables
     */
    static Map<String, JsonNode> after(Map<String, JsonNode> before, Map<String, JsonNode> assigned)
            throws EvaluationException {
        if (assigned.isEmpty()) {
            return before;
        }
        if (size(assigned) > JsonValues.PAYLOAD_LIMIT) {
            throw EvaluationException.dataLimit("The variables that one state assigns must not have more than %d bytes."
                    .formatted(JsonValues.PAYLOAD_LIMIT));
        }
        Map<String, JsonNode> after = new HashMap<>(before);
        after.putAll(assigned);
        if (size(after) > Limits.MAXIMUM_VARIABLES) {
            throw EvaluationException.dataLimit("All variables of an execution must not have more than %d bytes."
                    .formatted(Limits.MAXIMUM_VARIABLES));
        }
        return Map.copyOf(after);
    }

    private static long size(Map<String, JsonNode> variables) {
        return variables.values().stream().mapToLong(JsonValues::size).sum();
    }
}
