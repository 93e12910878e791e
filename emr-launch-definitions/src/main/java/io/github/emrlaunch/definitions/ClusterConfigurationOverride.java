package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a cluster configuration that a launch may override.
 *
 * <pre>{@code
 * ClusterConfigurationOverride.at("Instances.InstanceGroups.1.InstanceCount").withMinimum(1).withMaximum(20)
 * ClusterConfigurationOverride.at("Instances.InstanceGroups.1.InstanceType").withAllowedValues("m7g.xlarge", "m7g.2xlarge")
 * }</pre>
 *
 * @param jsonPath where the value stands in the RunJobFlow request: member names and list indexes from 0, joined by dots,
 *     such as {@code Instances.InstanceGroups.1.InstanceCount}
 * @param defaultValue what the configuration says; null when it says nothing
 * @param minimum the smallest number allowed, itself included; null for no limit
 * @param maximum the largest number allowed, itself included; null for no limit
 * @param valueType the type that a value must have; null: that of the default, or else of the value that is replaced
 * @param allowedValues the only values allowed; empty for no limit
 * @param otherMembers what the object has besides, kept as it is
 */
public record ClusterConfigurationOverride(
        String jsonPath,
        @Nullable JsonNode defaultValue,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        @Nullable ValueType valueType,
        List<JsonNode> allowedValues,
        ObjectNode otherMembers) {

    /** Checks that the minimum isn't above the maximum. */
    public ClusterConfigurationOverride {
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("The override of '%s' has a minimum (%s) above its maximum (%s)"
                    .formatted(jsonPath, minimum, maximum));
        }
        allowedValues = List.copyOf(allowedValues);
    }

    /**
     * An override of any value of the type that stands there. The default comes from the cluster configuration.
     *
     * @param jsonPath where the value stands in the RunJobFlow request
     */
    public static ClusterConfigurationOverride at(String jsonPath) {
        return new ClusterConfigurationOverride(jsonPath, null, null, null, null, List.of(), Json.object());
    }

    /**
     * The same with a default, for people: the value that a launch has otherwise is the cluster configuration's.
     *
     * @param value a string, number, boolean, list or map; null for none
     * @throws IllegalArgumentException when it is something else
     */
    public ClusterConfigurationOverride withDefault(@Nullable Object value) {
        return new ClusterConfigurationOverride(
                jsonPath,
                value == null ? null : Json.of(value),
                minimum,
                maximum,
                valueType,
                allowedValues,
                otherMembers);
    }

    /** The same for numbers from this one on. */
    public ClusterConfigurationOverride withMinimum(Number number) {
        return new ClusterConfigurationOverride(
                jsonPath, defaultValue, decimal(number), maximum, valueType, allowedValues, otherMembers);
    }

    /** The same for numbers up to this one. */
    public ClusterConfigurationOverride withMaximum(Number number) {
        return new ClusterConfigurationOverride(
                jsonPath, defaultValue, minimum, decimal(number), valueType, allowedValues, otherMembers);
    }

    /** The same for values of this type. */
    public ClusterConfigurationOverride withType(ValueType type) {
        return new ClusterConfigurationOverride(
                jsonPath, defaultValue, minimum, maximum, type, allowedValues, otherMembers);
    }

    /**
     * The same for these values only.
     *
     * @param values strings, numbers or booleans; none for no limit
     */
    public ClusterConfigurationOverride withAllowedValues(Object... values) {
        return new ClusterConfigurationOverride(
                jsonPath,
                defaultValue,
                minimum,
                maximum,
                valueType,
                List.of(values).stream().map(Json::of).toList(),
                otherMembers);
    }

    /** The same without the default, whose type stays. */
    ClusterConfigurationOverride withoutDefault() {
        ValueType type = valueType == null ? ValueType.of(defaultValue) : valueType;
        return new ClusterConfigurationOverride(jsonPath, null, minimum, maximum, type, allowedValues, otherMembers);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    static ClusterConfigurationOverride read(Members members) {
        return new ClusterConfigurationOverride(
                members.requiredString("JsonPath"),
                members.any("Default"),
                members.decimal("Minimum"),
                members.decimal("Maximum"),
                members.constant("Type", ValueType.class),
                members.values("AllowedValues"),
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
        if (!allowedValues.isEmpty()) {
            ArrayNode values = json.putArray("AllowedValues");
            allowedValues.forEach(values::add);
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
