package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a cluster configuration that a launch may override.
 *
 * @param jsonPath where the value stands in the RunJobFlow request: member names and list indexes from 0, joined by dots,
 *     such as {@code Instances.InstanceGroups.1.InstanceCount}
 * @param defaultValue what the configuration says; null when it says nothing
 * @param minimum the smallest number allowed, itself included; null for no limit
 * @param maximum the largest number allowed, itself included; null for no limit
 * @param valueType the type that a value must have; null: that of the default, or else of the value that is replaced
 * @param otherMembers what the object has besides, kept as it is
 */
public record ClusterConfigurationOverride(
        String jsonPath,
        @Nullable JsonNode defaultValue,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable ValueType valueType,
        ObjectNode otherMembers) {

    /** Checks that the minimum isn't above the maximum. */
    public ClusterConfigurationOverride {
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("The override of '%s' has a minimum (%s) above its maximum (%s)"
                    .formatted(jsonPath, minimum, maximum));
        }
    }

    /**
     * An override without bounds.
     *
     * @param jsonPath where the value stands in the RunJobFlow request
     * @param defaultValue what the configuration says
     */
    public static ClusterConfigurationOverride of(String jsonPath, @Nullable JsonNode defaultValue) {
        return new ClusterConfigurationOverride(jsonPath, defaultValue, null, null, null, Json.object());
    }

    /** The same with bounds, both included. */
    public ClusterConfigurationOverride withBounds(@Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
        return new ClusterConfigurationOverride(jsonPath, defaultValue, minimum, maximum, valueType, otherMembers);
    }

    /** The same for values of this type. */
    public ClusterConfigurationOverride withType(ValueType type) {
        return new ClusterConfigurationOverride(jsonPath, defaultValue, minimum, maximum, type, otherMembers);
    }

    /** The same without the default, whose type stays. */
    ClusterConfigurationOverride withoutDefault() {
        ValueType type = valueType == null ? ValueType.of(defaultValue) : valueType;
        return new ClusterConfigurationOverride(jsonPath, null, minimum, maximum, type, otherMembers);
    }

    static ClusterConfigurationOverride read(Members members) {
        return new ClusterConfigurationOverride(
                members.requiredString("JsonPath"),
                members.any("Default"),
                members.decimal("Minimum"),
                members.decimal("Maximum"),
                members.constant("Type", ValueType.class),
                members.rest());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("JsonPath", jsonPath).setAll(otherMembers.deepCopy());
        json.set("Default", defaultValue == null ? null : defaultValue.deepCopy());
        if (minimum != null) {
            json.put("Minimum", minimum);
        }
        if (maximum != null) {
            json.put("Maximum", maximum);
        }
        if (valueType != null) {
            json.put("Type", valueType.name());
        }
        return json;
    }

    /** Overrides by name, as definitions hold them. */
    public static ObjectNode toJson(Map<String, ClusterConfigurationOverride> overrides) {
        ObjectNode json = Json.object();
        overrides.forEach((name, override) -> json.set(name, override.toJson()));
        return json;
    }

    /**
     * Reads overrides by name.
     *
     * @param json what {@link #toJson(Map)} writes
     * @param path what messages call it
     * @throws InvalidDefinitionException when it is something else
     */
    public static Map<String, ClusterConfigurationOverride> read(JsonNode json, String path) {
        return new Members(json, path).remainingObjects(ClusterConfigurationOverride::read);
    }
}
