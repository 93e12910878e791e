package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The concurrent and the queued job runs of applications, see <a
 * href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/applications-concurrency-queuing.html">job concurrency
 * and queuing</a>. An application without such a configuration runs all immediately.
 */
final class JobQueue {
    private static final int DEFAULT_MAXIMUM = 15;
    private static final int DEFAULT_TIMEOUT_MINUTES = 360;

    private final Map<Application, Set<JobRun>> admitted = new HashMap<>();
    private final Map<Application, Deque<JobRun>> waiting = new HashMap<>();

    static int timeoutMinutes(Application application) {
        return configuration(application).path("queueTimeoutMinutes").asInt(DEFAULT_TIMEOUT_MINUTES);
    }

    private static JsonNode configuration(Application application) {
        return application.settings().path("schedulerConfiguration");
    }

    private static int maximum(Application application) {
        JsonNode configuration = configuration(application);
        return configuration.isObject()
                ? configuration.path("maxConcurrentRuns").asInt(DEFAULT_MAXIMUM)
                : Integer.MAX_VALUE;
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                Checkpoints.ofCollections(admitted, HashSet::new), Checkpoints.ofCollections(waiting, ArrayDeque::new));
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    /** Returns whether a job run can start immediately. Otherwise it is queued. */
    synchronized boolean admits(JobRun run) {
        Set<JobRun> others = admitted.computeIfAbsent(run.application(), unused -> new HashSet<>());
        if (others.size() < maximum(run.application())) {
            return others.add(run);
        }
        waiting.computeIfAbsent(run.application(), unused -> new ArrayDeque<>()).add(run);
        return false;
    }

    /** Returns the job run that can start after another one has ended. */
    synchronized Optional<JobRun> after(JobRun ended) {
        Set<JobRun> others = admitted.getOrDefault(ended.application(), Set.of());
        Deque<JobRun> queue = waiting.getOrDefault(ended.application(), new ArrayDeque<>());
        queue.remove(ended);
        if (!others.contains(ended)) {
            return Optional.empty();
        }
        others.remove(ended);
        JobRun next = queue.poll();
        if (next != null) {
            others.add(next);
        }
        return Optional.ofNullable(next);
    }
}
