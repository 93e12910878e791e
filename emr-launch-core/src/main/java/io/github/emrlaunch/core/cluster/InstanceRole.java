package io.github.emrlaunch.core.cluster;

/** What instances are for in a cluster, in EMR's words. */
public enum InstanceRole {
    /** The primary node. */
    MASTER("Master"),
    /** Nodes that store data in HDFS and run tasks. */
    CORE("Core"),
    /** Nodes that run tasks only. */
    TASK("Task");

    private final String label;

    InstanceRole(String label) {
        this.label = label;
    }

    /** How names are made of it, such as the override {@code MasterInstanceType}. */
    String label() {
        return label;
    }
}
