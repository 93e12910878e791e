package io.github.emrlaunch.local.internal.emr;

import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults that tests plan for clusters and steps. A fault for the next cluster or step is used once; a fault for a name stays. */
public final class Faults {
    private final Deque<ClusterFault> next = new ArrayDeque<>();
    private final Map<String, List<ClusterFault>> byName = new HashMap<>();
    private final Map<String, Integer> throttledDescribes = new HashMap<>();
    private final Map<String, Deque<StepRun>> nextSteps = new HashMap<>();
    private final Map<String, StepRun> steps = new HashMap<>();
    private final Map<String, Duration> durations = new HashMap<>();

    /**
     * The planned behavior of a step.
     *
     * @param failure the message of the failure; null when the step completes
     * @param rule the planned duration; null when no test set one
     */
    record StepRun(
            @Nullable String failure,
            boolean hangs,
            @Nullable Duration rule) {
        private static final Duration DEFAULT = Duration.ofMinutes(1);
        private static final StepRun UNPLANNED = new StepRun(null, false, null);

        private static StepRun failing(String message) {
            return new StepRun(message, false, null);
        }

        /** Returns whether a test planned the outcome. */
        boolean isPlanned() {
            return hangs || failure != null;
        }

        /** Returns the duration when no job runs for the step. */
        Duration duration() {
            return durationOr(DEFAULT);
        }

        /** Returns the planned duration, or else the given one. */
        Duration durationOr(Duration other) {
            return rule == null ? other : rule;
        }
    }

    public synchronized void failNext(ClusterFault fault) {
        next.add(fault);
    }

    public synchronized void failNamed(String clusterName, ClusterFault fault) {
        byName.computeIfAbsent(clusterName, name -> new ArrayList<>()).add(fault);
    }

    /** Returns the faults of a cluster that is about to be created. */
    synchronized List<ClusterFault> take(String clusterName) {
        List<ClusterFault> faults = new ArrayList<>(byName.getOrDefault(clusterName, List.of()));
        ClusterFault one = next.poll();
        if (one != null) {
            faults.add(one);
        }
        return faults;
    }

    synchronized void throttle(String clusterId, int times) {
        throttledDescribes.merge(clusterId, times, Integer::sum);
    }

    synchronized void checkDescribe(String clusterId) {
        Integer left = throttledDescribes.get(clusterId);
        if (left != null && left > 0) {
            throttledDescribes.put(clusterId, left - 1);
            throw AwsException.client("ThrottlingException", "Rate exceeded");
        }
    }

    public synchronized void failStep(String name, String message) {
        plan(name, StepRun.failing(message));
    }

    public synchronized void failSteps(String name, String message) {
        steps.put(name, StepRun.failing(message));
    }

    public synchronized void hangStep(String name) {
        plan(name, new StepRun(null, true, null));
    }

    public synchronized void stepDuration(String name, Duration duration) {
        durations.put(name, duration);
    }

    /** Removes all faults. The planned durations of steps stay. */
    public synchronized void clear() {
        next.clear();
        byName.clear();
        throttledDescribes.clear();
        nextSteps.clear();
        steps.clear();
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                Checkpoints.of(next),
                Checkpoints.ofCollections(byName, ArrayList::new),
                Checkpoints.of(throttledDescribes),
                Checkpoints.ofCollections(nextSteps, ArrayDeque::new),
                Checkpoints.of(steps),
                Checkpoints.of(durations));
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    private void plan(String name, StepRun run) {
        nextSteps.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(run);
    }

    /** Returns the planned behavior of the step with this name that starts now. */
    synchronized StepRun takeStep(String name) {
        StepRun planned = nextSteps.getOrDefault(name, new ArrayDeque<>()).poll();
        StepRun run = planned == null ? steps.getOrDefault(name, StepRun.UNPLANNED) : planned;
        return new StepRun(run.failure(), run.hangs(), durations.get(name));
    }
}
