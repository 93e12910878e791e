package io.github.emrlaunch.core.cluster;

/** The updates that an instance with a custom AMI installs when it boots. */
public enum RepoUpgradeOnBoot {
    /** Security updates. */
    SECURITY,
    /** No updates. */
    NONE
}
