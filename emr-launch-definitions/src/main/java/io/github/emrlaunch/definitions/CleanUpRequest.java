package io.github.emrlaunch.definitions;

/**
 * The members of what the clean-up function is invoked with: the contract between the construct that writes rules and schedule,
 * and the handler.
 */
public final class CleanUpRequest {
    /** Of an event: Step Functions' own detail, of which {@code executionArn}, {@code status} and {@code startDate} are used. */
    public static final String DETAIL = "detail";

    /** Of an event about a pipeline: what the ARNs of its launches begin with. */
    public static final String LAUNCHES = "launches";

    /** Of an event: the ARN of the topic that is told of failures; absent for none. */
    public static final String FAILURE_TOPIC = "failureTopic";

    /** Of a sweep: what to sweep. */
    public static final String SWEEP = "sweep";

    /** Of a sweep: when the schedule was due, in ISO 8601. */
    public static final String TIME = "time";

    /** In {@link #SWEEP}: the name of the stack, which the tags of its clusters begin with. */
    public static final String STACK = "stack";

    /** In {@link #SWEEP}: by the ARN of a topic, the names of the state machines whose failures it is told of. */
    public static final String FAILURE_TOPICS = "failureTopics";

    private CleanUpRequest() {}
}
