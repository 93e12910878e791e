package io.github.emrlaunch.definitions;

/**
 * The members of the payload that a state machine sends to the function that looks at a step of a cluster, when the task that added the
 * step did not tell of its success. It is the contract between the construct that writes the state machine and the handler.
 */
public final class StepLook {
    /** The id of the cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    /**
     * The step as it was handed to EMR, with {@code null} for each argument that nobody knows any more. By it the function tells a step from
     * others of the same name.
     */
    public static final String STEP = "Step";

    /** How often the step may be added again after it failed. */
    public static final String RETRIES = "Retries";

    /** What has become of the step so far, an object with the members below. */
    public static final String TRY = "Try";

    /** When the state that adds the step was entered. */
    public static final String SINCE = "Since";

    /** The name of the error of the task that added the step. */
    public static final String ERROR = "Error";

    /** The cause of that error. */
    public static final String CAUSE = "Cause";

    /** How often the step was added again after it failed; absent for 0. */
    public static final String RETRIED = "Retried";

    /** How often the step was added again after EMR did not take it; absent for 0. */
    public static final String ADDED_AGAIN = "AddedAgain";

    /** How often EMR was asked to cancel the step, after it took longer than it may; absent for 0. */
    public static final String CANCELS = "Cancels";

    /** Text with the ids of the steps that failed before; absent when there are none. */
    public static final String EARLIER = "Earlier";

    /** In the answer: the id of the step that completed. */
    public static final String STEP_ID = "StepId";

    private StepLook() {}
}
