package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tags of a cluster. Permissions are bound to those of the launch, and IAM compares keys of tags without regard to case, so no
 * two keys of a cluster are alike but for that.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access with tags</a>
 */
final class ClusterTags {
    private ClusterTags() {}

    /**
     * A request with the tags of all who have a say: the request, the launch function and the execution. Later ones win; a key keeps the
     * place where it stood first. Inherited tags come last, where nobody gave one of that key.
     *
     * @param request with tags of the cluster configuration, or of a user's override function
     * @throws IllegalArgumentException when two keys differ in case only
     */
    static ObjectNode addTo(ObjectNode request, LaunchRequest launch, List<Tag> ofExecution, Tag execution) {
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        request.path("Tags").forEach(tag -> byKey.put(tag.path("Key").asText(), tag));
        launch.clusterTags().forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        ofExecution.forEach(tag -> byKey.put(tag.key(), tag.toJson()));
        byKey.put(execution.key(), execution.toJson());
        requireDifferent(byKey.keySet());
        Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        given.addAll(byKey.keySet());
        for (Tag tag : launch.inheritedTags()) {
            if (given.add(tag.key())) {
                byKey.put(tag.key(), tag.toJson());
            }
        }
        ObjectNode tagged = request.deepCopy();
        tagged.set("Tags", Json.of(byKey.values()));
        return tagged;
    }

    /**
     * Checks the tags of a request that somebody else than the launch has made.
     *
     * @throws IllegalArgumentException when one is none, or its key is reserved
     */
    static void requireAllowed(JsonNode request) {
        for (JsonNode tag : request.path("Tags")) {
            if (!tag.path("Key").isTextual()) {
                throw new IllegalArgumentException("'Tags' must be a list of objects with Key and Value");
            }
            new Tag(tag.path("Key").textValue(), tag.path("Value").asText()).requireAllowed();
        }
    }

    private static void requireDifferent(Iterable<String> keys) {
        Map<String, String> seen = new TreeMap<>();
        for (String key : keys) {
            String other = seen.put(key.toLowerCase(Locale.ROOT), key);
            if (other != null) {
                throw new IllegalArgumentException(
                        "Tags '%s' and '%s' differ in case only, which permissions do not tell apart"
                                .formatted(other, key));
            }
        }
    }
}
