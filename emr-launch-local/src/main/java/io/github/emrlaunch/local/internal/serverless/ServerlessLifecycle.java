package io.github.emrlaunch.local.internal.serverless;

import io.github.emrlaunch.local.internal.serverless.Application.State;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.JobResult.Outcome;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lifecycle of applications and job runs in virtual time. */
final class ServerlessLifecycle {
    static final Duration UNTIL_CHANGED = Duration.ofSeconds(30);
    private static final Duration UNTIL_RUNNING = Duration.ofMinutes(1);
    private static final Duration JOB_RUN = Duration.ofMinutes(2);
    private static final int DEFAULT_IDLE_MINUTES = 15;
    private static final int DEFAULT_TIMEOUT_MINUTES = 720;
    /** The message of <a href="https://github.com/aws-samples/emr-serverless-samples/pull/17">observed failures</a>. */
    private static final String FAILED =
            "Job failed, please check complete logs in configured logging destination. ExitCode: %d. Last few"
                    + " exceptions: %s";

    /**
     * The planned outcome of a job run.
     *
     * @param failure the message of the failure; null when it succeeds
     */
    private record Plan(@Nullable String failure, boolean hangs) {
        private static final Plan NONE = new Plan(null, false);
    }

    private final VirtualClock clock;
    private final Predicate<Application> busy;
    private final Function<JobRun, Optional<String>> obstacles;
    private final RunJobs jobs;
    private final Map<String, Deque<Plan>> plans = new HashMap<>();
    private final Map<String, Duration> durations = new HashMap<>();
    private final JobQueue queue = new JobQueue();

    /**
     * @param busy returns whether an application has job runs that have not ended
     * @param obstacles returns the reason why a job run can't run
     */
    ServerlessLifecycle(
            VirtualClock clock,
            Predicate<Application> busy,
            Function<JobRun, Optional<String>> obstacles,
            RunJobs jobs) {
        this.clock = clock;
        this.jobs = jobs;
        this.obstacles = obstacles;
        this.busy = busy;
    }

    synchronized void fail(String name, String details) {
        plan(name, new Plan(details, false));
    }

    synchronized void hang(String name) {
        plan(name, new Plan(null, true));
    }

    private void plan(String name, Plan plan) {
        plans.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(plan);
    }

    /** Returns a checkpoint of the planned outcomes and of the queued job runs. */
    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(
                Checkpoints.ofCollections(plans, ArrayDeque::new), Checkpoints.of(durations), queue.checkpoint());
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    synchronized void clearFaults() {
        plans.clear();
    }

    synchronized void duration(String name, Duration duration) {
        durations.put(name, duration);
    }

    private synchronized Plan take(String name) {
        Plan plan = plans.getOrDefault(name, new ArrayDeque<>()).poll();
        return plan == null ? Plan.NONE : plan;
    }

    /** Returns the duration of a job run: the planned duration for its name, or else the given one. */
    private synchronized Duration durationOf(String name, Duration other) {
        return durations.getOrDefault(name, other);
    }

    void create(Application application) {
        after(UNTIL_CHANGED, () -> advance(application, List.of(State.CREATING), State.CREATED));
    }

    boolean start(Application application) {
        if (!advance(application, List.of(State.CREATED, State.STOPPED), State.STARTING)) {
            return false;
        }
        after(UNTIL_CHANGED, () -> {
            advance(application, List.of(State.STARTING), State.STARTED);
            watchIdleness(application);
        });
        return true;
    }

    void stop(Application application) {
        if (advance(application, List.of(State.STARTED), State.STOPPING)) {
            after(UNTIL_CHANGED, () -> advance(application, List.of(State.STOPPING), State.STOPPED));
        }
    }

    boolean abandon(Application application) {
        return advance(application, List.of(State.CREATING), State.TERMINATED);
    }

    void delete(Application application) {
        advance(application, List.of(State.CREATED, State.STOPPED), State.TERMINATED);
    }

    /** Runs a job. The application is started for it unless it is already started. */
    void run(JobRun run) {
        if (queue.admits(run)) {
            begin(run);
        } else if (run.advance(JobRun.State.QUEUED, "", clock.now())) {
            int minutes = JobQueue.timeoutMinutes(run.application());
            unless(Duration.ofMinutes(minutes), () -> {
                if (run.state() == JobRun.State.QUEUED) {
                    end(run, JobRun.State.CANCELLED, "Job run timed out in the queue after " + minutes + " minutes");
                }
            });
        }
    }

    private void begin(JobRun run) {
        if (!run.advance(JobRun.State.SCHEDULED, "", clock.now())) {
            return;
        }
        attempt(run, obstacles.apply(run));
        int minutes = timeoutMinutes(run);
        if (minutes > 0) {
            unless(
                    Duration.ofMinutes(minutes),
                    () -> end(run, JobRun.State.CANCELLED, "Job run timed out after " + minutes + " minutes"));
        }
    }

    /** Returns the timeout in minutes; 0 for none. */
    private static int timeoutMinutes(JobRun run) {
        return run.request().path("executionTimeoutMinutes").asInt(DEFAULT_TIMEOUT_MINUTES);
    }

    private void attempt(JobRun run, Optional<String> obstacle) {
        after(UNTIL_RUNNING, () -> {
            if (obstacle.isPresent()) {
                end(run, JobRun.State.FAILED, obstacle.get());
            } else if (run.advance(JobRun.State.RUNNING, "", clock.now())) {
                Plan plan = take(run.name());
                if (plan.equals(Plan.NONE) && jobs.arePresent()) {
                    runJob(run, clock.now());
                } else if (!plan.hangs()) {
                    after(durationOf(run.name(), JOB_RUN), () -> endAttempt(run, plan.failure(), notRun()));
                }
            }
        });
    }

    /** Returns the result of a job that did not run, because a test planned the outcome of its job run. */
    private @Nullable JobResult notRun() {
        return jobs.arePresent() ? JobResult.simulated("It did not run, because its outcome was planned") : null;
    }

    private void runJob(JobRun run, Instant start) {
        int minutes = timeoutMinutes(run);
        @Nullable Duration timeout = minutes > 0 ? Duration.ofMinutes(minutes) : null;
        if (run.request().path("mode").asText().equals("STREAMING")) {
            // The job would not end.
            planEnd(run, start, JobResult.simulated("Job runs with the mode STREAMING do not run here"));
        } else {
            jobs.start(run, timeout, result -> {
                boolean isOver = timeout != null && result.duration().compareTo(timeout) >= 0;
                if (isOver && result.outcome() == Outcome.FAILED) {
                    // EMR Serverless stops it at its timeout, which is planned.
                    run.setJob(result);
                } else {
                    planEnd(run, start, result);
                }
            });
        }
    }

    /** Plans the end of an attempt. During its job, virtual time stood still, or passed like real time. */
    private void planEnd(JobRun run, Instant start, JobResult result) {
        Duration duration = result.outcome() == Outcome.SIMULATED
                ? JOB_RUN
                : result.duration().truncatedTo(ChronoUnit.MILLIS);
        Instant end = start.plus(durationOf(run.name(), duration));
        int exitCode = result.exitCode() == null ? 1 : result.exitCode();
        @Nullable String failure = result.outcome() == Outcome.FAILED ? FAILED.formatted(exitCode, result.message()) : null;
        jobs.at(end, () -> endAttempt(run, failure, result));
    }

    private void endAttempt(JobRun run, @Nullable String failure, @Nullable JobResult job) {
        if (job != null) {
            run.setJob(job);
        }
        if (failure == null) {
            end(run, JobRun.State.SUCCESS, "");
        } else if (run.tryAgain(failure, clock.now())) {
            attempt(run, Optional.empty());
        } else {
            end(run, JobRun.State.FAILED, failure);
        }
    }

    void cancel(JobRun run) {
        if (run.advance(JobRun.State.CANCELLING, "", clock.now())) {
            jobs.cancel(run, () -> after(UNTIL_CHANGED, () -> end(run, JobRun.State.CANCELLED, "")));
        }
    }

    private void end(JobRun run, JobRun.State state, String details) {
        boolean cancelling = run.state() == JobRun.State.CANCELLING && state != JobRun.State.CANCELLED;
        if (!cancelling && run.advance(state, details, clock.now())) {
            jobs.cancel(run, () -> {});
            queue.after(run).ifPresent(this::begin);
            watchIdleness(run.application());
        }
    }

    /** Stops an application that is idle for its timeout from now on. */
    private void watchIdleness(Application application) {
        boolean stops = application
                .settings()
                .path("autoStopConfiguration")
                .path("enabled")
                .asBoolean(true);
        int minutes = application
                .settings()
                .path("autoStopConfiguration")
                .path("idleTimeoutMinutes")
                .asInt(DEFAULT_IDLE_MINUTES);
        int period = application.beginIdlePeriod();
        if (stops && application.state() == State.STARTED && !busy.test(application)) {
            unless(Duration.ofMinutes(minutes), () -> {
                if (application.isIdlePeriod(period) && !busy.test(application)) {
                    stop(application);
                }
            });
        }
    }

    private boolean advance(Application application, List<State> from, State to) {
        return application.advance(from, to, clock.now());
    }

    /** Plans a passive event: virtual time does not pass because of it. */
    private void unless(Duration delay, Runnable event) {
        clock.schedule(clock.now().plus(delay), event);
    }

    private void after(Duration delay, Runnable event) {
        clock.scheduleProgress(clock.now().plus(delay), event);
    }
}
