package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.ClusterTagRules;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.TagManager;
import software.amazon.awscdk.TagType;
import software.constructs.IConstruct;

/**
 * The tags that clusters of a launch function inherit from {@code Tags.of(…)} of the app, a stage, a stack or the launch function, and
 * those
 * of the stack itself. They are known after the CDK has applied its aspects.
 */
final class InheritedTags {
    private static final String RESOURCE_TYPE = "AWS::EMR::Cluster";

    private final IConstruct owner;
    private final Set<String> otherKeys;
    private final Map<String, String> ofStack;
    private final TagManager manager =
            TagManager.Builder.create(TagType.STANDARD, RESOURCE_TYPE).build();

    private Map<String, String> values;

    /**
     * Creates the inherited tags from those of the stack and those that the CDK adds.
     *
     * @param owner the launch function
     * @param others the keys of the other tags of its clusters, which are not inherited
     * @param ofStack the tags of the stack
     */
    InheritedTags(IConstruct owner, List<String> others, Map<String, String> ofStack) {
        this.owner = owner;
        this.ofStack = ofStack;
        this.otherKeys = new HashSet<>();
        others.forEach(key -> otherKeys.add(Tag.comparableKey(key)));
        this.values = inherited(ofStack);
    }

    TagManager manager() {
        return manager;
    }

    /** Reads the tags after the CDK has applied its aspects. */
    void read() {
        Map<String, String> all = new TreeMap<>(ofStack);
        all.putAll(manager.tagValues());
        values = inherited(all);
    }

    /**
     * Returns the values by key, sorted by key, including tags that EMR or a launch would refuse: before aspects are applied, those of the
     * stack.
     */
    Map<String, String> values() {
        return values;
    }

    private Map<String, String> inherited(Map<String, String> all) {
        Map<String, String> found = new TreeMap<>();
        all.forEach((key, value) -> {
            if (!otherKeys.contains(Tag.comparableKey(key))
                    || !reservation(key, value).isEmpty()) {
                found.put(key, value);
            }
        });
        return found;
    }

    /** Returns the tags that EMR accepts. */
    static List<Tag> allowed(Map<String, String> values) {
        List<Tag> tags = new ArrayList<>();
        values.forEach((key, value) -> {
            if (refusal(key, value).isEmpty()) {
                tags.add(new Tag(key, value));
            }
        });
        return tags;
    }

    /** Returns the errors of the tags that EMR or a launch would refuse, each with the construct that the tag comes from. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        Map<String, String> seen = new TreeMap<>();
        values.forEach((key, value) -> {
            String refusal = refusal(key, value);
            String same = seen.put(Tag.comparableKey(key), key);
            if (refusal.isEmpty() && same != null) {
                refusal = message(() -> Tag.requireDifferent(List.of(same, key)));
            }
            if (!refusal.isEmpty()) {
                errors.add(message("%s. It comes from Tags.of(%s)".formatted(refusal, origin(key))));
            }
        });
        int tags = otherKeys.size() + values.size() + 1;
        if (tags > Tag.MAX_OF_A_CLUSTER) {
            errors.add(message("Clusters would have %d tags, EMR allows %d: %s are inherited"
                    .formatted(tags, Tag.MAX_OF_A_CLUSTER, String.join(", ", values.keySet()))));
        }
        return errors;
    }

    private String message(String problem) {
        return "%s: %s. To leave clusters out, add it with TagProps.builder().excludeResourceTypes(List.of(\"%s\"))"
                .formatted(owner.getNode().getPath(), problem, RESOURCE_TYPE);
    }

    private static String refusal(String key, String value) {
        return message(() -> ClusterTagRules.checked(key, value));
    }

    private static String reservation(String key, String value) {
        return message(() -> new Tag(key, value).requireAllowed());
    }

    /** Returns the message of a refusal, or an empty string. */
    private static String message(Runnable check) {
        try {
            check.run();
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Returns the path of the tagged construct: the launch function or one of its parents. */
    private String origin(String key) {
        IConstruct construct = owner;
        while (construct != null) {
            boolean tagged = Aspects.of(construct).getAll().stream()
                    .anyMatch(aspect -> aspect instanceof software.amazon.awscdk.Tag tag
                            && tag.getKey().equals(key));
            if (tagged) {
                String path = construct.getNode().getPath();
                return path.isEmpty() ? "app" : path;
            }
            construct = construct.getNode().getScope();
        }
        return "a construct";
    }
}
