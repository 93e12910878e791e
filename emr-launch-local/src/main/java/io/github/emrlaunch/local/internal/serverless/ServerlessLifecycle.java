package io.github.emrlaunch.local.internal.serverless;

import io.github.emrlaunch.local.internal.serverless.Application.State;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What happens to applications and job runs as time goes by. */
final class ServerlessLifecycle {
    static final Duration UNTIL_CHANGED = Duration.ofSeconds(30);
    private static final Duration UNTIL_RUNNING = Duration.ofMinutes(1);
    private static final Duration JOB_RUN = Duration.ofMinutes(2);
    private static final int DEFAULT_IDLE_MINUTES = 15;
    private static final int DEFAULT_TIMEOUT_MINUTES = 720;

    /**
     * How a job run will end.
     *
     * @param failure null when it succeeds
     */
    private record Plan(@Nullable String failure, boolean hangs) {}

    private final VirtualClock clock;
    private final Predicate<Application> busy;
    private final Function<JobRun, Optional<String>> obstacles;
    private final Map<String, Deque<Plan>> plans = new HashMap<>();
    private final Map<String, Duration> durations = new HashMap<>();
    private final JobQueue queue = new JobQueue();

    /**
     * @param busy whether an application has job runs that have not ended
     * @param obstacles why a job run can't run
     */
    ServerlessLifecycle(VirtualClock clock, Predicate<Application> busy, Function<JobRun, Optional<String>> obstacles) {
        this.clock = clock;
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

    synchronized void clearFaults() {
        plans.clear();
    }

    synchronized void duration(String name, Duration duration) {
        durations.put(name, duration);
    }

    private synchronized Plan take(String name) {
        Plan plan = plans.getOrDefault(name, new ArrayDeque<>()).poll();
        return plan == null ? new Plan(null, false) : plan;
    }

    private synchronized Duration durationOf(String name) {
        return durations.getOrDefault(name, JOB_RUN);
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

    void delete(Application application) {
        advance(application, List.of(State.CREATED, State.STOPPED), State.TERMINATED);
    }

    /** Runs a job; the application is started for it or is started already. */
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
        int minutes = run.request().path("executionTimeoutMinutes").asInt(DEFAULT_TIMEOUT_MINUTES);
        if (minutes > 0) {
            unless(
                    Duration.ofMinutes(minutes),
                    () -> end(run, JobRun.State.CANCELLED, "Job run timed out after " + minutes + " minutes"));
        }
    }

    private void attempt(JobRun run, Optional<String> obstacle) {
        after(UNTIL_RUNNING, () -> {
            if (obstacle.isPresent()) {
                end(run, JobRun.State.FAILED, obstacle.get());
            } else if (run.advance(JobRun.State.RUNNING, "", clock.now())) {
                Plan plan = take(run.name());
                if (!plan.hangs()) {
                    after(durationOf(run.name()), () -> endAttempt(run, plan.failure()));
                }
            }
        });
    }

    private void endAttempt(JobRun run, @Nullable String failure) {
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
            after(UNTIL_CHANGED, () -> end(run, JobRun.State.CANCELLED, ""));
        }
    }

    private void end(JobRun run, JobRun.State state, String details) {
        boolean cancelling = run.state() == JobRun.State.CANCELLING && state != JobRun.State.CANCELLED;
        if (!cancelling && run.advance(state, details, clock.now())) {
            queue.after(run).ifPresent(this::begin);
            watchIdleness(run.application());
        }
    }

    /** Stops an application that nobody uses for so long. */
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
        int changes = application.changes();
        if (stops && application.state() == State.STARTED && !busy.test(application)) {
            unless(Duration.ofMinutes(minutes), () -> {
                if (application.changes() == changes && !busy.test(application)) {
                    stop(application);
                }
            });
        }
    }

    private boolean advance(Application application, List<State> from, State to) {
        return application.advance(from, to, clock.now());
    }

    /** What happens unless something else happens before: it is not what anybody waits for. */
    private void unless(Duration delay, Runnable event) {
        clock.schedule(clock.now().plus(delay), event);
    }

    private void after(Duration delay, Runnable event) {
        clock.scheduleProgress(clock.now().plus(delay), event);
    }
}
