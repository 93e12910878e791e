package io.github.emrlaunch.definitions;

/** A cluster configuration does not exist: it was never deployed, or has another name or namespace. */
public final class ClusterConfigurationNotFoundException extends DefinitionNotFoundException {
    ClusterConfigurationNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.CLUSTER_CONFIGURATION, name, message);
    }
}
