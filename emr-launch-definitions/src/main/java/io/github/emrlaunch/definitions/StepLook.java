package io.github.emrlaunch.definitions;

/**
 * The members of the payload that a state machine sends to the function that polls a step of a cluster, after the task that added the
 * step did not report its success. It is the contract between the construct that creates the state machine and the handler.
 */
public final class StepLook {
    /** The id of the cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    /**
     * The step as it was sent to EMR, with {@code null} for each argument whose value is no longer known. The function uses it to
     * distinguish a step from
     * others with the same name.
     */
    public static final String STEP = "Step";

    /** The number of times that the step may be added again after it failed. */
    public static final String RETRIES = "Retries";

    /** The progress of the step, an object with the members below. */
    public static final String TRY = "Try";

    /** The time at which the state that adds the step was entered. */
    public static final String SINCE = "Since";

    /** The name of the error of the task that added the step. */
    public static final String ERROR = "Error";

    /** The cause of that error. */
    public static final String CAUSE = "Cause";

    /** The number of times that the step was added again after it failed; absent for 0. */
    public static final String RETRIED = "Retried";

    /** The number of times that the step was added again after EMR refused it; absent for 0. */
    public static final String ADDED_AGAIN = "AddedAgain";

    /** The number of requests to cancel the step after its timeout; absent for 0. */
    public static final String CANCELS = "Cancels";

    /** Text with the ids of the steps that failed earlier; absent if there are none. */
    public static final String EARLIER = "Earlier";

    /** The member of the result with the id of the completed step. */
    public static final String STEP_ID = "StepId";

    private StepLook() {}
}
