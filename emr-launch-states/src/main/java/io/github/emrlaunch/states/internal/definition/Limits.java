package io.github.emrlaunch.states.internal.definition;

import java.time.Duration;

/**
 * Limits of Step Functions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Step Functions service quotas</a>.
 */
public final class Limits {
    /** The maximum wait, interval or timeout. */
    public static final int MAXIMUM_SECONDS = 99_999_999;

    /** The maximum of MaxDelaySeconds: one year. */
    public static final int MAXIMUM_DELAY_SECONDS = 31_622_400;

    /** The maximum duration of an EXPRESS execution. */
    public static final int EXPRESS_SECONDS = 300;

    /** The maximum duration of an execution. */
    public static final Duration MAXIMUM_OPEN_TIME = Duration.ofDays(365);

    /** The period after its end in which an execution can be redriven. */
    public static final Duration REDRIVABLE = Duration.ofDays(14);

    /** The number of the last event, which is the failure of the execution. */
    public static final int MAXIMUM_EVENTS = 25_000;

    /** The maximum concurrency of an inline Map state. */
    public static final int INLINE_CONCURRENCY = 40;

    /** The maximum concurrency of child executions of a distributed Map state. */
    public static final int DISTRIBUTED_CONCURRENCY = 10_000;

    public static final int MAXIMUM_NAME_LENGTH = 80;

    public static final int MAXIMUM_LABEL_LENGTH = 40;

    /** The maximum size of all variables of an execution, in bytes. */
    public static final long MAXIMUM_VARIABLES = 10L * 1024 * 1024;

    private Limits() {}
}
