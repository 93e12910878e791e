package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A compact document: without members that are null, and for a cluster configuration without the overrides that follow from its request.
 * Each of
 * these is replaced by an empty object, to keep name and order.
 */
final class CompactDocument {
    private static final String REQUEST = "ClusterConfiguration";

    private CompactDocument() {}

    static ObjectNode of(ObjectNode document) {
        ObjectNode compact = document.deepCopy();
        forEachDerivedOverride(compact, (overrides, derived) -> {
            // Without a default the value may be known only at deployment, and would result in another override.
            if (derived.getValue().hasNonNull("Default")
                    && derived.getValue().equals(overrides.get(derived.getKey()))) {
                overrides.putObject(derived.getKey());
            }
        });
        leaveOutNulls(compact);
        return compact;
    }

    /**
     * Returns whether overrides were omitted, as in the file that the local emulator creates for a large document. Other documents have no
     * empty
     * override.
     */
    static boolean isCompact(ObjectNode document) {
        for (JsonNode override :
                document.path("OverrideInterfaces").path(ClusterConfigurationDefinition.DEFAULT_INTERFACE)) {
            if (override.isObject() && override.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Restores a compact document, without its other members that were null. */
    static ObjectNode restore(ObjectNode compact) {
        ObjectNode document = compact.deepCopy();
        forEachDerivedOverride(document, (overrides, derived) -> {
            JsonNode override = overrides.path(derived.getKey());
            if (override.isObject() && override.isEmpty()) {
                overrides.set(derived.getKey(), derived.getValue());
            }
        });
        if (document.get(REQUEST) instanceof ObjectNode request) {
            document.set(REQUEST, StoredRequest.complete(request));
        }
        return document;
    }

    private static void leaveOutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        node.forEach(CompactDocument::leaveOutNulls);
    }

    private static void forEachDerivedOverride(
            ObjectNode document, BiConsumer<ObjectNode, Map.Entry<String, ObjectNode>> action) {
        if (document.get(REQUEST) instanceof ObjectNode request
                && document.path("OverrideInterfaces").get(ClusterConfigurationDefinition.DEFAULT_INTERFACE)
                        instanceof ObjectNode overrides) {
            // Uses the compact form with the members that every stored request has: both directions must use the same
            // input.
            ObjectNode stored = request.deepCopy();
            leaveOutNulls(stored);
            OverrideInterface.of(StoredRequest.complete(stored))
                    .forEach((name, override) -> action.accept(overrides, Map.entry(name, override.toJson())));
        }
    }
}
