package io.github.emrlaunch.core.pipeline;

/** The errors of a pipeline. A pipeline can also fail with the errors of its launch and of its steps. */
public final class PipelineErrors {
    /**
     * The input is invalid, and nothing was started: it is not an object; it overrides an unknown argument or sets a value that is not
     * allowed; it
     * starts from an unknown phase; a member's name is similar to a known one; or a value that a phase reads is missing or invalid.
     */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** No cluster with the name is running. */
    public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";

    /** EMR reports that a step failed or was cancelled. The cause has the step's name, id and reason, and the location of its log. */
    public static final String STEP_FAILED = "StepFailed";

    /** EMR refused a step. The cause is EMR's message. */
    public static final String STEP_REFUSED = "StepRefused";

    /**
     * Several steps of the cluster have the name, the jar and the arguments of a step whose task failed, and were added at the same time,
     * so the step cannot
     * be identified. The cause has their ids.
     */
    public static final String STEP_AMBIGUOUS = "StepAmbiguous";

    /**
     * A step took longer than its timeout, and its cancellation was requested. The cause shows whether it has ended. Its YARN application
     * may continue to run, see
     * {@link EmrStep#withTimeout}.
     */
    public static final String STEP_TIMED_OUT = "StepTimedOut";

    /** Steps with {@link EmrStep#continueOnFailure} failed. The cause names each. */
    public static final String STEPS_FAILED = "StepsFailed";

    private PipelineErrors() {}
}
