package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.ClusterTagRules;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;

/** Rules for the tags of a cluster configuration. */
final class RequestTagRules {
    private RequestTagRules() {}

    static void check(RequestNode tags) {
        List<String> keys = new ArrayList<>();
        for (RequestNode tag : tags.elements()) {
            String key = text(tag.get("Key"));
            String value = text(tag.get("Value"));
            try {
                ClusterTagRules.checked(key, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'%s': %s".formatted(tag.path(), e.getMessage()), e);
            }
            if (keys.contains(key)) {
                throw tag.get("Key").violates("is set twice, and a cluster has one value for a key");
            }
            keys.add(key);
        }
        Tag.requireDifferent(keys);
        ClusterTagRules.requireCount("Tags", keys, List.of(Tag.MANAGED_POLICIES_KEY, Tag.FUNCTION_KEY));
    }

    /** Returns the text of a key or value. Both are required: "A tag value can be an empty string, but not null". */
    private static String text(RequestNode part) {
        if (!part.json().isTextual()) {
            throw part.conflicts("is required: a tag has a key and a value, which may be empty");
        }
        return part.json().textValue();
    }
}
