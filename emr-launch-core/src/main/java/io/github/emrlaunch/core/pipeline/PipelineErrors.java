package io.github.emrlaunch.core.pipeline;

/** The errors of a pipeline itself. Otherwise it ends with those of its launch and of its steps. */
public final class PipelineErrors {
    /**
     * The input is wrong, and nothing was started: it is no object; it overrides what the pipeline does not have, or by a value that is not allowed; it
     * starts from an unknown phase; a member's name is nearly a known one; or a value that a phase reads is missing or wrong.
     */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** No cluster of the name runs. */
    public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";

    /** EMR says that a step failed or was cancelled. The cause has the step's name, id and reason, and where its log is. */
    public static final String STEP_FAILED = "StepFailed";

    /** EMR did not take a step. The cause is EMR's. */
    public static final String STEP_REFUSED = "StepRefused";

    /**
     * Several steps of the cluster have the name, the jar and the arguments of one whose task failed, and were added at the same time, so that nobody
     * knows which is which. The cause has their ids.
     */
    public static final String STEP_AMBIGUOUS = "StepAmbiguous";

    /**
     * A step took longer than its timeout, and EMR was asked to cancel it. The cause says whether it has ended; its YARN application may run on, see
     * {@link EmrStep#withTimeout}.
     */
    public static final String STEP_TIMED_OUT = "StepTimedOut";

    /** Steps failed that the pipeline went on after; the cause names each. */
    public static final String STEPS_FAILED = "StepsFailed";

    private PipelineErrors() {}
}
