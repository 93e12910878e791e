package io.github.emrlaunch.core.cluster;

/**
 * The time at which a cluster that shrinks terminates an instance.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-scaledown-behavior.html">Scale-down</a>
 */
public enum ScaleDownBehavior {
    /** When its tasks are complete. */
    TERMINATE_AT_TASK_COMPLETION,
    /** At the end of its billing hour; releases 5.1.0 to 5.9.1 only. */
    TERMINATE_AT_INSTANCE_HOUR
}
