package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.StateMachineType;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a complete state machine. */
public final class MachineParser {
    private static final int MAXIMUM_BYTES = 1024 * 1024;
    private static final Set<String> FIELDS =
            Set.of("Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version");

    private MachineParser() {}

    /**
     * Parses and checks a definition.
     *
     * @throws InvalidStateMachineException when Step Functions would reject it, or this interpreter does not support it
     */
    public static Machine parse(String json, StateMachineType type) {
        if (json.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            throw new InvalidStateMachineException(
                    Reasons.SCHEMA, "The definition must not have more than %d bytes".formatted(MAXIMUM_BYTES), "");
        }
        Fields fields = Fields.ofDefinition(read(json));
        fields.allow(FIELDS);
        fields.text("Comment");
        fields.oneOf("Version", "1.0");
        Integer timeoutSeconds = fields.integer("TimeoutSeconds", 1, Limits.MAXIMUM_SECONDS);
        GraphParser graphs = new GraphParser(GraphParser.language(fields, QueryLanguage.JSON_PATH), type);
        return new Machine(graphs.parseScope(fields), type, timeout(type, timeoutSeconds));
    }

    private static @Nullable Integer timeout(StateMachineType type, @Nullable Integer seconds) {
        if (type == StateMachineType.STANDARD) {
            return seconds;
        }
        return seconds == null ? Limits.EXPRESS_SECONDS : Math.min(seconds, Limits.EXPRESS_SECONDS);
    }

    private static JsonNode read(String json) {
        if (json.isBlank()) {
            throw new InvalidStateMachineException(Reasons.SCHEMA, "Definition must be a valid JSON object", "");
        }
        try {
            return JsonValues.read(json);
        } catch (JsonProcessingException e) {
            throw new InvalidStateMachineException(Reasons.INVALID_JSON, String.valueOf(e.getOriginalMessage()), "");
        }
    }
}
