package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Tag;
import java.util.List;

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
}
