package io.github.emrlaunch.states.internal.execution;

import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Branches that run concurrently, each in a separate thread. The first failure cancels the other branches. The thread that
 * waits for them does not count as busy. All workers are registered before the first thread starts, and the
 * last branch wakes the waiting thread before it leaves the clock, so no time passes in between.
 */
final class Fork {
    /** The work of the branches. */
    interface Branches {
        /** Returns the runner of a branch, created in the thread that forks. */
        BranchRunner runner(int index, VirtualClock.Worker worker);

        void run(int index, BranchRunner runner) throws StatesError, InterruptedException;
    }

    private final VirtualClock clock;
    private final VirtualClock.Worker parentWorker;
    private final BranchRunner parent;
    private final Branches branches;
    private final VirtualClock.Signal decided;
    private final VirtualClock.Signal ended;
    private final List<Child> children = new ArrayList<>();
    private int running;
    private long decisiveEvent;
    private @Nullable Throwable failure;

    private record Child(VirtualClock.Worker worker, Thread thread) {}

    Fork(VirtualClock clock, VirtualClock.Worker parentWorker, BranchRunner parent, Branches branches) {
        this.clock = clock;
        this.parentWorker = parentWorker;
        this.parent = parent;
        this.branches = branches;
        this.decided = clock.signal();
        this.ended = clock.signal();
    }

    /** Runs this number of branches and waits for them. The parent continues from the event that decided the outcome. */
    void run(int count) throws StatesError, InterruptedException {
        if (count == 0) {
            return;
        }
        start(count);
        try {
            parentWorker.await(decided);
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (failure() != null) {
            cancel();
        }
        parent.continueFrom(decisiveEvent());
        rethrow(failure());
    }

    private void start(int count) {
        running = count;
        String name = Thread.currentThread().getName();
        for (int i = 0; i < count; i++) {
            int index = i;
            VirtualClock.Worker worker = clock.register();
            BranchRunner runner = branches.runner(index, worker);
            Thread thread = new Thread(
                    () -> {
                        worker.use();
                        try (worker) {
                            runBranch(index, runner);
                        }
                    },
                    name + "/" + i);
            thread.setDaemon(true);
            worker.handTo(thread);
            children.add(new Child(worker, thread));
        }
        children.forEach(child -> child.thread.start());
    }

    private void runBranch(int index, BranchRunner runner) {
        Throwable problem = null;
        try {
            branches.run(index, runner);
        } catch (StatesError | InterruptedException | RuntimeException | Error e) {
            problem = e;
        }
        settle(runner.lastEvent(), problem);
    }

    /** Records the outcome: the first failure, or else the end of the last branch. */
    private synchronized void settle(long event, @Nullable Throwable problem) {
        running--;
        if (failure == null) {
            failure = problem;
            decisiveEvent = event;
        }
        if (problem != null || running == 0) {
            decided.raise();
        }
        if (running == 0) {
            ended.raise();
        }
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized long decisiveEvent() {
        return decisiveEvent;
    }

    /** Interrupts all branches and waits for them, so that they do not do anything after this state has ended. */
    private void cancel() {
        children.forEach(child -> child.worker.interrupt(child.thread));
        boolean interrupted = false;
        boolean waiting = true;
        while (waiting) {
            try {
                parentWorker.await(ended);
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws StatesError, InterruptedException {
        if (failure instanceof StatesError error) {
            throw error;
        }
        if (failure instanceof InterruptedException interruption) {
            throw interruption;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
