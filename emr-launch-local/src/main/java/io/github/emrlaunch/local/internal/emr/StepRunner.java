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
 * Runs the steps of a cluster in virtual time. Code that reads several steps at once holds the lock of their
 * cluster.
 */
final class StepRunner {
    private static final Duration UNTIL_CANCELLED = Duration.ofSeconds(15);

    private final VirtualClock clock;
    private final Faults faults;
    private final BiFunction<Cluster, Step, Optional<String>> obstacle;
    private final StepJobs jobs;
    private final Lifecycle lifecycle;

    /** @param obstacle returns the reason why a step that starts now cannot run */
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

    /** Starts the steps that can start now, in the order of submission. A cluster without remaining work becomes idle. */
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

    /** Returns the result of a job that did not run, because a test planned the outcome of its step. */
    private @Nullable JobResult notRun(Optional<String> failure) {
        return jobs.arePresent()
                ? JobResult.simulated(
                        "It did not run, because its outcome was known: " + failure.orElse("the step completes"))
                : null;
    }

    /** Plans the end of a step whose job has ended. During the job, virtual time stood still, or passed like real time. */
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
            // The result of a job is recorded even when its step was cancelled meanwhile.
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
     * Handles a failed step. When several steps can run concurrently, a failure does not affect the others. Otherwise it can terminate
     * the
     * cluster, unless the cluster is protected, or cancel the pending steps, unless another step is still running.
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

    /** Cancels a step that has not ended. A running step is stopped, which takes a moment. */
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

    /** Cancels all steps immediately. */
    void endAll(Cluster cluster, String why) {
        List<Step> steps = cluster.steps();
        steps.forEach(step -> end(cluster, step, why));
        // Time passes again after the last job has stopped.
        steps.forEach(step -> jobs.cancel(step, () -> {}));
    }

    private void end(Cluster cluster, Step step, String why) {
        if (step.end(StepState.CANCELLED, why, clock.now())) {
            lifecycle.changed(cluster, step);
        }
    }

    /** Handles the end of a cluster: deletes the shared data of its steps. */
    void clusterEnded(Cluster cluster) {
        jobs.clusterEnded(cluster);
    }

    private void after(Duration delay, Runnable event) {
        clock.scheduleProgress(clock.now().plus(delay), event);
    }
}
