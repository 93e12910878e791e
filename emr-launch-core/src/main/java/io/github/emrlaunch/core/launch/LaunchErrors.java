package io.github.emrlaunch.core.launch;

/**
 * The errors of a launch. The execution fails with one of them, and so does the state of {@code EmrChains.launch} that waits for it.
 * Retry and Catch of a state machine can name them. A launch can also fail with errors of Step Functions and of Lambda, such as
 * {@code States.Timeout}, and with those of an override function.
 */
public final class LaunchErrors {
    /** The profile is not stored. */
    public static final String EMR_PROFILE_NOT_FOUND = "EmrProfileNotFound";

    /** The cluster configuration is not stored. */
    public static final String CLUSTER_CONFIGURATION_NOT_FOUND = "ClusterConfigurationNotFound";

    /** The stored document is not a profile or not a cluster configuration. */
    public static final String INVALID_DEFINITION = "InvalidDefinition";

    /** The execution's input or name is invalid. */
    public static final String INVALID_LAUNCH_INPUT = "InvalidLaunchInput";

    /** An override is not allowed, out of bounds or of the wrong type, or an override function changed a setting of the profile. */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** A cluster of the launch function with this name is running, and the launch must fail in that case. */
    public static final String CLUSTER_ALREADY_RUNNING = "ClusterAlreadyRunning";

    /** A secret of the cluster doesn't exist. */
    public static final String SECRET_NOT_FOUND = "SecretNotFound";

    /** A secret of the cluster has invalid content. */
    public static final String INVALID_SECRET = "InvalidSecret";

    /** EMR refused the request; its reason is in the cause. */
    public static final String CLUSTER_REFUSED = "ClusterRefused";

    /** The stored definitions need permissions that the deployed launch function does not have: deploy it again. */
    public static final String LAUNCH_FUNCTION_OUTDATED = "LaunchFunctionOutdated";

    /** Throttling or a fault of AWS, after all retries. */
    public static final String AWS_UNAVAILABLE = "AwsUnavailable";

    /** AWS refused a call of the launch function permanently, for example because its role lacks a permission. */
    public static final String AWS_CALL_FAILED = "AwsCallFailed";

    /** The cluster did not start. The cause has EMR's reason, and a note if the cluster could not be terminated. */
    public static final String CLUSTER_START_FAILED = "ClusterStartFailed";

    private LaunchErrors() {}
}
