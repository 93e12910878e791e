package io.github.emrlaunch.definitions;

/** There is no such definition: a cluster configuration that was never deployed, or under another name or namespace. */
public final class ClusterConfigurationNotFoundException extends DefinitionNotFoundException {
    ClusterConfigurationNotFoundException(DefinitionName name, String message) {
        super(DefinitionType.CLUSTER_CONFIGURATION, name, message);
    }
}
