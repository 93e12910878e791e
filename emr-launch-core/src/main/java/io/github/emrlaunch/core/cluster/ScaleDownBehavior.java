package io.github.emrlaunch.core.cluster;

/**
 * When an instance goes that a shrinking cluster doesn't need any more.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-scaledown-behavior.html">Scale-down</a>
 */
public enum ScaleDownBehavior {
    /** When its tasks are done. */
    TERMINATE_AT_TASK_COMPLETION,
    /** When the hour ends that it was billed for; releases 5.1.0 to 5.9.1 only. */
    TERMINATE_AT_INSTANCE_HOUR
}
