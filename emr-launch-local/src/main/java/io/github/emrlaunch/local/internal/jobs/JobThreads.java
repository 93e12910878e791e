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
 * Runs the jobs of a service, each in a thread of its own that is a worker of the clock: virtual time stands while one runs.
 *
 * <p>Cancelling does not block: the caller passes an action that runs when the process has ended.
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

    /** @param name of the service's folder */
    public JobThreads(ServiceContext context, String name) {
        this.context = context;
        this.name = name;
    }

    /** Whether there is something that runs jobs; else all are simulated. */
    public boolean arePresent() {
        return context.jobs() != null;
    }

    /**
     * Starts a job, unless the emulator is being closed. The clock knows of it when this returns.
     *
     * @param id of the step or job run; one of its jobs runs at a time
     * @param order made in the job's thread; what it throws is why the job fails
     * @param ended told in the job's thread, before time goes on; not for a job that was cancelled
     * @param cancelled told the result of a job that was cancelled, in the job's thread, before time goes on
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
            // A later attempt has the same id, and may start in the thread of the one before.
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
     * Ends a job.
     *
     * @param gone runs when no process of it is left: now, or in the job's thread before time goes on
     */
    public void cancel(String id, Runnable gone) {
        JobThread job = running.get(id);
        if (job == null || !job.cancel(gone)) {
            gone.run();
        }
    }

    /** Runs an action at this virtual time: now if that has come. */
    public void at(Instant time, Runnable action) {
        if (time.isAfter(context.clock().now())) {
            context.clock().scheduleProgress(time, action);
        } else {
            action.run();
        }
    }

    /** The time of the job that has these credentials. */
    public Optional<JobTime> timeOf(String accessKeyId) {
        return running.values().stream()
                .filter(job -> job.hasKey(accessKeyId))
                .<JobTime>map(job -> job)
                .findFirst();
    }

    /** Starts no job from now on. */
    public synchronized void quiesce() {
        closed = true;
    }

    /** Ends all jobs, and waits until they are gone. */
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
                // The hook runs anyway, and the lock of the folder ends with the JVM.
            }
        }
    }

    /** That no job runs: all that do are ended, with their files. */
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

    /** Deletes a folder of the service's jobs, as far as nothing uses it any more. */
    public synchronized void deleteFolder(String path) {
        if (folders != null) {
            folders.delete(path);
        }
    }
}
