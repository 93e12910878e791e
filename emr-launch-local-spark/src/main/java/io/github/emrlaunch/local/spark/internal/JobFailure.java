package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;

/** A failure of a job with a message for its author. */
public final class JobFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates a failure with a message for the author of the job. */
    public JobFailure(String message) {
        super(message);
    }
}
