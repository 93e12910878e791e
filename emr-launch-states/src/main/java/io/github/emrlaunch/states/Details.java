package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The details of history events, in the shape of GetExecutionHistory. */
final class Details {
    private Details() {}

    static ObjectNode none() {
        return Json.MAPPER.createObjectNode();
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

    static ObjectNode stateExited(String name, JsonNode output) {
        return payload(none().put("name", name), "output", output);
    }

    static ObjectNode iteration(String name, int index) {
        return none().put("name", name).put("index", index);
    }

    /** What is absent or empty is left out. */
    static ObjectNode failure(ObjectNode details, @Nullable String error, @Nullable String cause) {
        if (error != null && !error.isEmpty()) {
            details.put("error", error);
        }
        if (cause != null && !cause.isEmpty()) {
            details.put("cause", cause);
        }
        return details;
    }

    /** A document goes in as text, next to the word that all of it is there. */
    static ObjectNode payload(ObjectNode details, String name, JsonNode value) {
        details.put(name, Json.text(value));
        details.putObject(name + "Details").put("truncated", false);
        return details;
    }
}
