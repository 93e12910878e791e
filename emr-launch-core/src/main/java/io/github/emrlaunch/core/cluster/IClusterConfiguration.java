package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
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

    /** The definition as stored; of a configuration built in this app it may hold tokens. */
    ClusterConfigurationDefinition getDefinition();
}
