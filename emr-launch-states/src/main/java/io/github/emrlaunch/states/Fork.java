package io.github.emrlaunch.states;

import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that run side by side, each in a thread of its own. The first that fails cancels the others. The thread that
 * waits for them doesn't count as busy meanwhile; all workers are registered before the first thread starts, and the
 * last line to end wakes the waiting one before it leaves the clock, so no time passes in between.
 */
final class Fork {
    /** What one of the lines does. */
    interface Branch {
        void run(int index, Line line) throws StatesError, InterruptedException;
    }

    private final Run run;
    private final VirtualClock.Worker parentWorker;
    private final Line parent;
    private final Branch branch;
    private final VirtualClock.Signal decided;
    private final VirtualClock.Signal ended;
    private final List<Child> children = new ArrayList<>();
    private int running;
    private long decisiveEvent;
    private @Nullable Throwable failure;

    private record Child(VirtualClock.Worker worker, Thread thread) {}

    Fork(Run run, VirtualClock.Worker parentWorker, Line parent, Branch branch) {
        this.run = run;
        this.parentWorker = parentWorker;
        this.parent = parent;
        this.branch = branch;
        this.decided = run.clock().signal();
        this.ended = run.clock().signal();
    }

    /** Runs so many lines and waits for them; the parent line goes on from the event that decided the outcome. */
    void run(int lines) throws StatesError, InterruptedException {
        if (lines == 0) {
            return;
        }
        start(lines);
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

    private void start(int lines) {
        running = lines;
        String name = Thread.currentThread().getName();
        for (int i = 0; i < lines; i++) {
            int index = i;
            VirtualClock.Worker worker = run.clock().register();
            Thread thread = new Thread(
                    () -> {
                        try (worker) {
                            runLine(index, parent.child(worker));
                        }
                    },
                    name + "/" + i);
            thread.setDaemon(true);
            children.add(new Child(worker, thread));
        }
        children.forEach(child -> child.thread.start());
    }

    private void runLine(int index, Line line) {
        Throwable problem = null;
        try {
            branch.run(index, line);
        } catch (StatesError | InterruptedException | RuntimeException | Error e) {
            problem = e;
        }
        settle(line.lastEvent(), problem);
    }

    /** The first failure decides, or else the last line to end. */
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

    /** Interrupts all lines and waits for them, so that none of them does anything after this state has ended. */
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
