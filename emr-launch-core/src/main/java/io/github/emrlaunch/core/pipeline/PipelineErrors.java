package io.github.emrlaunch.core.pipeline;

/** The errors of a pipeline's own; besides them it ends with those of its launch and of its steps. */
public final class PipelineErrors {
    /** The input overrides an argument, or a step, that the pipeline doesn't have. Nothing was started. */
    public static final String UNKNOWN_STEP_ARGUMENT = "UnknownStepArgument";

    /**
     * The input's overrides of step arguments are no object of objects of texts, or the input is no object at all. Nothing was
     * started.
     */
    public static final String INVALID_STEP_ARGUMENTS = "InvalidStepArguments";

    /** No cluster of the name runs. */
    public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";

    private PipelineErrors() {}
}
