package io.github.emrlaunch.core.serverless;

/** The errors of a job function, for Retry and Catch of a state machine that starts one. */
public final class JobRunErrors {
    /**
     * An override is not allowed, out of bounds or of the wrong type, or the input is not an object, or has a member with a name similar to
     * {@code JobRunOverrides}. Nothing was started.
     */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** The job run failed, was cancelled or timed out. The cause is its description as JSON. */
    public static final String JOB_RUN_FAILED = "JobRunFailed";

    private JobRunErrors() {}
}
