package io.github.emrlaunch.states.internal.definition;

import java.time.Duration;

/**
 * Limits of Step Functions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Step Functions service quotas</a>.
 */
public final class Limits {
    /** The longest wait, interval or timeout. */
    public static final int MAXIMUM_SECONDS = 99_999_999;

    /** The longest MaxDelaySeconds: a year. */
    public static final int MAXIMUM_DELAY_SECONDS = 31_622_400;

    /** How long an execution of an EXPRESS machine runs at most. */
    public static final int EXPRESS_SECONDS = 300;

    /** How long after its start an execution may be open. */
    public static final Duration MAXIMUM_OPEN_TIME = Duration.ofDays(365);

    /** How long after its end an execution can be redriven. */
    public static final Duration REDRIVABLE = Duration.ofDays(14);

    /** The event with this number is the last one, and says that the execution failed. */
    public static final int MAXIMUM_EVENTS = 25_000;

    /** How many iterations of an inline Map state run at a time. */
    public static final int INLINE_CONCURRENCY = 40;

    /** How many child executions of a distributed Map state run at a time. */
    public static final int DISTRIBUTED_CONCURRENCY = 10_000;

    public static final int MAXIMUM_NAME_LENGTH = 80;

    public static final int MAXIMUM_LABEL_LENGTH = 40;

    /** All variables of an execution, in bytes. */
    public static final long MAXIMUM_VARIABLES = 10L * 1024 * 1024;

    private Limits() {}
}
