package io.github.emrlaunch.core.pipeline;

/** The errors of a pipeline itself. Otherwise it ends with those of its launch and of its steps. */
public final class PipelineErrors {
    /**
     * The input is no object, or overrides a step or an argument that the pipeline does not have, or by a value that is not allowed.
     * Nothing was started.
     */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** No cluster of the name runs. */
    public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";

    private PipelineErrors() {}
}
