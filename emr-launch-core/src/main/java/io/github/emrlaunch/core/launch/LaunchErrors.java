package io.github.emrlaunch.core.launch;

/**
 * The errors of a launch. The execution fails with one of them, and so does the state of {@code EmrChains.launch} that waits for it:
 * Retry and Catch of a state machine can name them. Besides, a launch fails with errors of Step Functions and of Lambda, such as
 * {@code States.Timeout}, and with those of an override function.
 */
public final class LaunchErrors {
    /** The profile isn't stored. */
    public static final String EMR_PROFILE_NOT_FOUND = "EmrProfileNotFound";

    /** The cluster configuration isn't stored. */
    public static final String CLUSTER_CONFIGURATION_NOT_FOUND = "ClusterConfigurationNotFound";

    /** What is stored is no profile or no cluster configuration. */
    public static final String INVALID_DEFINITION = "InvalidDefinition";

    /** The execution's input or name isn't what a launch takes. */
    public static final String INVALID_LAUNCH_INPUT = "InvalidLaunchInput";

    /** An override isn't allowed, out of bounds or of the wrong type; or an override function changed what the profile decides. */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** A cluster of the launch function and of that name runs, and the launch was to fail then. */
    public static final String CLUSTER_ALREADY_RUNNING = "ClusterAlreadyRunning";

    /** A secret of the cluster doesn't exist. */
    public static final String SECRET_NOT_FOUND = "SecretNotFound";

    /** A secret of the cluster has another content than it must have. */
    public static final String INVALID_SECRET = "InvalidSecret";

    /** EMR refused the request; its reason is in the cause. */
    public static final String CLUSTER_REFUSED = "ClusterRefused";

    /** The stored definitions need what the deployed launch function may not do: deploy it again. */
    public static final String LAUNCH_FUNCTION_OUTDATED = "LaunchFunctionOutdated";

    /** Throttling or a fault of AWS, after all retries. */
    public static final String AWS_UNAVAILABLE = "AwsUnavailable";

    /** AWS refused a call of the launch function for good, such as one that its role lacks the permission for. */
    public static final String AWS_CALL_FAILED = "AwsCallFailed";

    /** The cluster didn't start; the cause has EMR's reason, and says so if the cluster could not be terminated. */
    public static final String CLUSTER_START_FAILED = "ClusterStartFailed";

    private LaunchErrors() {}
}
