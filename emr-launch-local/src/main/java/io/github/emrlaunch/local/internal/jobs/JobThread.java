package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one job. Virtual time stands still while it runs, except for the requests of the job, see {@link JobTime}.
 *
 * <p>While its lock is held, only clock methods that run no events may be called.
 */
final class JobThread implements JobTime {
    private final VirtualClock clock;
    private final JobCall runner;
    private final Supplier<JobOrder> order;
    private final String id;
    private final Consumer<JobResult> ended;
    private final Consumer<JobResult> cancelled;
    private final Consumer<JobThread> ending;
    private final Thread thread;
    private final CountDownLatch gone = new CountDownLatch(1);
    private final List<Runnable> whenGone = new ArrayList<>();
    private VirtualClock.Worker worker;
    private String key = "";
    private boolean isRunning;
    private boolean isCancelled;
    private boolean isComplete;
    private boolean isPassing;
    private int released;

    /**
     * Creates the thread, which is already a worker of the clock.
     *
     * @param ended receives the result, unless the job was cancelled
     * @param cancelled receives the result of a cancelled job
     * @param ending always runs before the result is reported
     */
    JobThread(
            String id,
            VirtualClock clock,
            JobCall runner,
            Supplier<JobOrder> order,
            Consumer<JobResult> ended,
            Consumer<JobResult> cancelled,
            Consumer<JobThread> ending) {
        this.id = id;
        this.clock = clock;
        this.runner = runner;
        this.order = order;
        this.ended = ended;
        this.cancelled = cancelled;
        this.ending = ending;
        this.worker = clock.register();
        this.thread = new Thread(this::work, "job " + id);
        thread.setDaemon(true);
        worker.handTo(thread);
    }

    void start() {
        thread.start();
    }

    private void work() {
        currentWorker().use();
        try {
            JobResult result = runner.run(order, this);
            List<Runnable> actions = complete(result);
            ending.accept(this);
            actions.forEach(Runnable::run);
        } finally {
            gone.countDown();
            currentWorker().close();
        }
    }

    private synchronized VirtualClock.Worker currentWorker() {
        return worker;
    }

    /**
     * Starts the job. From now on, an interrupt stops it.
     *
     * @return false for a job that was already cancelled
     */
    synchronized boolean begin(String accessKeyId) {
        key = accessKeyId;
        isRunning = !isCancelled;
        return isRunning;
    }

    /** Ends the part that can be interrupted. The remaining work, such as writing logs, is short and must be completed. */
    synchronized void end() {
        isRunning = false;
        Thread.interrupted();
        if (released > 0) {
            // The request continues, and does not register the job again.
            worker = clock.register();
        }
        worker.use();
    }

    private synchronized List<Runnable> complete(JobResult result) {
        isComplete = true;
        Consumer<JobResult> told = isCancelled ? cancelled : ended;
        List<Runnable> actions = new ArrayList<>();
        actions.add(() -> told.accept(result));
        actions.addAll(whenGone);
        return actions;
    }

    /** Returns whether the job had not ended yet. If so, the action runs after its end. */
    synchronized boolean cancel(Runnable action) {
        if (isComplete) {
            return false;
        }
        isCancelled = true;
        whenGone.add(action);
        if (isRunning) {
            thread.interrupt();
        }
        return true;
    }

    /** Waits for the end of the job's process, also when it is interrupted. */
    void awaitGone(long deadline) {
        boolean interrupted = false;
        long left = deadline - System.nanoTime();
        while (left > 0) {
            try {
                if (gone.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean hasKey(String accessKeyId) {
        return isRunning && key.equals(accessKeyId);
    }

    @Override
    public String jobId() {
        return id;
    }

    @Override
    public Release release() {
        VirtualClock.Worker guest = clock.register();
        guest.use();
        VirtualClock.Worker own = beginRelease();
        if (own != null) {
            // The other worker is registered first, so there is always a busy worker.
            own.close();
        }
        return () -> {
            endRelease();
            guest.close();
        };
    }

    @Override
    public void pass() {
        VirtualClock.Worker own = beginPassing();
        if (own != null) {
            own.pass();
            endPassing();
        }
    }

    /** Returns the worker of the job, if it is active and no other request lets time pass for it. */
    private synchronized VirtualClock.@Nullable Worker beginPassing() {
        if (!isRunning || isPassing || released > 0) {
            return null;
        }
        isPassing = true;
        return worker;
    }

    private synchronized void endPassing() {
        isPassing = false;
    }

    /** Returns the worker of the job if it must still be closed; null when the job has ended or another request has closed it. */
    private synchronized VirtualClock.@Nullable Worker beginRelease() {
        released++;
        return isRunning && released == 1 ? worker : null;
    }

    private synchronized void endRelease() {
        released--;
        if (isRunning && released == 0) {
            worker = clock.register();
            worker.handTo(thread);
        }
    }
}
