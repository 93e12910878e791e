package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the input of a launch function's execution may do besides overrides, as the deployment decided it.
 *
 * @param alwaysFailIfClusterRunning whether a launch fails while a cluster of the launch function and of the same name runs, whatever
 *     the input says
 * @param additionalTags whether the input may add tags whose keys nobody has given
 * @param overridableTags keys of tags that the input may give another value
 * @param overrideFunctionChanges paths of the request that bear on security and that an override function may change nevertheless,
 *     with all that is below
 */
public record InputRules(
        boolean alwaysFailIfClusterRunning,
        boolean additionalTags,
        List<String> overridableTags,
        List<String> overrideFunctionChanges) {
    /** The input decides on running clusters, adds tags and changes none. */
    public static final InputRules DEFAULT = new InputRules(false, true, List.of(), List.of());

    private static final String ALWAYS_FAIL = "AlwaysFailIfClusterRunning";
    private static final String ADDITIONAL_TAGS = "AdditionalTags";
    private static final String OVERRIDABLE_TAGS = "OverridableTags";
    private static final String OVERRIDE_FUNCTION_CHANGES = "OverrideFunctionChanges";

    /**
     * Copies.
     *
     * @throws IllegalArgumentException when a reserved tag is to be overridable
     */
    public InputRules {
        overridableTags = List.copyOf(overridableTags);
        overrideFunctionChanges = List.copyOf(overrideFunctionChanges);
        for (String key : overridableTags) {
            requireNotReserved(key);
        }
    }

    private static void requireNotReserved(String key) {
        if (Tag.comparableKey(key).equals(Tag.MANAGED_POLICIES_KEY)) {
            throw new IllegalArgumentException(
                    "Tag '%s' is reserved for EMR's managed policies, so that no execution can change it"
                            .formatted(key));
        }
        new Tag(key, "").requireAllowed();
    }

    /** Whether the input may give tags of this key another value. */
    public boolean isOverridable(String key) {
        String comparable = Tag.comparableKey(key);
        return overridableTags.stream().map(Tag::comparableKey).anyMatch(comparable::equals);
    }

    static InputRules read(Members members) {
        return new InputRules(
                members.required(ALWAYS_FAIL, members.bool(ALWAYS_FAIL)),
                members.required(ADDITIONAL_TAGS, members.bool(ADDITIONAL_TAGS)),
                texts(members.values(OVERRIDABLE_TAGS)),
                texts(members.values(OVERRIDE_FUNCTION_CHANGES)));
    }

    private static List<String> texts(List<JsonNode> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object().put(ALWAYS_FAIL, alwaysFailIfClusterRunning).put(ADDITIONAL_TAGS, additionalTags);
        overridableTags.forEach(json.putArray(OVERRIDABLE_TAGS)::add);
        overrideFunctionChanges.forEach(json.putArray(OVERRIDE_FUNCTION_CHANGES)::add);
        return json;
    }
}
