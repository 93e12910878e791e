package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.internal.emr.Cluster.Reason;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** The lifecycle of a cluster in virtual time. */
final class Lifecycle {
    /** The timeout of a policy without a timeout. Believed: the default of the console. */
    private static final long DEFAULT_IDLE_SECONDS = 3_600;

    private static final Duration UNTIL_REFUSED = Duration.ofSeconds(20);
    private static final Duration UNTIL_FAILURE = Duration.ofMinutes(2);
    private static final Duration UNTIL_BOOTSTRAPPING = Duration.ofMinutes(4);
    private static final Duration UNTIL_READY = Duration.ofMinutes(4);
    private static final Duration UNTIL_TERMINATED = Duration.ofMinutes(1);

    private final VirtualClock clock;
    private final EmrEvents events;
    private final StepRunner steps;

    /** @param obstacle returns the reason why a step that starts now cannot run */
    Lifecycle(
            VirtualClock clock,
            Faults faults,
            BiFunction<Cluster, Step, Optional<String>> obstacle,
            StepJobs jobs,
            EmrEvents events) {
        this.clock = clock;
        this.events = events;
        this.steps = new StepRunner(clock, faults, obstacle, jobs, this);
    }

    StepRunner steps() {
        return steps;
    }

    /** Starts a cluster whose request was accepted. */
    void begin(Cluster cluster, List<ClusterFault> faults) {
        changed(cluster);
        after(UNTIL_BOOTSTRAPPING, () -> bootstrap(cluster, faults));
        for (ClusterFault fault : faults) {
            if (fault instanceof ClusterFault.Terminates failure
                    && failure.state().equals(ClusterState.STARTING.name())) {
                after(UNTIL_FAILURE, () -> fail(cluster, new Reason(failure.reasonCode(), failure.message())));
            }
        }
    }

    /** Terminates a cluster whose request was accepted but that EMR then cannot start. */
    void refuse(Cluster cluster, String message) {
        changed(cluster);
        after(UNTIL_REFUSED, () -> fail(cluster, new Reason("VALIDATION_ERROR", message)));
    }

    void terminate(Cluster cluster) {
        end(cluster, new Reason("USER_REQUEST", "Terminated by user request"), ClusterState.TERMINATED);
    }

    private void bootstrap(Cluster cluster, List<ClusterFault> faults) {
        boolean held = faults.stream().anyMatch(ClusterFault.NeverStarts.class::isInstance);
        if (held || !advance(cluster, ClusterState.STARTING, ClusterState.BOOTSTRAPPING, "Running bootstrap actions")) {
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
        synchronized (cluster) {
            if (cluster.steps().stream().allMatch(step -> step.state().hasEnded())) {
                idle(cluster, ClusterState.BOOTSTRAPPING);
            } else if (advance(cluster, ClusterState.BOOTSTRAPPING, ClusterState.RUNNING, "Running step")) {
                steps.dispatch(cluster);
            }
        }
    }

    /** Handles the start of a step: a WAITING cluster is RUNNING. */
    void stepsRun(Cluster cluster) {
        advance(cluster, ClusterState.WAITING, ClusterState.RUNNING, "Running step");
    }

    /** Handles the end of the last step: a RUNNING cluster becomes idle. */
    void stepsEnded(Cluster cluster) {
        idle(cluster, ClusterState.RUNNING);
    }

    void endAfterFailure(Cluster cluster) {
        fail(cluster, new Reason("STEP_FAILURE", "Shut down as step failed"));
    }

    private void idle(Cluster cluster, ClusterState from) {
        if (cluster.state() != from) {
            return;
        }
        if (!cluster.isKeptAlive()) {
            boolean failed = cluster.steps().stream().anyMatch(step -> step.state() == StepState.FAILED);
            if (failed) {
                fail(cluster, new Reason("STEP_FAILURE", "Steps completed with errors"));
            } else {
                end(cluster, new Reason("ALL_STEPS_COMPLETED", "Steps completed"), ClusterState.TERMINATED);
            }
        } else if (advance(cluster, from, ClusterState.WAITING, idleMessage(cluster))) {
            watchIdleness(cluster);
        }
    }

    private static String idleMessage(Cluster cluster) {
        return cluster.steps().stream()
                .max(Comparator.comparing(Step::lastChange))
                .map(step ->
                        "Cluster ready after last step " + step.state().name().toLowerCase(Locale.ROOT) + ".")
                .orElse("Cluster ready to run steps.");
    }

    /** Terminates a cluster according to its auto-termination policy. A policy that is set later counts from that time. */
    void watchIdleness(Cluster cluster) {
        long timeout = idleTimeout(cluster);
        int period = cluster.idlePeriods();
        if (timeout > 0 && cluster.state() == ClusterState.WAITING) {
            clock.schedule(clock.now().plusSeconds(timeout), () -> {
                boolean idleSince = cluster.state() == ClusterState.WAITING && cluster.idlePeriods() == period;
                if (idleSince && idleTimeout(cluster) == timeout) {
                    end(
                            cluster,
                            new Reason(
                                    "USER_REQUEST",
                                    "Terminated by auto-termination policy: the cluster was idle for " + timeout
                                            + " seconds"),
                            ClusterState.TERMINATED);
                }
            });
        }
    }

    /** Returns the idle timeout in seconds; 0 without a policy. */
    private static long idleTimeout(Cluster cluster) {
        JsonNode policy = cluster.autoTermination();
        return policy.isObject() ? policy.path("IdleTimeout").asLong(DEFAULT_IDLE_SECONDS) : 0;
    }

    /** Completes a resize after some time. */
    void resize(Cluster cluster, String instancesId, Resize resize) {
        cluster.setResize(instancesId, resize);
        after(UNTIL_FAILURE, () -> {
            if (cluster.resize(instancesId).filter(resize::equals).isPresent()) {
                cluster.setResize(instancesId, resize.completed());
            }
        });
    }

    private void fail(Cluster cluster, Reason reason) {
        end(cluster, reason, ClusterState.TERMINATED_WITH_ERRORS);
    }

    private void end(Cluster cluster, Reason reason, ClusterState last) {
        synchronized (cluster) {
            if (cluster.beginTermination(reason)) {
                changed(cluster);
                after(UNTIL_TERMINATED, () -> {
                    if (cluster.advance(ClusterState.TERMINATING, last, reason, clock.now())) {
                        steps.clusterEnded(cluster);
                        changed(cluster);
                    }
                });
                // The end was planned before: time passes again after the last job has stopped.
                steps.endAll(cluster, "Job terminated");
            }
        }
    }

    private boolean advance(Cluster cluster, ClusterState from, ClusterState to, String message) {
        boolean advanced = cluster.advance(from, to, new Reason(null, message), clock.now());
        if (advanced) {
            changed(cluster);
        }
        return advanced;
    }

    private void changed(Cluster cluster) {
        events.changed(cluster);
    }

    /** Handles the new state of a step. */
    void changed(Cluster cluster, Step step) {
        events.changed(cluster, step);
    }

    private void after(Duration delay, Runnable event) {
        clock.scheduleProgress(clock.now().plus(delay), event);
    }
}
