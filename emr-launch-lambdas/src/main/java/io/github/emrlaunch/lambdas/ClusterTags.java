package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InputRules;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a cluster. Permissions depend on tags, and do not distinguish all keys: no two keys of a cluster have the same
 * {@linkplain Tag#comparableKey comparable form}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access with tags</a>
 */
final class ClusterTags {
    private ClusterTags() {}

    /**
     * Returns a request with the tags of the deployment, those of the execution's input and that of the execution. Among the tags of the
     * deployment,
     * those of the launch function take precedence over those of the request. A key keeps its first position. Inherited tags are last, if
     * there is
     * no other tag with that key.
     *
     * @param request the request with the tags of the cluster configuration, or of a user's override function
     * @throws IllegalArgumentException when permissions do not distinguish two keys, there are too many tags, or the input changes a tag
     * that it
     *     must not change
     */
    static ObjectNode addTo(ObjectNode request, LaunchRequest launch, List<Tag> ofInput, Tag execution) {
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        request.path("Tags").forEach(tag -> byKey.put(tag.path("Key").asText(), tag));
        launch.clusterTags().forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        List<Tag> inherited = inherited(launch, byKey.keySet());
        Map<String, JsonNode> fixed = new TreeMap<>();
        byKey.forEach((key, tag) -> fixed.put(Tag.comparableKey(key), tag));
        inherited.forEach(tag -> fixed.put(tag.comparableKey(), tag.toJson()));
        for (Tag tag : ofInput) {
            requireForInput(tag, fixed.get(tag.comparableKey()), launch.inputRules());
            byKey.put(tag.key(), tag.toJson());
        }
        byKey.put(execution.key(), execution.toJson());
        inherited.forEach(tag -> byKey.putIfAbsent(tag.key(), tag.toJson()));
        Tag.requireDifferent(byKey.keySet());
        Tag.requireCount(byKey.size());
        ObjectNode tagged = request.deepCopy();
        tagged.set("Tags", Json.of(byKey.values()));
        return tagged;
    }

    /** Returns the inherited tags without another tag of the deployment for the key. */
    private static List<Tag> inherited(LaunchRequest launch, Iterable<String> givenKeys) {
        Set<String> given = new HashSet<>();
        givenKeys.forEach(key -> given.add(Tag.comparableKey(key)));
        List<Tag> inherited = new ArrayList<>();
        for (Tag tag : launch.inheritedTags()) {
            if (given.add(tag.comparableKey())) {
                inherited.add(tag);
            }
        }
        return inherited;
    }

    private static void requireForInput(Tag tag, @Nullable JsonNode fixed, InputRules rules) {
        boolean unchanged = fixed != null && isSame(tag, fixed);
        if (unchanged || rules.isOverridable(tag.key())) {
            return;
        }
        if (fixed != null) {
            throw new IllegalArgumentException(
                    ("Tag '%s' has a value from the launch function's deployment, and no execution can change it. Remove it, or "
                                    + "build the launch function with overridableTags(\"%s\")")
                            .formatted(tag.key(), fixed.path("Key").asText()));
        }
        if (!rules.additionalTags()) {
            throw new IllegalArgumentException(
                    "Tag '%s' is not among the tags that this launch function accepts from an execution: %s. Remove it, or build the launch function with overridableTags(\"%s\")"
                            .formatted(
                                    tag.key(),
                                    rules.overridableTags().isEmpty()
                                            ? "none"
                                            : String.join(", ", rules.overridableTags()),
                                    tag.key()));
        }
    }

    private static boolean isSame(Tag tag, JsonNode other) {
        return tag.key().equals(other.path("Key").textValue())
                && tag.value().equals(other.path("Value").asText());
    }

    /**
     * Checks that an override function did not change the tags of the deployment, except those that executions may change. The launch
     * function's own tags take precedence in any case.
     *
     * @param loaded the request with the tags of the cluster configuration
     * @param overridden the changed request
     * @throws IllegalArgumentException when a tag of the cluster configuration is missing, or one has another value
     */
    static void requireKept(JsonNode loaded, JsonNode overridden, LaunchRequest launch) {
        Map<String, JsonNode> kept = new TreeMap<>();
        overridden.path("Tags").forEach(tag -> kept.put(tag.path("Key").asText(), tag));
        List<String> keys = new ArrayList<>();
        for (JsonNode tag : loaded.path("Tags")) {
            String key = tag.path("Key").asText();
            keys.add(key);
            JsonNode now = kept.get(key);
            if (now == null
                    || !tag.path("Value").asText().equals(now.path("Value").asText())) {
                requireOverridable(key, launch.inputRules());
            }
        }
        for (Tag tag : inherited(launch, keys)) {
            kept.forEach((key, now) -> {
                if (tag.comparableKey().equals(Tag.comparableKey(key)) && !isSame(tag, now)) {
                    requireOverridable(tag.key(), launch.inputRules());
                }
            });
        }
    }

    private static void requireOverridable(String key, InputRules rules) {
        if (!rules.isOverridable(key)) {
            throw new IllegalArgumentException(
                    "Tag '%s' has a value from the deployment, and an override function cannot change it. Build the launch function with overridableTags(\"%s\")"
                            .formatted(key, key));
        }
    }
}
