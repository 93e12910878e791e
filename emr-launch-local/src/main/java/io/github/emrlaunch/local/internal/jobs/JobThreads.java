package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of a service, each in a separate thread that is a worker of the clock: virtual time stands still while one runs.
 *
 * <p>Cancelling does not block: the caller passes an action that runs after the process has ended.
 */
public final class JobThreads implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final ServiceContext context;
    private final String name;
    private final Map<String, JobThread> running = new ConcurrentHashMap<>();
    private final Thread hook = new Thread(this::endAll, "jobs-shutdown");
    private @Nullable JobFolders folders;
    private boolean hooked;
    private boolean closed;

    /** @param name the name of the service's folder */
    public JobThreads(ServiceContext context, String name) {
        this.context = context;
        this.name = name;
    }

    /** Returns whether jobs can run. Otherwise all jobs are simulated. */
    public boolean arePresent() {
        return context.jobs() != null;
    }

    /**
     * Starts a job, unless the emulator is being closed. The clock knows the job when this method returns.
     *
     * @param id the id of the step or job run; only one of its jobs runs at a time
     * @param order creates the order in the thread of the job; its exceptions are failures of the job
     * @param ended receives the result in the thread of the job, before time passes; not for a cancelled job
     * @param cancelled receives the result of a cancelled job in the thread of the job, before time passes
     */
    public void start(String id, Supplier<JobOrder> order, Consumer<JobResult> ended, Consumer<JobResult> cancelled) {
        Jobs jobs = Objects.requireNonNull(context.jobs());
        JobThread job;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!hooked) {
                hooked = true;
                Runtime.getRuntime().addShutdownHook(hook);
            }
            JobCall runner = new JobCall(context, jobs, this::folders);
            // A later attempt has the same id, and may start in the thread of the previous one.
            job = new JobThread(
                    id, context.clock(), runner, order, ended, cancelled, ending -> running.remove(id, ending));
            running.put(id, job);
        }
        job.start();
    }

    private synchronized JobFolders folders() throws IOException {
        JobFolders own = folders;
        if (own == null) {
            own = JobFolders.below(context.directory().resolve("jobs"), name);
            folders = own;
        }
        return own;
    }

    /**
     * Stops a job.
     *
     * @param gone runs after all its processes have stopped: now, or in the thread of the job before time passes
     */
    public void cancel(String id, Runnable gone) {
        JobThread job = running.get(id);
        if (job == null || !job.cancel(gone)) {
            gone.run();
        }
    }

    /** Runs an action at this virtual time, or now if the time has passed. */
    public void at(Instant time, Runnable action) {
        if (time.isAfter(context.clock().now())) {
            context.clock().scheduleProgress(time, action);
        } else {
            action.run();
        }
    }

    /** Returns the time of the job with these credentials. */
    public Optional<JobTime> timeOf(String accessKeyId) {
        return running.values().stream()
                .filter(job -> job.hasKey(accessKeyId))
                .<JobTime>map(job -> job)
                .findFirst();
    }

    /** Starts no jobs from now on. */
    public synchronized void quiesce() {
        closed = true;
    }

    /** Stops all jobs and waits for their end. */
    @Override
    public void close() {
        quiesce();
        endAll();
        synchronized (this) {
            try {
                if (hooked) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
                if (folders != null) {
                    folders.close();
                }
            } catch (IllegalStateException | IOException shuttingDown) {
                // The shutdown hook runs anyway, and the lock of the folder ends with the JVM.
            }
        }
    }

    /** Returns the checkpoint without jobs: a restore stops all running jobs and deletes their files. */
    public Checkpoint checkpoint() {
        return new Checkpoint() {
            @Override
            public void endWork() {
                endAll();
            }

            @Override
            public void restore() {
                synchronized (JobThreads.this) {
                    closed = false;
                    if (folders != null) {
                        folders.clear();
                    }
                }
            }
        };
    }

    private void endAll() {
        List<JobThread> jobs = List.copyOf(running.values());
        jobs.forEach(job -> job.cancel(() -> {}));
        long deadline = System.nanoTime() + CLOSING.toNanos();
        jobs.forEach(job -> job.awaitGone(deadline));
    }

    /** Deletes a folder of the service's jobs, except files in use. */
    public synchronized void deleteFolder(String path) {
        if (folders != null) {
            folders.delete(path);
        }
    }
}
