package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException;
import io.github.emrlaunch.definitions.EmrProfileNotFoundException;
import io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException;
import io.github.emrlaunch.definitions.StoredDocument;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What somebody who asked for a name that isn't there may have meant. */
public final class NearestNames {
    private static final int AT_MOST = 3;

    private NearestNames() {}

    /**
     * The definitions whose names are nearest to one that wasn't found, the nearest first; those of the same name in another
     * namespace count as near. Lists all definitions of the type, or, if that is not allowed, those of the namespace.
     */
    public static List<DefinitionName> to(DefinitionNotFoundException notFound, DefinitionStore store) {
        DefinitionName asked = notFound.definitionName();
        List<DefinitionName> there = listable(type(notFound), asked.namespace(), store);
        List<String> near = to(
                asked.toString(), there.stream().map(DefinitionName::toString).toList());
        return there.stream()
                .filter(name -> near.contains(name.toString()) || name.name().equals(asked.name()))
                .sorted(Comparator.comparingInt(name -> distance(asked.toString(), name.toString())))
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

    private static DefinitionType<?> type(DefinitionNotFoundException notFound) {
        if (notFound instanceof EmrProfileNotFoundException) {
            return DefinitionType.EMR_PROFILE;
        }
        if (notFound instanceof ClusterConfigurationNotFoundException) {
            return DefinitionType.CLUSTER_CONFIGURATION;
        }
        if (notFound instanceof EmrLaunchFunctionNotFoundException) {
            return DefinitionType.EMR_LAUNCH_FUNCTION;
        }
        if (notFound instanceof ServerlessJobFunctionNotFoundException) {
            return DefinitionType.SERVERLESS_JOB_FUNCTION;
        }
        throw new IllegalStateException("There are four types of definition", notFound);
    }

    /** The names of some that are there that look like the one that was asked for, the nearest first. */
    public static List<String> to(String asked, Collection<String> there) {
        // A third of the letters may be wrong; in a short name, two.
        int limit = Math.max(2, asked.length() / 3);
        return there.stream()
                .filter(name -> distance(asked, name) <= limit)
                .sorted(Comparator.comparingInt((String name) -> distance(asked, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(AT_MOST)
                .toList();
    }

    /** How many letters to insert, remove or replace, whatever their case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
