package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionDigest;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of a launch function as they were when it was deployed. Stored definitions may change without it, since whoever owns
 * them defines them once; what the launch function relies on may not.
 */
final class KnownDefinitions {
    private final LaunchRequest launch;
    private final String profileName;
    private final String configurationName;

    KnownDefinitions(LaunchRequest launch) {
        this.launch = launch;
        this.profileName = "EMR profile '%s'".formatted(launch.emrProfile());
        this.configurationName = "Cluster configuration '%s'".formatted(launch.clusterConfiguration());
    }

    /**
     * Checks that the profile still has what protected clusters.
     *
     * @param document the profile's, which may be anything
     * @throws LaunchFunctionOutdatedException when something is missing
     */
    void requireProtected(String document) {
        List<String> missing = missingFrom(document);
        if (!missing.isEmpty()) {
            throw new LaunchFunctionOutdatedException(
                    profileName, "it no longer has %s, which protects clusters".formatted(String.join(", ", missing)));
        }
    }

    /** What is no JSON object is for the reader of the definition to say. */
    private List<String> missingFrom(String document) {
        try {
            return launch.expected().missingFrom(Json.parseStored(document));
        } catch (InvalidDefinitionException e) {
            return List.of();
        }
    }

    /** Checks that the secrets are the same: the launch may read those that were known when it was deployed, and no others. */
    void requireSameSecrets(LaunchSecrets stored) {
        requireSame(
                profileName,
                "KerberosAttributesSecret",
                launch.secrets().kerberosAttributes(),
                stored.kerberosAttributes());
        Map<String, String> known = launch.secrets().configurations();
        TreeSet<String> classifications = new TreeSet<>(known.keySet());
        classifications.addAll(stored.configurations().keySet());
        classifications.forEach(classification -> requireSame(
                configurationName,
                "SecretConfigurations." + classification,
                known.get(classification),
                stored.configurations().get(classification)));
    }

    /** Checks that the role of steps is the same: the launch may pass the one that was known when it was deployed, and no other. */
    void requireSameStepExecutionRole(ClusterConfigurationDefinition configuration) {
        requireSame(
                configurationName,
                ClusterConfigurationDefinition.STEP_EXECUTION_ROLE,
                launch.expected().stepExecutionRole(),
                configuration.stepExecutionRole());
    }

    private static void requireSame(String definition, String member, @Nullable String known, @Nullable String stored) {
        if (known == null && stored != null) {
            throw new LaunchFunctionOutdatedException(definition, "it now has a %s, %s".formatted(member, stored));
        }
        if (known != null && stored == null) {
            throw new LaunchFunctionOutdatedException(
                    definition, "it no longer has a %s, which was %s".formatted(member, known));
        }
        if (known != null && !known.equals(stored)) {
            throw new LaunchFunctionOutdatedException(
                    definition, "its %s is now %s and was %s".formatted(member, stored, known));
        }
    }

    /** Checks, where the definitions are pinned, that the documents are the same. */
    void requireSameDocuments(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        String profileDigest = launch.expected().profileDigest();
        if (profileDigest != null && !profileDigest.equals(DefinitionDigest.of(profile))) {
            throw pinned(profileName);
        }
        String configurationDigest = launch.expected().configurationDigest();
        if (configurationDigest != null && !configurationDigest.equals(DefinitionDigest.of(configuration))) {
            throw pinned(configurationName);
        }
    }

    private static LaunchFunctionOutdatedException pinned(String definition) {
        return new LaunchFunctionOutdatedException(
                definition, "it is another document than the one that the launch function is pinned to");
    }
}
