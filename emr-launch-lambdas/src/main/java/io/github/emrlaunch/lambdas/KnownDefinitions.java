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
 * The state of a launch function's definitions at its deployment. Stored definitions may be changed by their owner without the launch
 * function, but not
 * the parts that it relies on.
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
     * Checks that the profile still has the members that protect clusters.
     *
     * @param document the document of the profile, which may be invalid
     * @throws LaunchFunctionOutdatedException when a member is missing
     */
    void requireProtected(String document) {
        List<String> missing = missingFrom(document);
        if (!missing.isEmpty()) {
            throw new LaunchFunctionOutdatedException(
                    profileName, "it no longer has %s, which protects clusters".formatted(String.join(", ", missing)));
        }
    }

    /** An invalid document is reported by the reader of the definition. */
    private List<String> missingFrom(String document) {
        try {
            return launch.expected().missingFrom(Json.parseStored(document));
        } catch (InvalidDefinitionException e) {
            return List.of();
        }
    }

    /** Checks that the secrets are the same: the launch may only read those that were known when it was deployed. */
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

    /** Checks that the role of steps is the same: the launch may only pass the one that was known when it was deployed. */
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

    /** Checks that the documents are the same, if the definitions are pinned. */
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
                definition, "its document differs from the one that the launch function is pinned to");
    }
}
