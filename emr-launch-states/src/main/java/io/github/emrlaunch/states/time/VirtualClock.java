package io.github.emrlaunch.states.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when nothing is left to do. Threads that do work register as {@link Worker}s; while one of
 * them is busy, time stands still. When all of them sleep, the clock jumps to the earliest wake-up and runs the
 * {@linkplain #schedule(Instant, Runnable) events} that lie on the way. No method waits in real time for virtual time
 * to pass.
 */
public final class VirtualClock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stoppedMoving = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Event.ORDER);
    private final PriorityQueue<Parking> sleepers = new PriorityQueue<>(Parking.ORDER);
    private Instant now;
    private long sequence;
    private int busy;
    private @Nullable Thread mover;

    /** A clock that starts at the machine's time, in whole milliseconds. */
    public VirtualClock() {
        this(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** A clock that stands at this time. */
    public VirtualClock(Instant start) {
        this.now = start;
    }

    /** The virtual time. */
    public Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Plans a passive event. It never pulls the clock: it runs when the clock passes its instant, and before a sleeper
     * that is due at the same instant or later wakes. An event that is already due runs with the next move of the
     * clock. Events run in order of their instants, then of their insertion, in the thread that moves the clock and
     * outside of the clock's lock; an event may plan further events. What an event throws goes to that thread's
     * uncaught exception handler, because the thread has nothing else to do with it.
     */
    public void schedule(Instant at, Runnable action) {
        lock.lock();
        try {
            events.add(new Event(at, sequence++, action));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves time forward from outside, whether or not workers are busy: runs the events and wakes the sleepers that fall
     * due, in order. It doesn't wait for the sleepers that it wakes.
     *
     * @throws IllegalStateException when an event calls it: the clock is on the move then
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("'duration' must not be negative, got: " + duration);
        }
        lock.lock();
        try {
            if (mover == Thread.currentThread()) {
                throw new IllegalStateException(
                        "An event can't advance the clock that runs it; schedule another event");
            }
            while (mover != null) {
                stoppedMoving.awaitUninterruptibly();
            }
            Instant target = now.plus(duration);
            mover = Thread.currentThread();
            try {
                while (step(target)) {
                    // all that is due happens in order
                }
                now = target;
            } finally {
                stopMoving();
            }
            jumpWhileIdle();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, in real time, until nothing goes on by itself any more: every worker has ended, or waits for a signal that only
     * somebody outside can raise. Passive events may still be planned; {@link #advance} lets them happen.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitIdle() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (busy > 0
                    || mover != null
                    || (!sleepers.isEmpty() && sleepers.element().at.isBefore(Instant.MAX))) {
                stoppedMoving.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a worker, which is busy from now on. The thread that starts another one registers on its behalf. */
    public Worker register() {
        lock.lock();
        try {
            busy++;
            return new Worker();
        } finally {
            lock.unlock();
        }
    }

    /** A new signal, not yet raised. */
    public Signal signal() {
        return new Signal();
    }

    /** A line of work; used by one thread at a time. */
    public final class Worker implements AutoCloseable {
        private @Nullable Parking parking;
        private boolean closed;

        private Worker() {}

        /**
         * Sleeps until the clock reaches the instant; returns at once when it has.
         *
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public void sleepUntil(Instant at) throws InterruptedException {
            park(this, at, null);
        }

        /**
         * Waits for a signal without counting as busy. Whoever raises it makes this worker busy in the same step, so the
         * clock can't slip between the two.
         *
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public void await(Signal signal) throws InterruptedException {
            park(this, Instant.MAX, signal);
        }

        /**
         * Waits for a signal, at most until the clock reaches the deadline.
         *
         * @return whether the signal was raised
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public boolean await(Signal signal, Instant deadline) throws InterruptedException {
            return park(this, deadline, signal);
        }

        /**
         * Interrupts the thread that uses this worker. Other than with a bare {@link Thread#interrupt()}, a worker that
         * sleeps or waits is busy before this returns, so the clock can't move on before the thread has noticed.
         */
        public void interrupt(Thread thread) {
            lock.lock();
            try {
                if (parking != null) {
                    parking.interrupted = true;
                    resume(parking);
                }
                thread.interrupt();
            } finally {
                lock.unlock();
            }
        }

        /** Ends this worker's part; time may go on without it. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    busy--;
                    jumpWhileIdle();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Something that happens once, and that workers may wait for. */
    public final class Signal {
        private final List<Parking> waiting = new ArrayList<>();
        private boolean raised;

        private Signal() {}

        /** Wakes all who wait for this signal, now and later. */
        public void raise() {
            lock.lock();
            try {
                raised = true;
                List.copyOf(waiting).forEach(VirtualClock.this::resume);
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean park(Worker worker, Instant at, @Nullable Signal signal) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // A contended lock can be acquired by a thread that was interrupted meanwhile. It must not count as idle.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (signal != null && signal.raised) {
                return true;
            }
            if (!at.isAfter(now)) {
                return false;
            }
            Parking parking = new Parking(worker, at, sequence++, signal, lock.newCondition());
            worker.parking = parking;
            sleepers.add(parking);
            if (signal != null) {
                signal.waiting.add(parking);
            }
            busy--;
            try {
                jumpWhileIdle();
                while (!parking.resumed) {
                    parking.condition.await();
                }
            } finally {
                resume(parking);
            }
            if (parking.interrupted) {
                Thread.interrupted();
                throw new InterruptedException();
            }
            return signal != null && signal.raised;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a parked worker busy, on its behalf: there is no moment in which it is neither parked nor busy. */
    private void resume(Parking parking) {
        if (parking.resumed) {
            return;
        }
        parking.resumed = true;
        parking.worker.parking = null;
        sleepers.remove(parking);
        if (parking.signal != null) {
            parking.signal.waiting.remove(parking);
        }
        busy++;
        parking.condition.signal();
    }

    /** Jumps from wake-up to wake-up until a worker is busy. A thread that is on it already sees all that changes. */
    private void jumpWhileIdle() {
        if (mover != null) {
            return;
        }
        mover = Thread.currentThread();
        try {
            Parking next = sleepers.peek();
            while (busy == 0 && next != null && next.at.isBefore(Instant.MAX)) {
                step(next.at);
                next = sleepers.peek();
            }
        } finally {
            stopMoving();
        }
    }

    private void stopMoving() {
        mover = null;
        stoppedMoving.signalAll();
    }

    /** Does what is due next, if that is before or at the limit: one event, or else one wake-up. */
    private boolean step(Instant limit) {
        Event event = events.peek();
        Parking sleeper = sleepers.peek();
        boolean sleeperIsDue = sleeper != null && !sleeper.at.isAfter(limit);
        Instant eventLimit = sleeperIsDue ? sleeper.at : limit;
        if (event != null && !event.at().isAfter(eventLimit)) {
            events.remove();
            reach(event.at());
            runUnlocked(event.action());
            return true;
        }
        if (sleeperIsDue) {
            reach(sleeper.at);
            resume(sleeper);
        }
        return sleeperIsDue;
    }

    private void reach(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }

    /** An event may call whatever locks of its own it needs, so it must not run under this clock's. */
    private void runUnlocked(Runnable action) {
        lock.unlock();
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } finally {
            lock.lock();
        }
    }
}
