package io.github.emrlaunch.core.launch;

/** The errors of a launch, as Retry and Catch of a state machine that starts one name them. */
public final class LaunchErrors {
    /** The profile isn't stored. */
    public static final String EMR_PROFILE_NOT_FOUND = "io.github.emrlaunch.definitions.EmrProfileNotFoundException";

    /** The cluster configuration isn't stored. */
    public static final String CLUSTER_CONFIGURATION_NOT_FOUND =
            "io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException";

    /** What is stored is something else. */
    public static final String INVALID_DEFINITION = "io.github.emrlaunch.definitions.InvalidDefinitionException";

    /** The execution's input isn't what a launch takes. */
    public static final String INVALID_LAUNCH_INPUT = "io.github.emrlaunch.definitions.InvalidLaunchInputException";

    /** An override isn't allowed, out of bounds or of the wrong type. */
    public static final String INVALID_OVERRIDE = "io.github.emrlaunch.definitions.InvalidOverrideException";

    /** A cluster of that name runs, and the launch was to fail then. */
    public static final String CLUSTER_ALREADY_RUNNING = "io.github.emrlaunch.lambdas.ClusterAlreadyRunningException";

    /** A secret of the cluster doesn't exist. */
    public static final String SECRET_NOT_FOUND = "io.github.emrlaunch.lambdas.SecretNotFoundException";

    /** A secret of the cluster has another content than it must have. */
    public static final String INVALID_SECRET = "io.github.emrlaunch.lambdas.InvalidSecretException";

    /** The request has a member or a value that EMR doesn't know. */
    public static final String INVALID_CLUSTER_REQUEST = "io.github.emrlaunch.lambdas.InvalidClusterRequestException";

    /** EMR refused the launcher's request; its reason is in the cause. */
    public static final String CLUSTER_REFUSED = "io.github.emrlaunch.lambdas.ClusterRefusedException";

    /** The stored definitions now ask for what the deployed state machine wouldn't do. */
    public static final String LAUNCH_FUNCTION_OUTDATED = "io.github.emrlaunch.lambdas.LaunchFunctionOutdatedException";

    /** Throttling or a fault of AWS, after all retries. */
    public static final String AWS_UNAVAILABLE = "io.github.emrlaunch.lambdas.AwsUnavailableException";

    /** EMR refused the request; its reason is in the cause. */
    public static final String EMR_REFUSED = "EMR.AmazonElasticMapReduceException";

    /** The cluster didn't start; the cause has EMR's reason, and says so if the cluster could not be terminated. */
    public static final String CLUSTER_START_FAILED = "ClusterStartFailed";

    private LaunchErrors() {}
}
