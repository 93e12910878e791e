package io.github.emrlaunch.core.cluster;

/** The roles of instances in a cluster. */
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

    /** Returns the prefix of names, such as the override {@code MasterInstanceType}. */
    String label() {
        return label;
    }
}
