package io.github.emrlaunch.core.cluster;

/** Which updates an instance of a custom AMI installs when it boots. */
public enum RepoUpgradeOnBoot {
    /** Security updates. */
    SECURITY,
    /** None. */
    NONE
}
