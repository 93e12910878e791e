package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** EMR security configurations by name. */
public final class SecurityConfigurations {
    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();

    public void put(String name, JsonNode document) {
        documents.put(name, document);
    }

    Optional<JsonNode> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    boolean contains(String name) {
        return documents.containsKey(name);
    }
}
