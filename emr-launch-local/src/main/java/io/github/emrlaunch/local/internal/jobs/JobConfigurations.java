package io.github.emrlaunch.local.internal.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Application configurations by classification. Properties of later ones override those of earlier ones. */
public final class JobConfigurations {
    private final Map<String, Map<String, String>> properties = new TreeMap<>();

    /** Adds configurations in the format of EMR or of EMR Serverless, whose members start with a lower-case letter. */
    public JobConfigurations add(JsonNode configurations) {
        add("", configurations);
        return this;
    }

    private void add(String outer, JsonNode configurations) {
        for (JsonNode configuration : configurations) {
            String name = outer + member(configuration, "Classification").asText();
            Map<String, String> own = properties.computeIfAbsent(name, unused -> new TreeMap<>());
            member(configuration, "Properties")
                    .properties()
                    .forEach(property ->
                            own.put(property.getKey(), property.getValue().asText()));
            add(name + "/", member(configuration, "Configurations"));
        }
    }

    private static JsonNode member(JsonNode configuration, String name) {
        return configuration.has(name)
                ? configuration.get(name)
                : configuration.path(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    /** Returns the properties by classification. A nested classification has the names of both, such as {@code spark-env/export}. */
    public Map<String, Map<String, String>> properties() {
        return properties;
    }
}
