package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
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
            named(name, () -> OverridePath.parse(allowed(name).jsonPath()).get(configuration));
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
            named(name, () -> {
                OverridePath path = OverridePath.parse(override.jsonPath());
                requireValid(override, path.get(result), value);
                path.set(result, value.deepCopy());
                return result;
            });
        });
        return result;
    }

    /** Runs a step, so that what it objects to says of which override. */
    private static <T extends @Nullable Object> T named(String name, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidOverrideException e) {
            throw new InvalidOverrideException("Override '%s': %s".formatted(name, e.getMessage()));
        }
    }

    private static @Nullable ValueType type(ClusterConfigurationOverride override, @Nullable JsonNode current) {
        if (override.valueType() != null) {
            return override.valueType();
        }
        ValueType ofDefault = ValueType.of(override.defaultValue());
        return ofDefault != null ? ofDefault : ValueType.of(current);
    }

    /**
     * Reads a value that somebody typed, as the type that an override takes. {@link #apply} still decides whether it is
     * allowed.
     *
     * @param request the request so far
     * @param name the override's name
     * @param text JSON, or plain text where a string is taken
     * @throws InvalidOverrideException when the override isn't allowed, or the text is of another type
     */
    public JsonNode parse(ObjectNode request, String name, String text) {
        ClusterConfigurationOverride override = allowed(name);
        return named(name, () -> {
            ValueType type =
                    type(override, OverridePath.parse(override.jsonPath()).get(request));
            return type == ValueType.STRING ? TextNode.valueOf(text) : parse(override, type, text);
        });
    }

    private static JsonNode parse(ClusterConfigurationOverride override, @Nullable ValueType type, String text) {
        try {
            return Json.parse(text);
        } catch (InvalidDefinitionException e) {
            if (type == null) {
                return TextNode.valueOf(text);
            }
            throw new InvalidOverrideException(
                    "'%s' takes %s, got: %s".formatted(override.jsonPath(), type.description(), text));
        }
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
        ValueType type = type(override, current);
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
