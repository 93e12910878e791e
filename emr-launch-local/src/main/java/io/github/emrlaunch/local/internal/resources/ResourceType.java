package io.github.emrlaunch.local.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A resource type: creates and deletes its resources, and defines the properties with an effect.
 *
 * @param handler creates a resource, or updates it in place when the request has a previous one
 * @param deleter deletes the previous resource of the request
 * @param properties the properties that the handler reads; nested properties have dots; other properties are reported as ignored
 */
public record ResourceType(ResourceHandler handler, Consumer<ResourceRequest> deleter, Set<String> properties) {
    public ResourceType {
        properties = Set.copyOf(properties);
    }

    /** Creates a type whose resources do not need to be deleted. */
    public static ResourceType of(ResourceHandler handler, String... properties) {
        return new ResourceType(handler, request -> {}, Set.of(properties));
    }

    /** Returns a copy whose resources can be deleted. */
    public ResourceType deletedBy(Consumer<ResourceRequest> delete) {
        return new ResourceType(handler, delete, properties);
    }

    /** Returns the properties without an effect, in the order of their names. */
    public List<String> ignored(JsonNode given) {
        TreeSet<String> ignored = new TreeSet<>();
        collectIgnored("", given, ignored);
        return List.copyOf(ignored);
    }

    private void collectIgnored(String path, JsonNode value, Set<String> ignored) {
        if (value.isArray()) {
            value.forEach(element -> collectIgnored(path, element, ignored));
            return;
        }
        value.properties().forEach(member -> {
            String property = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            if (properties.contains(property)) {
                return;
            }
            if (properties.stream().anyMatch(read -> read.startsWith(property + "."))) {
                collectIgnored(property, member.getValue(), ignored);
            } else {
                ignored.add(property);
            }
        });
    }
}
