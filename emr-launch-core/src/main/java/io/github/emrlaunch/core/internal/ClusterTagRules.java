package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Tag;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

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
     * Checks how many tags a cluster has at least.
     *
     * @param property where the tags are given, for messages
     * @param given the keys of those that somebody gave
     * @param added the keys of those that a launch function adds; each launch adds that of its execution besides
     * @throws IllegalArgumentException when a cluster can't have as many
     */
    public static void requireCount(String property, Collection<String> given, Collection<String> added) {
        TreeSet<String> ours = new TreeSet<>(added);
        ours.add(Tag.EXECUTION_KEY);
        TreeSet<String> all = new TreeSet<>(given);
        all.removeAll(ours);
        int left = Tag.MAX_OF_A_CLUSTER - ours.size();
        if (all.size() > left) {
            throw new IllegalArgumentException(
                    "'%s': clusters would have %d tags, EMR allows %d: launches add %d (%s), which leaves %d, got: %s"
                            .formatted(
                                    property,
                                    all.size() + ours.size(),
                                    Tag.MAX_OF_A_CLUSTER,
                                    ours.size(),
                                    String.join(", ", ours),
                                    left,
                                    String.join(", ", all)));
        }
    }
}
