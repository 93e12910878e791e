package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The input of a launch function's execution. Every member is optional, and null is treated as missing. Members with other names belong
 * to the user, but a name that is similar to a known one is an error. Two members are read as in the Python library: of the two spellings
 * of the overrides the newer one takes precedence, and of a tag only key and value are read.
 *
 * @param clusterConfigurationOverrides the values by the name of an override that the launch function allows
 * @param tags tags of the cluster in addition to those of the launch function; this value takes precedence for a common key
 * @param failIfClusterRunning whether to fail while a cluster with the same name is running; null for the launch function's default
 */
public record LaunchInput(
        Map<String, JsonNode> clusterConfigurationOverrides,
        List<Tag> tags,
        @Nullable Boolean failIfClusterRunning) {
    private static final String OVERRIDES = "ClusterConfigurationOverrides";
    private static final String OVERRIDES_OLDER = "ClusterConfigOverrides";
    private static final String TAGS = "Tags";
    private static final String FAIL_IF_RUNNING = "FailIfClusterRunning";

    /** The names of all members. */
    public static final List<String> MEMBERS = List.of(OVERRIDES, OVERRIDES_OLDER, TAGS, FAIL_IF_RUNNING);

    /** An input that changes nothing. */
    public static final LaunchInput EMPTY = new LaunchInput(Map.of(), List.of(), null);

    /** Copies the components. The overrides keep their order. */
    public LaunchInput {
        clusterConfigurationOverrides = Collections.unmodifiableMap(new LinkedHashMap<>(clusterConfigurationOverrides));
        tags = List.copyOf(tags);
    }

    /** Returns a builder of an input. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of an input. */
    public static final class Builder {
        private final Map<String, JsonNode> overrides = new LinkedHashMap<>();
        private final Map<String, Tag> tags = new LinkedHashMap<>();
        private @Nullable Boolean failIfClusterRunning;

        private Builder() {}

        /** Overrides a string. */
        public Builder override(String name, String value) {
            return override(name, TextNode.valueOf(value));
        }

        /** Overrides a number. */
        public Builder override(String name, long value) {
            return override(name, LongNode.valueOf(value));
        }

        /** Overrides a boolean. */
        public Builder override(String name, boolean value) {
            return override(name, BooleanNode.valueOf(value));
        }

        /** Overrides a value of any type, in the form of the RunJobFlow request. */
        public Builder override(String name, JsonNode value) {
            overrides.put(name, value);
            return this;
        }

        /**
         * Adds a tag. The last one with a key takes precedence.
         *
         * @throws IllegalArgumentException when it is longer than EMR allows, or its key is reserved
         */
        public Builder tag(String key, String value) {
            tags.put(key, new Tag(key, value).requireAllowed().requireTexts());
            return this;
        }

        /** Whether to fail while a cluster with the same name is running. Default: that of the launch function. */
        public Builder failIfClusterRunning(boolean value) {
            failIfClusterRunning = value;
            return this;
        }

        /** Returns the input. */
        public LaunchInput build() {
            return new LaunchInput(overrides, List.copyOf(tags.values()), failIfClusterRunning);
        }
    }

    /**
     * Parses the input of an execution.
     *
     * @throws InvalidLaunchInputException when it is not an object, a name is similar to a known one, or a member has the wrong type
     */
    public static LaunchInput read(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidLaunchInputException(
                    "The execution's input must be a JSON object, such as {\"%s\": {\"CoreInstanceCount\": 4}}, got: %s"
                            .formatted(OVERRIDES, json));
        }
        InputMembers.requireNotMisspelt((ObjectNode) json, MEMBERS, "launch function");
        try {
            Members members = Members.ofDocument((ObjectNode) json);
            ObjectNode overrides = members.object(OVERRIDES);
            ObjectNode older = members.object(OVERRIDES_OLDER);
            List<Tag> tags = members.list(TAGS, LaunchInput::tag);
            return new LaunchInput(
                    byName(overrides != null ? overrides : older),
                    tags == null ? List.of() : tags,
                    members.boolOrText(FAIL_IF_RUNNING));
        } catch (InvalidDefinitionException | IllegalArgumentException e) {
            throw new InvalidLaunchInputException("The execution's input is not valid: " + e.getMessage());
        }
    }

    private static Tag tag(Members members) {
        return new Tag(members.requiredString("Key"), members.requiredString("Value"))
                .requireAllowed()
                .requireTexts();
    }

    private static Map<String, JsonNode> byName(@Nullable ObjectNode overrides) {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        if (overrides != null) {
            overrides.properties().forEach(override -> byName.put(override.getKey(), override.getValue()));
        }
        return byName;
    }

    /** Returns the input as JSON, without unset members. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (!clusterConfigurationOverrides.isEmpty()) {
            json.putObject(OVERRIDES).setAll(clusterConfigurationOverrides);
        }
        if (!tags.isEmpty()) {
            ArrayNode array = json.putArray(TAGS);
            tags.forEach(tag -> array.add(tag.toJson()));
        }
        if (failIfClusterRunning != null) {
            json.put(FAIL_IF_RUNNING, failIfClusterRunning);
        }
        return json;
    }
}
