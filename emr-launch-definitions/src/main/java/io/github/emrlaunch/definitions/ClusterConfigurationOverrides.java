package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The overrides that a launch function allows, and what they make of a request. */
public final class ClusterConfigurationOverrides {
    private final Map<String, ClusterConfigurationOverride> allowed;

    /** Overrides by name. */
    public ClusterConfigurationOverrides(Map<String, ClusterConfigurationOverride> allowed) {
        this.allowed = Map.copyOf(allowed);
    }

    /**
     * Checks that every allowed override reaches something in a cluster configuration.
     *
     * @param configuration the part of a RunJobFlow request that the configuration decides
     * @throws InvalidOverrideException when one doesn't
     */
    public void requireReachable(ObjectNode configuration) {
        for (String name : new TreeSet<>(allowed.keySet())) {
            try {
                OverridePath.parse(allowed(name).jsonPath()).get(configuration);
            } catch (InvalidOverrideException e) {
                throw new InvalidOverrideException("Override '%s': %s".formatted(name, e.getMessage()));
            }
        }
    }

    /**
     * Applies what a launch asks for.
     *
     * @param request the request so far, left as it is
     * @param asked new values by the override's name
     * @return a request of its own
     * @throws InvalidOverrideException when an override isn't allowed, is out of bounds, has the wrong type or a path that
     *     the request doesn't have
     */
    public ObjectNode apply(ObjectNode request, Map<String, JsonNode> asked) {
        ObjectNode result = request.deepCopy();
        asked.forEach((name, value) -> {
            ClusterConfigurationOverride override = allowed(name);
            try {
                OverridePath path = OverridePath.parse(override.jsonPath());
                requireValid(override, path.get(result), value);
                path.set(result, value.deepCopy());
            } catch (InvalidOverrideException e) {
                throw new InvalidOverrideException("Override '%s': %s".formatted(name, e.getMessage()));
            }
        });
        return result;
    }

    private ClusterConfigurationOverride allowed(String name) {
        ClusterConfigurationOverride override = allowed.get(name);
        if (override == null) {
            throw new InvalidOverrideException("Override '%s' is not allowed by this launch function. Allowed: %s"
                    .formatted(name, allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed.keySet()))));
        }
        return override;
    }

    private static void requireValid(
            ClusterConfigurationOverride override, @Nullable JsonNode current, JsonNode value) {
        ValueType type = override.valueType();
        if (type == null) {
            type = ValueType.of(override.defaultValue());
        }
        if (type == null) {
            type = ValueType.of(current);
        }
        if (value.isNull() || (type != null && !type.matches(value))) {
            throw new InvalidOverrideException("'%s' takes %s, got: %s"
                    .formatted(override.jsonPath(), type == null ? "a value" : type.description(), value));
        }
        if (!override.allowedValues().isEmpty() && !override.allowedValues().contains(value)) {
            throw new InvalidOverrideException(
                    "'%s' takes one of %s, got: %s".formatted(override.jsonPath(), override.allowedValues(), value));
        }
        requireWithin(override, value);
    }

    private static void requireWithin(ClusterConfigurationOverride override, JsonNode value) {
        BigDecimal minimum = override.minimum();
        BigDecimal maximum = override.maximum();
        if (minimum == null && maximum == null) {
            return;
        }
        if (!value.isNumber()) {
            throw new InvalidOverrideException(
                    "'%s' has bounds and takes a number, got: %s".formatted(override.jsonPath(), value));
        }
        BigDecimal number = value.decimalValue();
        if (minimum != null && number.compareTo(minimum) < 0) {
            throw new InvalidOverrideException(
                    "'%s' takes at least %s, got: %s".formatted(override.jsonPath(), minimum, value));
        }
        if (maximum != null && number.compareTo(maximum) > 0) {
            throw new InvalidOverrideException(
                    "'%s' takes at most %s, got: %s".formatted(override.jsonPath(), maximum, value));
        }
    }
}
