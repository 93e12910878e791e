package io.github.emrlaunch.core.serverless;

/** The errors of a job function, as Retry and Catch of a state machine that starts one name them. */
public final class JobRunErrors {
    /** An override isn't allowed, out of bounds or of the wrong type; or the input is no object, or has a member that is nearly {@code JobRunOverrides}. Nothing was started. */
    public static final String INVALID_OVERRIDE = "InvalidOverride";

    /** The job run failed, was cancelled or ran out of time; the cause is its description as JSON. */
    public static final String JOB_RUN_FAILED = "JobRunFailed";

    private JobRunErrors() {}
}
