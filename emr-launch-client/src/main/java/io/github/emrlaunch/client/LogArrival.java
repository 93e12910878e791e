package io.github.emrlaunch.client;

/** The completeness of a log in S3 after it was followed. */
public enum LogArrival {
    /** The log is complete: it was written after the end. */
    WHOLE,
    /** The log was written before the end and has not changed since. It is complete if the program printed nothing more. */
    MAY_LACK_ITS_END,
    /** There is no log. */
    MISSING
}
