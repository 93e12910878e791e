package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a deployment for the input of a launch function's execution, except overrides.
 *
 * @param alwaysFailIfClusterRunning whether a launch fails while a cluster of the launch function with the same name is running, whatever
 *     the input states
 * @param additionalTags whether the input may add tags with new keys
 * @param overridableTags the keys of tags whose values the input may replace
 * @param overrideFunctionChanges the security-relevant paths of the request that an override function may nevertheless change,
 *     including everything under them
 */
public record InputRules(
        boolean alwaysFailIfClusterRunning,
        boolean additionalTags,
        List<String> overridableTags,
        List<String> overrideFunctionChanges) {
    /** Rules that allow the input to set FailIfClusterRunning and to add tags, but not to change tags. */
    public static final InputRules DEFAULT = new InputRules(false, true, List.of(), List.of());

    private static final String ALWAYS_FAIL = "AlwaysFailIfClusterRunning";
    private static final String ADDITIONAL_TAGS = "AdditionalTags";
    private static final String OVERRIDABLE_TAGS = "OverridableTags";
    private static final String OVERRIDE_FUNCTION_CHANGES = "OverrideFunctionChanges";

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException when a reserved tag is overridable
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
                    "Tag '%s' is reserved for EMR's managed policies, and no execution can change it".formatted(key));
        }
        new Tag(key, "").requireAllowed();
    }

    /** Returns whether the input may replace the value of tags with this key. */
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
