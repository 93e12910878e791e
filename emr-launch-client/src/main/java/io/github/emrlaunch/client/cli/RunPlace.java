package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored definitions of the cluster that runs code.
 *
 * @param launchFunction the launch function
 * @param profile its profile
 * @param configuration its cluster configuration
 * @param account the account of the profile; null if it is not known
 */
record RunPlace(
        DefinitionName launchFunction,
        EmrProfileDefinition profile,
        ClusterConfigurationDefinition configuration,
        @Nullable String account) {
    static RunPlace of(DefinitionName launchFunction, DefinitionStore store) {
        EmrLaunchFunctionDefinition definition = store.get(DefinitionType.EMR_LAUNCH_FUNCTION, launchFunction);
        return new RunPlace(
                launchFunction,
                store.get(DefinitionType.EMR_PROFILE, definition.emrProfile()),
                store.get(DefinitionType.CLUSTER_CONFIGURATION, definition.clusterConfiguration()),
                store.account(DefinitionType.EMR_PROFILE, definition.emrProfile())
                        .orElse(null));
    }

    /** Returns the idle time after which EMR terminates the cluster; empty if there is no limit. */
    Optional<Duration> idleTimeout() {
        return Optional.of(configuration.clusterConfiguration().at("/AutoTerminationPolicy/IdleTimeout"))
                .filter(seconds -> seconds.canConvertToLong())
                .map(seconds -> Duration.ofSeconds(seconds.asLong()));
    }

    /**
     * Returns a separate folder in the artifacts of the profile, which the cluster's instances may read. Other artifacts are not written: write
     * access to all of them would decide what every cluster of the profile loads.
     */
    String folder() {
        if (profile.artifactsBucket() == null) {
            throw new IllegalArgumentException(
                    ("EMR profile '%s' of launch function '%s' names no bucket of artifacts: deploy it with an"
                                    + " artifactsBucket, or give --code s3://BUCKET/PATH, a place that its instances may"
                                    + " read (authorizeInputBucket)")
                            .formatted(profile.definitionName(), launchFunction));
        }
        String path = Optional.ofNullable(profile.artifactsPath()).orElse("");
        return "s3://%s/%sruns"
                .formatted(profile.artifactsBucket(), path.isEmpty() ? "" : path.replaceFirst("/*$", "/"));
    }

    /** Requires a role if EMR would refuse a step without one. This command does not choose a role. */
    void requireRole(@Nullable String role) {
        if (role == null && profile.runtimeRoles().orElse(false)) {
            String stored = configuration.stepExecutionRole();
            throw new IllegalArgumentException(
                    "Steps of clusters of EMR profile '%s' need a runtime role: give --role ARN%s"
                            .formatted(profile.definitionName(), stored == null ? "" : ", such as " + stored));
        }
    }
}
