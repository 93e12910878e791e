package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The details of history events, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html">HistoryEvent</a>.
 */
final class EventDetails {
    private EventDetails() {}

    static ObjectNode none() {
        return JsonValues.MAPPER.createObjectNode();
    }

    static ObjectNode executionStarted(JsonNode input, String roleArn) {
        return payload(none(), "input", input).put("roleArn", roleArn);
    }

    static ObjectNode output(JsonNode output) {
        return payload(none(), "output", output);
    }

    static ObjectNode stateEntered(String name, JsonNode input) {
        return payload(none().put("name", name), "input", input);
    }

    static ObjectNode stateExited(String name, JsonNode output, Map<String, JsonNode> assigned) {
        ObjectNode details = payload(none().put("name", name), "output", output);
        if (!assigned.isEmpty()) {
            ObjectNode variables = details.putObject("assignedVariables");
            assigned.forEach((variable, value) -> variables.put(variable, JsonValues.text(value)));
            details.putObject("assignedVariablesDetails").put("truncated", false);
        }
        return details;
    }

    static ObjectNode evaluationFailed(String state, String field, StatesError error) {
        return failure(none().put("state", state).put("location", field), error.error(), error.cause());
    }

    static ObjectNode iteration(String name, int index) {
        return none().put("name", name).put("index", index);
    }

    /** Returns the name of an error in a history; null for none. A missed heartbeat is recorded as a timeout. */
    static @Nullable String recorded(String error) {
        if (error.equals(ErrorNames.HEARTBEAT_TIMEOUT)) {
            return ErrorNames.TIMEOUT;
        }
        return error.isEmpty() ? null : error;
    }

    /** Adds the error and the cause, unless they are absent or empty. */
    static ObjectNode failure(ObjectNode details, @Nullable String error, @Nullable String cause) {
        if (error != null && !error.isEmpty()) {
            details.put("error", error);
        }
        if (cause != null && !cause.isEmpty()) {
            details.put("cause", cause);
        }
        return details;
    }

    /** Adds a document as text, with the detail that it is complete. */
    static ObjectNode payload(ObjectNode details, String name, JsonNode value) {
        details.put(name, JsonValues.text(value));
        details.putObject(name + "Details").put("truncated", false);
        return details;
    }
}
