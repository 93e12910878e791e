package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the input of a launch before it is started, by the rules of the launch's own function. */
final class LaunchInputCheck {
    private final DefinitionStore store;

    LaunchInputCheck(DefinitionStore store) {
        this.store = store;
    }

    void check(EmrLaunchFunctionDefinition launchFunction, LaunchInput input) {
        LaunchInput.read(input.toJson());
        Map<String, JsonNode> asked = input.clusterConfigurationOverrides();
        if (!asked.isEmpty()) {
            overrides(launchFunction).ifPresent(overrides -> overrides.apply(configuration(launchFunction), asked));
        }
    }

    Map<String, JsonNode> parse(EmrLaunchFunctionDefinition launchFunction, Map<String, String> typed) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (typed.isEmpty()) {
            return values;
        }
        Optional<ClusterConfigurationOverrides> overrides = overrides(launchFunction);
        ObjectNode configuration = overrides.isPresent() ? configuration(launchFunction) : Json.object();
        typed.forEach((name, text) -> values.put(
                name,
                overrides.map(rules -> rules.parse(configuration, name, text)).orElseGet(() -> jsonOrText(text))));
        return values;
    }

    /**
     * Empty if the rules are not known: an override function of the user applies the overrides, or the launch function is from
     * aws-emr-launch for Python, which takes any path if it has no interface.
     */
    private static Optional<ClusterConfigurationOverrides> overrides(EmrLaunchFunctionDefinition launchFunction) {
        Map<String, OverrideRule> allowed = launchFunction.allowedClusterConfigOverrides();
        return launchFunction.overrideClusterConfigsLambda() != null || allowed == null
                ? Optional.empty()
                : Optional.of(new ClusterConfigurationOverrides(allowed));
    }

    private ObjectNode configuration(EmrLaunchFunctionDefinition launchFunction) {
        return store.get(DefinitionType.CLUSTER_CONFIGURATION, launchFunction.clusterConfiguration())
                .clusterConfiguration();
    }

    static JsonNode jsonOrText(String text) {
        try {
            return Json.parse(text);
        } catch (InvalidDefinitionException e) {
            return TextNode.valueOf(text);
        }
    }
}
