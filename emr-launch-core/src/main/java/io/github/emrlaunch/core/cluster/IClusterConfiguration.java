package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import java.util.Optional;
import software.constructs.IConstruct;

/** The hardware and software of clusters: built in this app ({@link ClusterConfiguration}) or loaded. */
public interface IClusterConfiguration extends IConstruct {
    /** The name within the namespace. */
    default String getConfigurationName() {
        return getDefinition().configurationName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * Whether clusters run in public subnets ({@code true}) or in private ones ({@code false}), as far as this app knows: empty for
     * what was loaded or imported.
     */
    default Optional<Boolean> runsInPublicSubnets() {
        return Optional.empty();
    }

    /** The definition as stored; of a configuration built in this app it may hold tokens. */
    ClusterConfigurationDefinition getDefinition();
}
