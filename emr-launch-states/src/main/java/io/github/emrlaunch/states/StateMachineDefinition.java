package io.github.emrlaunch.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A state machine that was checked from end to end, and can be run. */
public final class StateMachineDefinition {
    private static final int MAXIMUM_BYTES = 1024 * 1024;
    private static final Set<String> FIELDS =
            Set.of("Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version");

    private final StateGraph graph;
    private final @Nullable Integer timeoutSeconds;

    private StateMachineDefinition(StateGraph graph, @Nullable Integer timeoutSeconds) {
        this.graph = graph;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * Parses and checks a definition.
     *
     * @throws InvalidDefinitionException for the first thing that Step Functions would refuse, or that isn't supported
     */
    public static StateMachineDefinition parse(String json) {
        if (json.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
            throw new InvalidDefinitionException("$", "must not have more than " + MAXIMUM_BYTES + " bytes");
        }
        Fields fields = Fields.of(read(json), "$");
        fields.requireJsonPath();
        fields.allow("a state machine", FIELDS);
        fields.text("Comment");
        String version = fields.text("Version");
        if (version != null && !version.equals("1.0")) {
            throw fields.invalid("Version", "must be 1.0, got: " + version);
        }
        Integer timeoutSeconds = fields.integer("TimeoutSeconds", 1, Limits.MAXIMUM_SECONDS);
        return new StateMachineDefinition(new GraphParser().parse(fields), timeoutSeconds);
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InvalidDefinitionException("$", "must be JSON: " + e.getMessage());
        }
    }

    StateGraph graph() {
        return graph;
    }

    @Nullable Integer timeoutSeconds() {
        return timeoutSeconds;
    }
}
