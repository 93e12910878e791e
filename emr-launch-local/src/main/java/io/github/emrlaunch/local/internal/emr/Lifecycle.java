package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.internal.emr.Cluster.Reason;
import io.github.emrlaunch.local.time.VirtualClock;
import java.time.Duration;
import java.util.List;

/** What happens to a cluster as time goes by. */
final class Lifecycle {
    private static final Duration UNTIL_REFUSED = Duration.ofSeconds(20);
    private static final Duration UNTIL_FAILURE = Duration.ofMinutes(2);
    private static final Duration UNTIL_BOOTSTRAPPING = Duration.ofMinutes(4);
    private static final Duration UNTIL_READY = Duration.ofMinutes(4);
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Duration UNTIL_TERMINATED = Duration.ofMinutes(1);

    private final VirtualClock clock;

    Lifecycle(VirtualClock clock) {
        this.clock = clock;
    }

    /** Begins a cluster whose request was accepted. */
    void begin(Cluster cluster, List<ClusterFault> faults) {
        after(UNTIL_BOOTSTRAPPING, () -> bootstrap(cluster, faults));
        for (ClusterFault fault : faults) {
            if (fault instanceof ClusterFault.Terminates failure
                    && failure.state().equals(ClusterState.STARTING.name())) {
                after(UNTIL_FAILURE, () -> fail(cluster, new Reason(failure.reasonCode(), failure.message())));
            }
        }
    }

    /** A cluster whose request was accepted, but that EMR then finds to be impossible. */
    void refuse(Cluster cluster, String message) {
        after(UNTIL_REFUSED, () -> fail(cluster, new Reason("VALIDATION_ERROR", message)));
    }

    void terminate(Cluster cluster) {
        end(cluster, new Reason("USER_REQUEST", "Terminated by user request"), ClusterState.TERMINATED);
    }

    private void bootstrap(Cluster cluster, List<ClusterFault> faults) {
        boolean held = faults.stream().anyMatch(ClusterFault.NeverStarts.class::isInstance);
        Reason reason = new Reason(null, "Running bootstrap actions");
        if (held || !cluster.advance(ClusterState.STARTING, ClusterState.BOOTSTRAPPING, reason, clock.now())) {
            return;
        }
        after(UNTIL_READY, () -> ready(cluster));
        for (ClusterFault fault : faults) {
            if (fault instanceof ClusterFault.Terminates failure
                    && failure.state().equals(ClusterState.BOOTSTRAPPING.name())) {
                after(UNTIL_FAILURE, () -> fail(cluster, new Reason(failure.reasonCode(), failure.message())));
            }
        }
    }

    private void ready(Cluster cluster) {
        int steps = cluster.request().path("Steps").size();
        if (steps == 0) {
            idle(cluster, ClusterState.BOOTSTRAPPING, "Cluster ready to run steps.");
        } else if (cluster.advance(
                ClusterState.BOOTSTRAPPING, ClusterState.RUNNING, new Reason(null, "Running step"), clock.now())) {
            after(
                    STEP.multipliedBy(steps),
                    () -> idle(cluster, ClusterState.RUNNING, "Cluster ready after last step completed."));
        }
    }

    private void idle(Cluster cluster, ClusterState from, String message) {
        JsonNode request = cluster.request();
        boolean stays =
                request.get("Instances").path("KeepJobFlowAliveWhenNoSteps").asBoolean();
        if (!stays) {
            end(cluster, new Reason("ALL_STEPS_COMPLETED", "Steps completed"), ClusterState.TERMINATED);
        } else if (cluster.advance(from, ClusterState.WAITING, new Reason(null, message), clock.now())) {
            long timeout =
                    request.path("AutoTerminationPolicy").path("IdleTimeout").asLong();
            if (timeout > 0) {
                after(
                        Duration.ofSeconds(timeout),
                        () -> end(
                                cluster,
                                new Reason(
                                        "USER_REQUEST",
                                        "Terminated by auto-termination policy: the cluster was idle for " + timeout
                                                + " seconds"),
                                ClusterState.TERMINATED));
            }
        }
    }

    private void fail(Cluster cluster, Reason reason) {
        end(cluster, reason, ClusterState.TERMINATED_WITH_ERRORS);
    }

    private void end(Cluster cluster, Reason reason, ClusterState last) {
        if (cluster.beginTermination(reason)) {
            after(UNTIL_TERMINATED, () -> cluster.advance(ClusterState.TERMINATING, last, reason, clock.now()));
        }
    }

    private void after(Duration delay, Runnable event) {
        clock.schedule(clock.now().plus(delay), event);
    }
}
