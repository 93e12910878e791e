package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Tag;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The rules for tags of clusters. Values that are known only at deployment are checked by the launch. */
public final class ClusterTagRules {
    private ClusterTagRules() {}

    /**
     * Returns a checked tag.
     *
     * @throws IllegalArgumentException when EMR does not accept it, or its key is reserved
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
     * Checks the minimum number of tags of a cluster.
     *
     * @param property the property with the tags, for messages
     * @param given the keys of the user's tags
     * @param added the keys of the tags that a launch function adds; each launch also adds the tag of its execution
     * @throws IllegalArgumentException when a cluster cannot have that many tags
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
