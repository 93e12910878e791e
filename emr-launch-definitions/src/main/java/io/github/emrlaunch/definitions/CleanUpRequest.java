package io.github.emrlaunch.definitions;

/**
 * The members of what the clean-up function is invoked with: the contract between the construct that writes rules and schedule,
 * and the handler.
 */
public final class CleanUpRequest {
    /** Of an event: Step Functions' own detail, of which {@code executionArn} and {@code startDate} are used. */
    public static final String DETAIL = "detail";

    /** Of an event about a pipeline: what the ARNs of its launches begin with. */
    public static final String LAUNCHES = "launches";

    /**
     * Of an event, and in {@link #SWEEP}: the ARN of the state machine that notifies, see {@link EndNotice}; absent where nobody is to
     * be notified.
     */
    public static final String NOTIFIER = "notifier";

    /** Of a sweep: what to sweep. */
    public static final String SWEEP = "sweep";

    /** Of a sweep: when the schedule was due, in ISO 8601. */
    public static final String TIME = "time";

    /** In {@link #SWEEP}: the name of the stack, which the tags of its clusters begin with. */
    public static final String STACK = "stack";

    /** In {@link #SWEEP}: the names of the state machines of whose ends somebody is notified. */
    public static final String MACHINES = "machines";

    /**
     * The environment variable with the launch functions whose clusters the clean-up leaves, as {@code NAMESPACE/NAME}, with commas
     * between them. No request says so, since whoever may invoke the function writes the request.
     */
    public static final String KEPT_VARIABLE = "EMR_LAUNCH_KEEP_CLUSTERS_OF";

    private CleanUpRequest() {}
}
