package io.github.emrlaunch.local.internal.emr;

import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the steps of a cluster as time goes by. What looks at several steps at once does so under the lock of their
 * cluster.
 */
final class StepRunner {
    private static final Duration UNTIL_CANCELLED = Duration.ofSeconds(15);

    private final VirtualClock clock;
    private final Faults faults;
    private final BiFunction<Cluster, Step, Optional<String>> obstacle;
    private final StepJobs jobs;
    private final Lifecycle lifecycle;

    /** @param obstacle why a step cannot run at all, for one that starts now */
    StepRunner(
            VirtualClock clock,
            Faults faults,
            BiFunction<Cluster, Step, Optional<String>> obstacle,
            StepJobs jobs,
            Lifecycle lifecycle) {
        this.clock = clock;
        this.faults = faults;
        this.obstacle = obstacle;
        this.jobs = jobs;
        this.lifecycle = lifecycle;
    }

    /** Starts what may start now, in the order of submission; a cluster that has nothing to do afterwards is idle. */
    void dispatch(Cluster cluster) {
        synchronized (cluster) {
            if (!cluster.state().isUp()) {
                return;
            }
            List<Step> steps = cluster.steps();
            long free = cluster.stepConcurrency()
                    - steps.stream().filter(step -> step.state().isUnderWay()).count();
            steps.stream()
                    .filter(step -> step.state() == StepState.PENDING)
                    .limit(Math.max(0, free))
                    .forEach(step -> start(cluster, step));
            if (steps.stream().allMatch(step -> step.state().hasEnded())) {
                lifecycle.stepsEnded(cluster);
            }
        }
    }

    private void start(Cluster cluster, Step step) {
        Instant start = clock.now();
        step.start(start);
        lifecycle.stepsRun(cluster);
        lifecycle.changed(cluster, step);
        Faults.StepRun run = faults.takeStep(step.name());
        Optional<String> failure = obstacle.apply(cluster, step).or(() -> Optional.ofNullable(run.failure()));
        if (failure.isEmpty() && !run.isPlanned() && jobs.arePresent()) {
            jobs.start(cluster, step, result -> plan(cluster, step, run, start, result));
        } else if (!run.hangs() || failure.isPresent()) {
            after(run.duration(), () -> finish(cluster, step, failure, notRun(failure)));
        }
    }

    /** What is remembered of a job that did not run because of what was planned for its step. */
    private @Nullable JobResult notRun(Optional<String> failure) {
        return jobs.arePresent()
                ? JobResult.simulated(
                        "It did not run, since its end was known: " + failure.orElse("the step completes"))
                : null;
    }

    /** Plans the end of a step whose job has ended: virtual time stood while it ran, or went on as real time does. */
    private void plan(Cluster cluster, Step step, Faults.StepRun run, Instant start, JobResult result) {
        Duration duration = result.outcome() == JobResult.Outcome.SIMULATED
                ? run.duration()
                : run.durationOr(result.duration().truncatedTo(ChronoUnit.MILLIS));
        Optional<String> failure =
                result.outcome() == JobResult.Outcome.FAILED ? Optional.of(result.message()) : Optional.empty();
        jobs.at(start.plus(duration), () -> finish(cluster, step, failure, result));
    }

    private void finish(Cluster cluster, Step step, Optional<String> failure, @Nullable JobResult job) {
        synchronized (cluster) {
            boolean isOver = step.state() != StepState.RUNNING;
            // A job that ran is recorded although its step was cancelled meanwhile.
            if (job != null && !(isOver && job.outcome() == JobResult.Outcome.SIMULATED)) {
                step.setJob(job);
            }
            if (isOver) {
                return;
            }
            if (failure.isPresent()) {
                step.fail(failure.get(), clock.now());
            } else {
                step.end(StepState.COMPLETED, "", clock.now());
            }
            lifecycle.changed(cluster, step);
            if (failure.isPresent()) {
                failed(cluster, step);
            }
            dispatch(cluster);
        }
    }

    /**
     * While several steps may run, a failure is no matter of the others. Otherwise it may end the cluster, unless that is
     * protected, or cancel what is pending, unless something else still runs.
     */
    private void failed(Cluster cluster, Step step) {
        if (cluster.stepConcurrency() > 1 || step.actionOnFailure().equals("CONTINUE")) {
            return;
        }
        boolean terminates = step.actionOnFailure().startsWith("TERMINATE");
        if (terminates && !cluster.isTerminationProtected()) {
            lifecycle.endAfterFailure(cluster);
            return;
        }
        boolean alone =
                cluster.steps().stream().noneMatch(other -> other.state().isUnderWay());
        if (alone) {
            endAll(cluster, "Cancelled because the step " + step.id() + " failed");
        }
    }

    /** Cancels a step that has not ended; one that runs is asked to end and takes a moment for it. */
    void cancel(Cluster cluster, Step step) {
        synchronized (cluster) {
            if (step.state() == StepState.PENDING) {
                end(cluster, step, "Cancelled by user");
            } else if (step.state() == StepState.RUNNING) {
                step.beginCancellation();
                lifecycle.changed(cluster, step);
                jobs.cancel(
                        step,
                        () -> after(UNTIL_CANCELLED, () -> {
                            synchronized (cluster) {
                                end(cluster, step, "Cancelled by user");
                                dispatch(cluster);
                            }
                        }));
            }
        }
    }

    /** Cancels everything at once. */
    void endAll(Cluster cluster, String why) {
        List<Step> steps = cluster.steps();
        steps.forEach(step -> end(cluster, step, why));
        // Time goes on when the last job is gone.
        steps.forEach(step -> jobs.cancel(step, () -> {}));
    }

    private void end(Cluster cluster, Step step, String why) {
        if (step.end(StepState.CANCELLED, why, clock.now())) {
            lifecycle.changed(cluster, step);
        }
    }

    /** A cluster is gone, and with it what its steps shared. */
    void clusterEnded(Cluster cluster) {
        jobs.clusterEnded(cluster);
    }

    private void after(Duration delay, Runnable event) {
        clock.scheduleProgress(clock.now().plus(delay), event);
    }
}
