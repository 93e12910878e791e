package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The overrides that a launch function allows, and their application to a request. */
public final class ClusterConfigurationOverrides {
    private final Map<String, OverrideRule> allowed;

    /** Creates overrides by name. */
    public ClusterConfigurationOverrides(Map<String, OverrideRule> allowed) {
        this.allowed = Map.copyOf(allowed);
    }

    /**
     * Checks that every allowed override has a target in a cluster configuration.
     *
     * @param configuration the part of a RunJobFlow request from the configuration
     * @throws InvalidOverrideException when an override has no target
     */
    public void requireReachable(ObjectNode configuration) {
        for (String name : new TreeSet<>(allowed.keySet())) {
            named(name, () -> OverridePath.parse(allowed(name).target()).get(configuration));
        }
    }

    /**
     * Applies the overrides of a launch.
     *
     * @param request the request, which is not changed
     * @param asked new values by the override's name
     * @return a new request
     * @throws InvalidOverrideException when an override is not allowed, is out of bounds, has the wrong type or a path that
     *     does not exist in the request
     */
    public ObjectNode apply(ObjectNode request, Map<String, JsonNode> asked) {
        ObjectNode result = request.deepCopy();
        asked.forEach((name, value) -> {
            OverrideRule override = allowed(name);
            named(name, () -> {
                OverridePath path = OverridePath.parse(override.target());
                requireAllowed(override.replacing(path.get(result)), value);
                path.set(result, OverrideValue.toApply(value));
                return result;
            });
        });
        return result;
    }

    /** Runs an action and adds the override's name to its error. */
    private static <T extends @Nullable Object> T named(String name, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidOverrideException e) {
            throw new InvalidOverrideException("Override '%s': %s".formatted(name, e.getMessage()));
        }
    }

    /**
     * Parses text as a value of the override's type. {@link #apply} determines whether the value is
     * allowed.
     *
     * @param request the request
     * @param name the override's name
     * @param text JSON, or plain text for a string
     * @throws InvalidOverrideException when the override isn't allowed, or the text is of another type
     */
    public JsonNode parse(ObjectNode request, String name, String text) {
        OverrideRule override = allowed(name);
        return named(name, () -> {
            ValueType type = override.replacing(
                            OverridePath.parse(override.target()).get(request))
                    .valueType();
            return type == ValueType.STRING ? TextNode.valueOf(text) : parse(override, type, text);
        });
    }

    private static JsonNode parse(OverrideRule override, @Nullable ValueType type, String text) {
        try {
            return Json.parse(text);
        } catch (InvalidDefinitionException e) {
            if (type == null) {
                return TextNode.valueOf(text);
            }
            throw new InvalidOverrideException(
                    "'%s' must be %s, got: %s".formatted(override.target(), type.description(), text));
        }
    }

    private OverrideRule allowed(String name) {
        OverrideRule override = allowed.get(name);
        if (override == null) {
            throw new InvalidOverrideException("Override '%s' is not allowed by this launch function. Allowed: %s"
                    .formatted(name, allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed.keySet()))));
        }
        return override;
    }

    private static void requireAllowed(OverrideRule override, JsonNode value) {
        String violation = override.violation(value);
        if (violation != null) {
            throw new InvalidOverrideException("'%s' %s".formatted(override.target(), violation));
        }
    }
}
