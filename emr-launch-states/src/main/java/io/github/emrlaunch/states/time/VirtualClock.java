package io.github.emrlaunch.states.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when no work is left. Threads that do work register as {@link Worker}s; while one of
 * them is busy, time stands still. When all of them sleep, the clock jumps to the earliest wake-up and runs the
 * {@linkplain #schedule(Instant, Runnable) events} before it. No method waits in real time for virtual time
 * to pass. {@link ClockMode} has the other ways in which time can pass.
 *
 * <p>Virtual time is in whole milliseconds, as in the timestamps of AWS. Other instants and durations are rounded up, so that
 * nothing happens too early.
 *
 * <p>A clock with a wall clock has clients outside this JVM that run in real time. It does not jump over the deadline of a signal
 * until as much real time has passed, because the signal may come from a client.
 */
public final class VirtualClock {
    private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable Boolean> AWAITED = new ThreadLocal<>();

    private static final Instant LAST = Instant.MAX.minusMillis(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stoppedMoving = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>(Event.ORDER);
    private final PriorityQueue<Parking> sleepers = new PriorityQueue<>(Parking.ORDER);
    private final @Nullable InstantSource wall;
    private ClockMode mode = ClockMode.JUMP;
    private Instant now;
    private Instant ticked = Instant.MIN;
    private long sequence;
    private int busy;
    /** The workers that are not closed. */
    private final Set<Worker> workers = new HashSet<>();

    private @Nullable Thread mover;

    /** Creates a clock that starts at the time of the machine, in whole milliseconds. */
    public VirtualClock() {
        this(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Creates a clock that starts at this time, in whole milliseconds. */
    public VirtualClock(Instant start) {
        this(start, null);
    }

    /**
     * Creates a clock that starts at this time, in whole milliseconds.
     *
     * @param wall the clock of clients outside this JVM; null when there are none; {@link #tick()} reads it
     */
    public VirtualClock(Instant start, @Nullable InstantSource wall) {
        this.now = start.truncatedTo(ChronoUnit.MILLIS);
        this.wall = wall;
    }

    /** Returns how time passes. Default: {@link ClockMode#JUMP}. */
    public ClockMode mode() {
        lock.lock();
        try {
            return mode;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes how time passes. The current time does not change: it never goes back.
     *
     * @throws IllegalStateException for {@link ClockMode#REAL} without a wall clock
     */
    public void setMode(ClockMode value) {
        lock.lock();
        try {
            if (value == ClockMode.REAL) {
                if (wall == null) {
                    throw new IllegalStateException("The clock has no wall clock to follow");
                }
                ticked = wall.instant();
            }
            mode = value;
            jumpWhileIdle();
        } finally {
            lock.unlock();
        }
    }

    /** A time and the events planned at that time, see {@link VirtualClock#moment()}. */
    public static final class Moment {
        private final Instant now;
        private final ClockMode mode;
        private final List<Event> events;

        private Moment(Instant now, ClockMode mode, List<Event> events) {
            this.now = now;
            this.mode = mode;
            this.events = events;
        }
    }

    /** Returns the current time and the planned events, for a later {@link #goBackTo}. */
    public Moment moment() {
        lock.lock();
        try {
            return new Moment(now, mode, List.copyOf(events));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Restores an earlier moment: its time and its planned events. Events that were planned later are removed.
     *
     * @throws IllegalStateException when a worker waits for time to pass
     */
    public void goBackTo(Moment moment) {
        lock.lock();
        try {
            if (busy > 0 || mover != null || nextJump() != null) {
                throw new IllegalStateException("The clock can't go back while something goes on");
            }
            now = moment.now;
            mode = moment.mode;
            events.clear();
            events.addAll(moment.events);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the virtual time. */
    public Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Plans a passive event. It does not cause time to pass: it runs when the clock passes its instant, before a sleeper
     * that is due at the same instant or later wakes. An event that is already due runs with the next move of the
     * clock. Events run in the order of their instants, then of their insertion, in the thread that moves the clock and
     * outside of the clock's lock. An event may plan further events. Exceptions of an event go to the uncaught exception
     * handler of that thread, because the thread cannot handle them.
     */
    public void schedule(Instant at, Runnable action) {
        add(at, false, action);
    }

    /**
     * Plans the next change of a resource in progress, such as a starting cluster. It is a passive event. Unlike a timeout or a
     * schedule, it is a change that clients wait for, see {@link #jumpToProgress()}.
     */
    public void scheduleProgress(Instant at, Runnable action) {
        add(at, true, action);
    }

    private void add(Instant at, boolean progress, Runnable action) {
        lock.lock();
        try {
            events.add(new Event(whole(at), sequence++, progress, action));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Jumps to the next change of a resource in progress, if nothing else moves the clock: no worker is busy, and no earlier
     * deadline depends on a client outside this JVM. Works only in {@link ClockMode#JUMP}.
     *
     * @return whether there was such a change
     */
    public boolean jumpToProgress() {
        lock.lock();
        try {
            return jumpTo(events.stream().filter(Event::progress).min(Event.ORDER));
        } finally {
            lock.unlock();
        }
    }

    /** Jumps to the next passive event of any kind, under the same conditions as {@link #jumpToProgress()}. */
    public boolean jumpToEvent() {
        lock.lock();
        try {
            return jumpTo(Optional.ofNullable(events.peek()));
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing can happen until time passes: no worker is busy, and the clock does not move. */
    public boolean isStill() {
        lock.lock();
        try {
            return busy == 0 && mover == null;
        } finally {
            lock.unlock();
        }
    }

    private boolean jumpTo(Optional<Event> target) {
        if (target.isEmpty() || mode != ClockMode.JUMP || busy > 0 || mover != null) {
            return false;
        }
        Instant at = target.get().at();
        Parking sleeper = sleepers.peek();
        if (sleeper != null && !sleeper.at.isAfter(at)) {
            return false;
        }
        moveTo(at);
        return true;
    }

    /**
     * Reads the wall clock. In {@link ClockMode#REAL}, the same time passes as on the wall clock. In {@link ClockMode#JUMP},
     * deadlines end for which a client outside this JVM had enough time.
     */
    public void tick() {
        lock.lock();
        try {
            if (wall == null || mover != null) {
                return;
            }
            if (mode == ClockMode.REAL) {
                Duration passed = Duration.between(ticked, wall.instant()).truncatedTo(ChronoUnit.MILLIS);
                if (passed.compareTo(Duration.ZERO) > 0) {
                    ticked = ticked.plus(passed);
                    moveTo(now.plus(passed));
                }
            } else {
                jumpWhileIdle();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Advances time from one event or wake-up to the next, and waits each time, in real time, until the workers that it wakes sleep
     * again. So all changes happen at their own times, also those that need work in real time, such as a function. The call does not wait
     * for a busy worker of the current thread. In an {@linkplain #runAwaited awaited} action, it waits for no worker.
     *
     * @throws IllegalArgumentException when the duration is negative
     * @throws IllegalStateException when an event calls it, because the clock is already moving, or when the waiting thread is
     *     interrupted. Its interrupt status is set, and part of the time has passed
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("'duration' must not be negative, got: " + duration);
        }
        try {
            lock.lockInterruptibly();
            try {
                if (mover == Thread.currentThread()) {
                    throw new IllegalStateException(
                            "An event can't advance the clock that runs it; schedule another event");
                }
                awaitOthers();
                Instant target = whole(now.plus(duration));
                while (stepAlone(target)) {
                    awaitOthers();
                }
                jumpWhileIdle();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The thread was interrupted while it advanced the clock by " + duration, e);
        }
    }

    /**
     * Runs an action for which a busy worker of another thread may wait, such as an action during a call of a function. In the action,
     * {@link #advance} does not wait for workers, because they could wait for each other.
     */
    public static void runAwaited(Runnable action) {
        boolean before = Boolean.TRUE.equals(AWAITED.get());
        AWAITED.set(true);
        try {
            action.run();
        } finally {
            if (!before) {
                AWAITED.remove();
            }
        }
    }

    /** Waits until no other thread moves the clock or has a busy worker. */
    private void awaitOthers() throws InterruptedException {
        boolean awaited = Boolean.TRUE.equals(AWAITED.get());
        while (mover != null || (!awaited && busy > busyOfThisThread())) {
            stoppedMoving.await();
        }
    }

    private long busyOfThisThread() {
        return workers.stream()
                .filter(worker -> worker.thread == Thread.currentThread() && worker.parking == null)
                .count();
    }

    /** Runs the next due event or wake-up. When nothing is due, the clock moves to the limit. */
    private boolean stepAlone(Instant limit) {
        mover = Thread.currentThread();
        try {
            boolean stepped = step(limit);
            if (!stepped) {
                reach(limit);
            }
            return stepped;
        } finally {
            stopMoving();
        }
    }

    private void moveTo(Instant target) {
        mover = Thread.currentThread();
        try {
            while (step(target)) {
                // all due events and wake-ups happen in order
            }
            reach(target);
        } finally {
            stopMoving();
        }
        jumpWhileIdle();
    }

    /**
     * Waits, in real time, until the clock is idle: every worker has ended, or waits for a signal that only an external caller can
     * raise, or for time that only {@link #advance} or a wall clock lets pass. Passive events may still be planned; {@link #advance} lets
     * them happen.
     *
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitIdle() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (busy > 0 || mover != null || nextJump() != null) {
                stoppedMoving.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether the current thread has a busy worker. It must not wait until the clock is idle, because it would wait for
     * itself.
     */
    public boolean isHeldByThisThread() {
        lock.lock();
        try {
            return busyOfThisThread() > 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a worker for the current thread. It is busy from now on: time stands still until it sleeps or is closed. A thread that starts
     * another one registers a worker for it and {@linkplain Worker#handTo hands} the worker over.
     */
    public Worker register() {
        lock.lock();
        try {
            busy++;
            Worker worker = new Worker();
            workers.add(worker);
            return worker;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sleeps in the current thread, with its {@linkplain Worker#use() worker} if it has one.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void sleep(Duration duration) throws InterruptedException {
        park(now().plus(duration), null);
    }

    /**
     * Waits for a signal in the current thread, with its {@linkplain Worker#use() worker} if it has one.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void await(Signal signal) throws InterruptedException {
        park(Instant.MAX, signal);
    }

    private void park(Instant at, @Nullable Signal signal) throws InterruptedException {
        Worker own = CURRENT.get();
        if (own != null && own.isOpenOn(this)) {
            park(own, at, signal);
        } else {
            try (Worker guest = register()) {
                park(guest, at, signal);
            }
        }
    }

    /** Returns a new signal, not yet raised. */
    public Signal signal() {
        return new Signal();
    }

    /** A thread of work. Only one thread at a time can use it. */
    public final class Worker implements AutoCloseable {
        private @Nullable Parking parking;
        private boolean closed;
        private volatile Thread thread = Thread.currentThread();

        private Worker() {}

        private boolean isOpenOn(VirtualClock clock) {
            return clock == VirtualClock.this && !closed;
        }

        /** Makes this the worker of the current thread, which {@link VirtualClock#sleep} uses. */
        public void use() {
            CURRENT.set(this);
            thread = Thread.currentThread();
        }

        /** Hands this worker over to a thread that is not started yet. */
        public void handTo(Thread other) {
            thread = other;
        }

        /**
         * Sleeps until the clock reaches the instant; returns immediately when it already has.
         *
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public void sleepUntil(Instant at) throws InterruptedException {
            park(this, at, null);
        }

        /**
         * Waits for a signal without counting as busy. The thread that raises the signal makes this worker busy in the same step, so the
         * clock cannot move between the two.
         *
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public void await(Signal signal) throws InterruptedException {
            park(this, Instant.MAX, signal);
        }

        /**
         * Waits for a signal until the clock reaches the deadline.
         *
         * @return whether the signal was raised
         * @throws InterruptedException when the thread is interrupted; the worker is busy again
         */
        public boolean await(Signal signal, Instant deadline) throws InterruptedException {
            return park(this, deadline, signal);
        }

        /**
         * Lets time pass although this worker stays busy in real time: the clock jumps to the next wake-up or, when no worker
         * sleeps, to the next change of a resource in progress. For a worker that waits for an event that the clock does not
         * know. Has no effect when the clock would not jump if this worker slept.
         */
        public void pass() {
            lock.lock();
            try {
                if (closed || parking != null) {
                    return;
                }
                busy--;
                try {
                    if (nextJump() == null) {
                        jumpToProgress();
                    } else {
                        jumpWhileIdle();
                    }
                } finally {
                    busy++;
                    // The worker may have been closed meanwhile.
                    jumpWhileIdle();
                }
            } finally {
                lock.unlock();
            }
        }

        /**
         * Interrupts the thread that uses this worker. Unlike with {@link Thread#interrupt()} alone, a worker that
         * sleeps or waits is busy before this returns, so the clock cannot move before the thread has handled the interrupt.
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

        /** Closes this worker. Time can pass without it. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    busy--;
                    workers.remove(this);
                    jumpWhileIdle();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** An event that happens once, and that workers may wait for. */
    public final class Signal {
        private final List<Parking> waiting = new ArrayList<>();
        private boolean raised;

        private Signal() {}

        /** Wakes all workers that wait for this signal, now and later. */
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

    private boolean park(Worker worker, Instant until, @Nullable Signal signal) throws InterruptedException {
        Instant at = whole(until);
        lock.lockInterruptibly();
        try {
            // A thread that was interrupted meanwhile can acquire a contended lock. It must not count as idle.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (signal != null && signal.raised) {
                return true;
            }
            if (!at.isAfter(now)) {
                return false;
            }
            Parking parking = new Parking(worker, at, sequence++, signal, patience(at, signal), lock.newCondition());
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

    /** Makes a parked worker busy on its behalf. At every moment, it is either parked or busy. */
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

    /**
     * Returns the time on the wall clock until which a client outside this JVM can raise a signal; null without a deadline or
     * clients.
     */
    private @Nullable Instant patience(Instant deadline, @Nullable Signal signal) {
        return wall == null || signal == null || deadline.equals(Instant.MAX)
                ? null
                : wall.instant().plus(Duration.between(now, deadline));
    }

    /** Jumps from wake-up to wake-up until a worker is busy. When a thread already does this, it sees all changes. */
    private void jumpWhileIdle() {
        if (mover != null) {
            return;
        }
        mover = Thread.currentThread();
        try {
            Parking next = nextJump();
            while (busy == 0 && next != null) {
                step(next.at);
                next = nextJump();
            }
        } finally {
            stopMoving();
        }
    }

    /** Returns the wake-up to jump to; null when there is none or when an external client can still raise a signal before it. */
    private @Nullable Parking nextJump() {
        Parking next = sleepers.peek();
        boolean jumps = mode == ClockMode.JUMP
                && next != null
                && next.at.isBefore(Instant.MAX)
                && (wall == null || next.patience == null || !wall.instant().isBefore(next.patience));
        return jumps ? next : null;
    }

    private void stopMoving() {
        mover = null;
        stoppedMoving.signalAll();
    }

    /** Performs the next due action up to the limit: one event, or else one wake-up. */
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

    /** Returns the first whole millisecond that is not before an instant. */
    private static Instant whole(Instant instant) {
        Instant truncated = instant.truncatedTo(ChronoUnit.MILLIS);
        return truncated.equals(instant) || truncated.isAfter(LAST) ? instant : truncated.plusMillis(1);
    }

    private void reach(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }

    /** Runs an action without the lock of this clock, because an event may take its own locks. */
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
