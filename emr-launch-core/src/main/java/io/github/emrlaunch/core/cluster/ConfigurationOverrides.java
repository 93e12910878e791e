package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.SecurityOverrides;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.OverrideInterface;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The overrides of a configuration: the rules derived from the request, the builder's changes, and further override
 * interfaces.
 */
final class ConfigurationOverrides {
    private final List<Consumer<Map<String, OverrideRule>>> changes = new ArrayList<>();
    private final Map<String, UnaryOperator<Map<String, OverrideRule>>> interfaces = new LinkedHashMap<>();

    /** Adds a rule, or replaces the rule with that name. */
    void put(String name, OverrideRule rule) {
        changes.add(rules -> put(rules, name, rule));
    }

    /** Changes the rule with that name. */
    void change(String name, UnaryOperator<OverrideRule> change) {
        changes.add(
                rules -> put(rules, name, Validation.required("change", change).apply(existing(rules, name))));
    }

    /** Adds an interface, created from the rules of the default interface. */
    void addInterface(String name, UnaryOperator<Map<String, OverrideRule>> overrides) {
        if (interfaces.containsKey(name)) {
            throw new IllegalArgumentException(
                    "'overrideInterface' is set twice with the name '%s': use unique names".formatted(name));
        }
        interfaces.put(name, overrides);
    }

    /** Returns the names of the further interfaces. */
    Set<String> interfaces() {
        return interfaces.keySet();
    }

    /**
     * Returns the definition with its overrides.
     *
     * @throws IllegalArgumentException if an override has no effect, or is security-relevant and does not acknowledge
     *     it
     */
    ClusterConfigurationDefinition addTo(ClusterConfigurationDefinition definition, ObjectNode request) {
        Map<String, OverrideRule> ofDefault = ofDefault(request);
        ClusterConfigurationDefinition all = definition.withOverrides(ofDefault);
        for (Map.Entry<String, UnaryOperator<Map<String, OverrideRule>>> one : interfaces.entrySet()) {
            String name = Validation.required("overrideInterface", one.getKey());
            UnaryOperator<Map<String, OverrideRule>> rules =
                    Validation.required("overrideInterface '%s'".formatted(name), one.getValue());
            all = all.withOverrides(name, ofInterface(name, rules.apply(new LinkedHashMap<>(ofDefault)), request));
        }
        return all;
    }

    private Map<String, OverrideRule> ofDefault(ObjectNode request) {
        Map<String, OverrideRule> rules = OverrideInterface.of(request);
        rules.replaceAll((name, rule) -> withoutListAsDefault(rule));
        changes.forEach(change -> change.accept(rules));
        return checked(rules, request);
    }

    private static Map<String, OverrideRule> ofInterface(
            String name, @Nullable Map<String, OverrideRule> rules, ObjectNode request) {
        Validation.requireKnown("overrideInterface", name, "launch functions use it by its name");
        if (!name.matches(DefinitionName.ALLOWED)) {
            throw new IllegalArgumentException(
                    "'overrideInterface' must have a name of letters, digits, _, . and -, got: '%s'".formatted(name));
        }
        if (name.equals(ClusterConfigurationDefinition.DEFAULT_INTERFACE)) {
            throw new IllegalArgumentException(
                    "'overrideInterface' is for further interfaces: the rules of 'default' are changed by 'override'");
        }
        try {
            return checked(Copies.sorted(Validation.required("rules", rules)), request);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'overrideInterface' '%s': %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Map<String, OverrideRule> checked(Map<String, OverrideRule> rules, ObjectNode request) {
        Map<String, OverrideRule> overrides = new LinkedHashMap<>(rules);
        overrides.replaceAll((name, rule) -> withDefault(rule, request));
        try {
            new ClusterConfigurationOverrides(overrides).requireReachable(request);
            SecurityOverrides.requireAcknowledged(overrides, request);
        } catch (InvalidOverrideException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return overrides;
    }

    /** Removes a default that is a list of tokens: it cannot be the default of one value. */
    private static OverrideRule withoutListAsDefault(OverrideRule rule) {
        JsonNode value = rule.defaultValue();
        return value != null && value.isTextual() && Tokens.isList(value.textValue())
                ? rule.withType(ValueType.STRING).withDefault(null)
                : rule;
    }

    private static void put(Map<String, OverrideRule> rules, String name, OverrideRule rule) {
        rules.put(Validation.required("name", name), Validation.required("rule", rule));
    }

    private static OverrideRule existing(Map<String, OverrideRule> rules, String name) {
        OverrideRule rule = rules.get(Validation.required("name", name));
        if (rule == null) {
            throw new IllegalArgumentException(
                    "The override '%s' does not exist. Existing overrides: %s. To add it, pass an OverrideRule"
                            .formatted(name, String.join(", ", rules.keySet())));
        }
        return rule;
    }

    /** Sets the value of the configuration as the rule's default, unless the rule has a default. */
    private static OverrideRule withDefault(OverrideRule override, ObjectNode request) {
        JsonNode value = request.at("/" + override.target().replace('.', '/'));
        boolean nothingToAdd = override.defaultValue() != null
                || value.isMissingNode()
                || value.isNull()
                || Tokens.isUnresolved(value);
        return nothingToAdd ? override : override.withDefault(value);
    }
}
