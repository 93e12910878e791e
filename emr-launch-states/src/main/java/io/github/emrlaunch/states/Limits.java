package io.github.emrlaunch.states;

/** Limits that Step Functions sets. */
final class Limits {
    /** The longest wait, interval or timeout. */
    static final int MAXIMUM_SECONDS = 99_999_999;

    /** The longest MaxDelaySeconds: a year. */
    static final int MAXIMUM_DELAY_SECONDS = 31_622_400;

    /** The event with this number is the last one, and says that the execution failed. */
    static final int MAXIMUM_EVENTS = 25_000;

    /** How many iterations of an inline Map state run at a time. */
    static final int MAXIMUM_CONCURRENCY = 40;

    static final int MAXIMUM_NAME_LENGTH = 80;

    private Limits() {}
}
