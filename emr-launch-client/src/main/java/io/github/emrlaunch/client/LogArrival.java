package io.github.emrlaunch.client;

/** Whether a log that was followed is complete in S3. */
public enum LogArrival {
    /** All of it: what is there was written after the end. */
    WHOLE,
    /** What is there was written before the end, and nothing came since. It may be all, if nothing more was printed. */
    MAY_LACK_ITS_END,
    /** Nothing. */
    MISSING
}
