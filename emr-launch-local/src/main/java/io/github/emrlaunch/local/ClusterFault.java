package io.github.emrlaunch.local;

/** A fault that a test plans for a cluster. */
public sealed interface ClusterFault {
    /** RunJobFlow rejects the request with this error. */
    record Rejected(String errorCode, String message) implements ClusterFault {}

    /** The cluster stays in the state STARTING forever. */
    record NeverStarts() implements ClusterFault {}

    /** The cluster terminates with errors instead of leaving a state. */
    record Terminates(String state, String reasonCode, String message) implements ClusterFault {}

    /** The first DescribeCluster calls for the cluster are throttled. */
    record DescribeThrottled(int times) implements ClusterFault {}

    static ClusterFault rejected(String errorCode, String message) {
        return new Rejected(errorCode, message);
    }

    static ClusterFault neverStarts() {
        return new NeverStarts();
    }

    /**
     * Terminates the cluster with errors while it is STARTING.
     *
     * @param reasonCode a code of a <a
     *     href="https://docs.aws.amazon.com/emr/latest/APIReference/API_ClusterStateChangeReason.html">state change
     *     reason</a>, such as {@code INTERNAL_ERROR} or {@code INSTANCE_FAILURE}
     */
    static ClusterFault failsWhileStarting(String reasonCode, String message) {
        return new Terminates("STARTING", reasonCode, message);
    }

    /** Terminates the cluster with errors while it is BOOTSTRAPPING, for example with {@code BOOTSTRAP_FAILURE}. */
    static ClusterFault failsWhileBootstrapping(String reasonCode, String message) {
        return new Terminates("BOOTSTRAPPING", reasonCode, message);
    }

    static ClusterFault describeThrottled(int times) {
        return new DescribeThrottled(times);
    }
}
