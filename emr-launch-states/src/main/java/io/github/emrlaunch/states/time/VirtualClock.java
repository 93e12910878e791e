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
 * A clock that moves only when nothing is left to do. Threads that do work register as {@link Worker}s; while one of
 * them is busy, time stands still. When all of them sleep, the clock jumps to the earliest wake-up and runs the
 * {@linkplain #schedule(Instant, Runnable) events} that lie on the way. No method waits in real time for virtual time
 * to pass. {@link ClockMode} has the other ways in which time can pass.
 *
 * <p>A clock with a wall clock has clients outside that live in real time. It does not jump over a deadline for a signal
 * before as much real time has passed: the signal may come from a client.
 */
public final class VirtualClock {
    private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

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
    /** Those that are not closed. */
    private final Set<Worker> workers = new HashSet<>();

    private @Nullable Thread mover;

    /** A clock that starts at the machine's time, in whole milliseconds. */
    public VirtualClock() {
        this(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** A clock that stands at this time. */
    public VirtualClock(Instant start) {
        this(start, null);
    }

    /**
     * A clock that stands at this time.
     *
     * @param wall what clients outside live by, null when there are none; {@link #tick()} looks at it
     */
    public VirtualClock(Instant start, @Nullable InstantSource wall) {
        this.now = start;
        this.wall = wall;
    }

    /** How time passes; {@link ClockMode#JUMP} at first. */
    public ClockMode mode() {
        lock.lock();
        try {
            return mode;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes how time passes. The time itself stays: it never goes back.
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

    /** A time and what was planned then, see {@link VirtualClock#moment()}. */
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

    /** This moment, to go back to. */
    public Moment moment() {
        lock.lock();
        try {
            return new Moment(now, mode, List.copyOf(events));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes back to a moment: to its time, and to what was planned then. What was planned since does not happen.
     *
     * @throws IllegalStateException when something goes on that waits for time to pass
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
        add(at, false, action);
    }

    /**
     * Plans the next change of something that is under way, such as a cluster that starts. It is a passive event, but other
     * than a time-out or a schedule it is what somebody who looks on waits for, see {@link #jumpToProgress()}.
     */
    public void scheduleProgress(Instant at, Runnable action) {
        add(at, true, action);
    }

    private void add(Instant at, boolean progress, Runnable action) {
        lock.lock();
        try {
            events.add(new Event(at, sequence++, progress, action));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Jumps to the next change of something that is under way, if nothing else moves the clock: no worker is busy, and no
     * deadline that a client outside can meet comes before. Only in {@link ClockMode#JUMP}.
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

    /** Does the same as {@link #jumpToProgress()} with the next passive event of any kind. */
    public boolean jumpToEvent() {
        lock.lock();
        try {
            return jumpTo(Optional.ofNullable(events.peek()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing happens before time passes: no worker is busy, and the clock doesn't move. */
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
     * Looks at the wall clock. In {@link ClockMode#REAL} as much time passes as has passed there; in {@link ClockMode#JUMP}
     * deadlines are over that a client outside had its time for.
     */
    public void tick() {
        lock.lock();
        try {
            if (wall == null || mover != null) {
                return;
            }
            if (mode == ClockMode.REAL) {
                Instant seen = wall.instant();
                if (seen.isAfter(ticked)) {
                    Instant target = now.plus(Duration.between(ticked, seen));
                    ticked = seen;
                    moveTo(target);
                }
            } else {
                jumpWhileIdle();
            }
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
        requireForward(duration);
        lock.lock();
        try {
            requireNoEvent();
            while (mover != null) {
                stoppedMoving.awaitUninterruptibly();
            }
            moveTo(now.plus(duration));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets time pass from outside: moves it forward from one event or wake-up to the next, and waits, in real time, until the
     * workers that it wakes sleep again. So what follows from one another happens at its time.
     *
     * @throws IllegalStateException when an event calls it: the clock is on the move then
     * @throws InterruptedException when the waiting thread is interrupted; a part of the time has passed
     */
    public void pass(Duration duration) throws InterruptedException {
        requireForward(duration);
        lock.lockInterruptibly();
        try {
            requireNoEvent();
            awaitStill();
            Instant target = now.plus(duration);
            while (stepAlone(target)) {
                awaitStill();
            }
            jumpWhileIdle();
        } finally {
            lock.unlock();
        }
    }

    private static void requireForward(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("'duration' must not be negative, got: " + duration);
        }
    }

    private void requireNoEvent() {
        if (mover == Thread.currentThread()) {
            throw new IllegalStateException("An event can't advance the clock that runs it; schedule another event");
        }
    }

    private void awaitStill() throws InterruptedException {
        while (busy > 0 || mover != null) {
            stoppedMoving.await();
        }
    }

    /** Does what is due next; when nothing is, the clock stands at the limit. */
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
                // all that is due happens in order
            }
            reach(target);
        } finally {
            stopMoving();
        }
        jumpWhileIdle();
    }

    /**
     * Waits, in real time, until nothing goes on by itself any more: every worker has ended, or waits for a signal that only
     * somebody outside can raise, or for time that only {@link #advance} or a wall clock lets pass. Passive events may still be planned; {@link #advance} lets them happen.
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

    /** Whether the current thread has a busy worker. It must not wait until the clock is idle: it would wait for itself. */
    public boolean isHeldByThisThread() {
        lock.lock();
        try {
            return workers.stream()
                    .anyMatch(worker -> worker.thread == Thread.currentThread() && worker.parking == null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a worker, which is busy from now on: until it sleeps or is closed, time stands still. It is of the current thread. The
     * thread that starts another one registers on its behalf and {@linkplain Worker#handTo hands} the worker to it.
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
     * Sleeps in the current thread: as its {@linkplain Worker#use() worker}, if it has one.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void sleep(Duration duration) throws InterruptedException {
        park(now().plus(duration), null);
    }

    /**
     * Waits for a signal in the current thread: as its {@linkplain Worker#use() worker}, if it has one.
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

    /** A new signal, not yet raised. */
    public Signal signal() {
        return new Signal();
    }

    /** A line of work; used by one thread at a time. */
    public final class Worker implements AutoCloseable {
        private @Nullable Parking parking;
        private boolean closed;
        private volatile Thread thread = Thread.currentThread();

        private Worker() {}

        private boolean isOpenOn(VirtualClock clock) {
            return clock == VirtualClock.this && !closed;
        }

        /** Makes this the worker of the current thread, as which {@link VirtualClock#sleep} sleeps. */
        public void use() {
            CURRENT.set(this);
            thread = Thread.currentThread();
        }

        /** Leaves this worker to a thread that is not started yet. */
        public void handTo(Thread other) {
            thread = other;
        }

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
         * Lets time pass although this worker is busy, which it stays in real time: the clock jumps to the next wake-up or, where
         * nobody sleeps, to the next change of something that is under way. For a worker that waits for what it cannot tell the
         * clock. Without effect where the clock would not jump if this worker slept.
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
                    // It may have been closed meanwhile.
                    jumpWhileIdle();
                }
            } finally {
                lock.unlock();
            }
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
                    workers.remove(this);
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

    /** Until when, on the wall clock, a client outside can raise a signal; null when there is no deadline or no client. */
    private @Nullable Instant patience(Instant deadline, @Nullable Signal signal) {
        return wall == null || signal == null || deadline.equals(Instant.MAX)
                ? null
                : wall.instant().plus(Duration.between(now, deadline));
    }

    /** Jumps from wake-up to wake-up until a worker is busy. A thread that is on it already sees all that changes. */
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

    /** The wake-up to jump to, null when there is none or somebody outside can still raise a signal before it. */
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
