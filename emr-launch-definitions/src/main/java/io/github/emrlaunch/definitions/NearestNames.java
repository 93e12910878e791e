package io.github.emrlaunch.definitions;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Suggests existing names that are similar to a name that was not found. */
public final class NearestNames {
    private static final int AT_MOST = 3;

    private NearestNames() {}

    /**
     * Returns the definitions with names similar to one that was not found, most similar first. The same name in another namespace
     * is the most similar one. Lists all definitions of the type, or, if that is not allowed, those in the namespace.
     */
    public static List<DefinitionName> to(DefinitionNotFoundException notFound, DefinitionStore store) {
        DefinitionName asked = notFound.definitionName();
        List<DefinitionName> there = listable(notFound.definitionType(), asked.namespace(), store);
        List<String> near = to(
                asked.toString(), there.stream().map(DefinitionName::toString).toList());
        return there.stream()
                .filter(name -> near.contains(name.toString()) || name.name().equals(asked.name()))
                .sorted(Comparator.comparing(
                                (DefinitionName name) -> !name.name().equals(asked.name()))
                        .thenComparingInt(name -> NearestName.distance(asked.toString(), name.toString())))
                .limit(AT_MOST)
                .toList();
    }

    private static List<DefinitionName> listable(DefinitionType<?> type, String namespace, DefinitionStore store) {
        try {
            return store.documents(type).stream()
                    .<DefinitionName>map(StoredDocument::name)
                    .toList();
        } catch (AwsServiceException notAllowed) {
            return store.list(type, namespace);
        }
    }

    /** Returns the names that are similar to the requested one, most similar first. */
    public static List<String> to(String asked, Collection<String> there) {
        // A third of the letters may differ; in a short name, two.
        int limit = Math.max(2, asked.length() / 3);
        return there.stream()
                .filter(name -> NearestName.distance(asked, name) <= limit)
                .sorted(Comparator.comparingInt((String name) -> NearestName.distance(asked, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(AT_MOST)
                .toList();
    }
}
