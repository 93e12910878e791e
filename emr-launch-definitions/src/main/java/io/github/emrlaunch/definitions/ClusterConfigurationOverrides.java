package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The overrides that a launch function allows, and what they make of a request. */
public final class ClusterConfigurationOverrides {
    private final Map<String, OverrideRule> allowed;

    /** Overrides by name. */
    public ClusterConfigurationOverrides(Map<String, OverrideRule> allowed) {
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
            named(name, () -> OverridePath.parse(allowed(name).target()).get(configuration));
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

    /** Runs a step, so that what it objects to says of which override. */
    private static <T extends @Nullable Object> T named(String name, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidOverrideException e) {
            throw new InvalidOverrideException("Override '%s': %s".formatted(name, e.getMessage()));
        }
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
