package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of one application, by classification.
 *
 * @param classification such as {@code spark-defaults}
 * @param properties its settings
 * @param configurations nested classifications, such as {@code export} within {@code spark-env}
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-configure-apps.html">Configure applications</a>
 */
public record EmrConfiguration(
        String classification, Map<String, String> properties, List<EmrConfiguration> configurations) {
    /** Copies, in the order of the names: a map's own order may differ at each synth. */
    public EmrConfiguration {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        configurations = List.copyOf(configurations);
    }

    /** Settings without nested classifications. */
    public static EmrConfiguration of(String classification, Map<String, String> properties) {
        return new EmrConfiguration(classification, properties, List.of());
    }

    /** Both, where the other's settings win. */
    EmrConfiguration mergedWith(EmrConfiguration other) {
        Map<String, String> merged = new LinkedHashMap<>(properties);
        merged.putAll(other.properties);
        return new EmrConfiguration(classification, merged, merge(configurations, other.configurations));
    }

    /** One configuration for each classification: EMR would take the last of several and drop the others. */
    static List<EmrConfiguration> merge(List<EmrConfiguration> first, List<EmrConfiguration> second) {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        first.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        second.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        return List.copyOf(merged.values());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Classification", classification);
        properties.forEach(json.putObject("Properties")::put);
        if (!configurations.isEmpty()) {
            var nested = json.putArray("Configurations");
            configurations.forEach(configuration -> nested.add(configuration.toJson()));
        }
        return json;
    }
}
