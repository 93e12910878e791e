package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;

/** A job fails, and the message is what its author shall read. */
public final class JobFailure extends IOException {
    private static final long serialVersionUID = 1;

    /** With a message for the job's author. */
    public JobFailure(String message) {
        super(message);
    }
}
