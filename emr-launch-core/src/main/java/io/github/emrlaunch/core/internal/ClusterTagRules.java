package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rules of the tags that clusters get. What only the deployment knows is checked by the launch. */
public final class ClusterTagRules {
    private ClusterTagRules() {}

    /**
     * A tag.
     *
     * @throws IllegalArgumentException when EMR does not take it, or its key is reserved
     */
    public static Tag checked(String key, String value) {
        Tag tag = new Tag(key, value).requireAllowed();
        for (String text : List.of(key, value)) {
            if (!Tokens.isUnresolved(text)) {
                tag.requireText(text);
            }
        }
        return tag;
    }

    /**
     * Checks keys that may be given several times, but in one spelling.
     *
     * @throws IllegalArgumentException when permissions do not tell two keys apart
     */
    public static void requireDifferent(Iterable<String> keys) {
        Map<String, String> seen = new TreeMap<>();
        for (String key : keys) {
            String other = seen.put(Tag.comparableKey(key), key);
            if (other != null && !other.equals(key)) {
                throw new IllegalArgumentException(
                        "Tags '%s' and '%s' differ in case or in white space at their ends only, which permissions do not tell apart"
                                .formatted(other, key));
            }
        }
    }
}
