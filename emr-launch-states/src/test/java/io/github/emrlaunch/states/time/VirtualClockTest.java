package io.github.emrlaunch.states.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class VirtualClockTest {
    private static final Instant START = Instant.parse("2026-01-31T06:00:00Z");

    private final VirtualClock clock = new VirtualClock(START);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private void log(String what) {
        log.add(Duration.between(START, clock.now()).toSeconds() + " " + what);
    }

    /** The work of a worker in a separate thread. */
    private interface Work {
        void run(VirtualClock.Worker worker) throws InterruptedException;
    }

    /** Starts a thread whose worker is registered before this returns. */
    private FutureTask<Void> start(Work work) {
        VirtualClock.Worker worker = clock.register();
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (worker) {
                work.run(worker);
            }
            return null;
        });
        Thread thread = new Thread(task);
        worker.handTo(thread);
        thread.start();
        return task;
    }

    @Test
    void startsAtTheCurrentTimeInWholeMilliseconds() {
        Instant now = new VirtualClock().now();

        assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MILLIS));
        assertThat(Duration.between(now, Instant.now())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void aSingleSleeperWakesImmediatelyAtItsInstant() throws Exception {
        try (VirtualClock.Worker worker = clock.register()) {
            worker.sleepUntil(at(3600));
        }

        assertThat(clock.now()).isEqualTo(at(3600));
    }

    @Test
    void anInstantThatIsPastDoesNotMoveTheClockBack() throws Exception {
        try (VirtualClock.Worker worker = clock.register()) {
            worker.sleepUntil(at(-10));
        }

        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void timeStandsStillWhileAWorkerIsBusy() throws Exception {
        VirtualClock.Worker busy = clock.register();
        FutureTask<Void> sleeper = start(worker -> worker.sleepUntil(at(10)));

        assertThat(sleeper).isNotDone();
        assertThat(clock.now()).isEqualTo(START);
        busy.close();
        sleeper.get();

        assertThat(clock.now()).isEqualTo(at(10));
    }

    @Test
    void sleepersWakeInOrderOfTime() throws Exception {
        VirtualClock.Worker busy = clock.register();
        List<FutureTask<Void>> tasks = IntStream.of(30, 10, 20)
                .mapToObj(seconds -> start(worker -> {
                    worker.sleepUntil(at(seconds));
                    log("awake");
                    worker.sleepUntil(at(seconds + 5));
                    log("awake again");
                }))
                .toList();
        busy.close();
        for (FutureTask<Void> task : tasks) {
            task.get();
        }

        assertThat(log)
                .containsExactly(
                        "10 awake", "15 awake again", "20 awake", "25 awake again", "30 awake", "35 awake again");
    }

    @Test
    void scheduledEventsRunInOrderBeforeTheSleeperWakes() throws Exception {
        clock.schedule(at(20), () -> log("third"));
        clock.schedule(at(10), () -> log("first"));
        clock.schedule(at(10), () -> log("second"));
        clock.schedule(at(21), () -> log("never"));
        try (VirtualClock.Worker worker = clock.register()) {
            worker.sleepUntil(at(20));
            log("sleeper");
        }

        assertThat(log).containsExactly("10 first", "10 second", "20 third", "20 sleeper");
    }

    @Test
    void scheduledEventsDoNotAdvanceTheClock() throws Exception {
        clock.schedule(at(10), () -> log("event"));
        try (VirtualClock.Worker worker = clock.register()) {
            worker.sleepUntil(at(5));
        }

        assertThat(log).isEmpty();
        assertThat(clock.now()).isEqualTo(at(5));
    }

    @Test
    void anEventMayPlanEvents() {
        clock.schedule(at(10), () -> {
            log("one");
            clock.schedule(at(12), () -> log("two"));
            clock.schedule(at(5), () -> log("due already"));
        });

        clock.advance(Duration.ofSeconds(20));

        assertThat(log).containsExactly("10 one", "10 due already", "12 two");
        assertThat(clock.now()).isEqualTo(at(20));
    }

    @Test
    void anEventThatThrowsDoesNotStopTheClock() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        try {
            clock.schedule(at(1), () -> {
                throw new IllegalStateException("broken");
            });
            clock.advance(Duration.ofSeconds(2));
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(null);
        }

        assertThat(clock.now()).isEqualTo(at(2));
        assertThat(thrown.get()).hasMessage("broken");
    }

    @Test
    void advancingRunsDueEventsAndWakesSleepers() throws Exception {
        VirtualClock.Worker busy = clock.register();
        FutureTask<Void> sleeper = start(worker -> worker.sleepUntil(at(10)));
        clock.schedule(at(7), () -> log("event"));

        clock.advance(Duration.ofSeconds(5));
        assertThat(log).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        sleeper.get();
        busy.close();

        assertThat(log).containsExactly("7 event");
        assertThat(clock.now()).isEqualTo(at(10));
    }

    @Test
    void advancingBackwardsOrFromAnEventIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .withMessage("'duration' must not be negative, got: PT-1S");

        AtomicReference<RuntimeException> refusal = new AtomicReference<>();
        clock.schedule(at(1), () -> {
            try {
                clock.advance(Duration.ofSeconds(1));
            } catch (IllegalStateException e) {
                refusal.set(e);
            }
        });
        clock.advance(Duration.ofSeconds(1));

        assertThatIllegalStateException().isThrownBy(() -> {
            throw refusal.get();
        });
    }

    @Test
    void anInterruptedSleeperIsBusyAgain() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        VirtualClock.Worker busy = clock.register();
        AtomicReference<Thread> thread = new AtomicReference<>();
        FutureTask<Void> sleeper = start(worker -> {
            thread.set(Thread.currentThread());
            try {
                worker.sleepUntil(at(10));
            } catch (InterruptedException e) {
                interrupted.countDown();
                goOn.await();
            }
        });
        FutureTask<Void> other = start(worker -> worker.sleepUntil(at(20)));
        while (thread.get() == null) {
            Thread.onSpinWait();
        }
        thread.get().interrupt();
        interrupted.await();
        busy.close();

        assertThat(clock.now()).isEqualTo(START);
        goOn.countDown();
        sleeper.get();
        other.get();
        assertThat(clock.now()).isEqualTo(at(20));
    }

    /** A thread takes some time to handle an interrupt. The clock must not jump meanwhile. */
    @Test
    void noTimePassesWhenAWorkerIsInterrupted() throws Exception {
        for (int round = 0; round < 200; round++) {
            VirtualClock ownClock = new VirtualClock(START);
            VirtualClock.Worker first = ownClock.register();
            VirtualClock.Worker second = ownClock.register();
            AtomicReference<Instant> noticed = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    second.sleepUntil(at(1000));
                } catch (InterruptedException e) {
                    noticed.set(ownClock.now());
                }
                second.close();
            });
            thread.start();
            second.interrupt(thread);
            first.sleepUntil(at(10));
            first.close();
            thread.join();

            assertThat(noticed.get()).isEqualTo(START);
        }
    }

    @Test
    void aWorkerThatAwaitsASignalIsNotBusy() throws Exception {
        VirtualClock.Signal signal = clock.signal();
        VirtualClock.Worker busy = clock.register();
        FutureTask<Void> waiting = start(worker -> {
            worker.await(signal);
            log("signalled");
        });
        FutureTask<Void> sleeper = start(worker -> {
            worker.sleepUntil(at(10));
            signal.raise();
        });
        busy.close();
        waiting.get();
        sleeper.get();

        assertThat(log).containsExactly("10 signalled");
    }

    @Test
    void awaitingARaisedSignalTakesNoTime() throws Exception {
        VirtualClock.Signal signal = clock.signal();
        signal.raise();
        try (VirtualClock.Worker worker = clock.register()) {
            worker.await(signal);

            assertThat(worker.await(signal, at(10))).isTrue();
        }
        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void waitingForASignalEndsAtTheDeadline() throws Exception {
        try (VirtualClock.Worker worker = clock.register()) {
            assertThat(worker.await(clock.signal(), at(10))).isFalse();
        }

        assertThat(clock.now()).isEqualTo(at(10));
    }

    /** Between the end of a child and the wake-up of its parent, the clock must not jump to a third sleeper. */
    @Test
    void noTimePassesWhenAParentIsWokenByItsChild() throws Exception {
        for (int round = 0; round < 200; round++) {
            VirtualClock ownClock = new VirtualClock(START);
            VirtualClock.Worker parent = ownClock.register();
            VirtualClock.Worker third = ownClock.register();
            VirtualClock.Worker child = ownClock.register();
            VirtualClock.Signal done = ownClock.signal();
            Thread childThread = new Thread(() -> {
                try (child) {
                    child.sleepUntil(at(5));
                    done.raise();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            FutureTask<Void> thirdTask = new FutureTask<>(() -> {
                try (third) {
                    third.sleepUntil(at(1000));
                }
                return null;
            });
            childThread.start();
            new Thread(thirdTask).start();

            parent.await(done);
            assertThat(ownClock.now()).isEqualTo(at(5));
            parent.close();
            thirdTask.get();
            childThread.join();
            assertThat(ownClock.now()).isEqualTo(at(1000));
        }
    }

    @Test
    void aThreadThatWasInterruptedBeforeDoesNotSleep() {
        try (VirtualClock.Worker worker = clock.register()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> worker.sleepUntil(at(10))).isInstanceOf(InterruptedException.class);
        }
        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void aBusyWorkerCanPassTimeToTheNextWakeUp() throws Exception {
        VirtualClock.Worker busy = clock.register();
        clock.scheduleProgress(at(5), () -> log("on the way"));
        clock.scheduleProgress(at(20), () -> log("later"));
        FutureTask<Void> sleeper = start(worker -> worker.sleepUntil(at(10)));
        while (!sleeper.isDone()) {
            busy.pass();
        }

        assertThat(log).startsWith("5 on the way");
        assertThat(clock.isStill()).isFalse();
        busy.close();
        assertThat(clock.isStill()).isTrue();
    }

    @Test
    void aBusyWorkerCanPassTimeToTheNextProgressWithoutSleepers() {
        VirtualClock.Worker busy = clock.register();
        clock.schedule(at(5), () -> log("passive"));
        clock.scheduleProgress(at(10), () -> log("progress"));
        clock.scheduleProgress(at(20), () -> log("next"));

        busy.pass();

        assertThat(log).containsExactly("5 passive", "10 progress");
        assertThat(clock.now()).isEqualTo(at(10));
    }

    @Test
    void passDoesNothingWhileAnotherWorkerIsBusyOrTheClockIsHeld() {
        VirtualClock.Worker one = clock.register();
        VirtualClock.Worker other = clock.register();
        clock.scheduleProgress(at(10), () -> log("progress"));

        one.pass();
        other.close();
        clock.setMode(ClockMode.HOLD);
        one.pass();

        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void aWorkerThatAnEventClosedIsNotBusyAgain() throws Exception {
        VirtualClock.Worker busy = clock.register();
        clock.scheduleProgress(at(10), busy::close);

        busy.pass();
        busy.pass();
        clock.awaitIdle();

        assertThat(clock.now()).isEqualTo(at(10));
    }

    @Test
    void aThreadHoldsTheClockWhileItsOwnWorkerIsBusy() {
        VirtualClock.Worker worker = clock.register();
        assertThat(clock.isHeldByThisThread()).isTrue();

        worker.handTo(new Thread());
        assertThat(clock.isHeldByThisThread()).isFalse();

        worker.use();
        assertThat(clock.isHeldByThisThread()).isTrue();

        worker.close();
        assertThat(clock.isHeldByThisThread()).isFalse();
    }

    @Test
    void awaitIdleWaitsForSleepersButNotForAwaitedSignals() throws Exception {
        VirtualClock.Signal never = clock.signal();
        VirtualClock.Worker sleeper = clock.register();
        VirtualClock.Worker waiter = clock.register();
        new Thread(new FutureTask<Void>(() -> {
                    try (sleeper) {
                        sleeper.sleepUntil(at(100));
                        sleeper.sleepUntil(at(300));
                    }
                    return null;
                }))
                .start();
        Thread waiting = new Thread(new FutureTask<Void>(() -> {
            waiter.await(never);
            return null;
        }));
        waiting.start();

        clock.awaitIdle();

        assertThat(clock.now()).isEqualTo(at(300));
        waiter.interrupt(waiting);
    }

    @Test
    void aHeldClockMovesOnlyWhenItIsAdvanced() throws Exception {
        clock.setMode(ClockMode.HOLD);
        FutureTask<Void> sleeper = start(worker -> worker.sleepUntil(at(10)));

        clock.advance(Duration.ofSeconds(9));
        assertThat(sleeper).isNotDone();
        assertThat(clock.now()).isEqualTo(at(9));
        clock.advance(Duration.ofSeconds(1));
        sleeper.get();

        assertThat(clock.now()).isEqualTo(at(10));
    }

    @Test
    void changingFromHoldToJumpModeWakesSleepers() throws Exception {
        clock.setMode(ClockMode.HOLD);
        FutureTask<Void> sleeper = start(worker -> worker.sleepUntil(at(10)));

        clock.setMode(ClockMode.JUMP);
        sleeper.get();

        assertThat(clock.mode()).isEqualTo(ClockMode.JUMP);
        assertThat(clock.now()).isEqualTo(at(10));
    }

    /** Consequences of a wake-up happen at its own time, not at the end of the period. */
    @Test
    void advancingRunsEachWakeUpAtItsOwnTime() throws Exception {
        clock.setMode(ClockMode.HOLD);
        clock.schedule(at(25), () -> log("event"));
        FutureTask<Void> sleeper = start(worker -> {
            for (int seconds = 10; seconds <= 40; seconds += 10) {
                worker.sleepUntil(clock.now().plusSeconds(10));
                log("awake");
            }
        });

        clock.advance(Duration.ofSeconds(35));
        assertThat(log).containsExactly("10 awake", "20 awake", "25 event", "30 awake");
        assertThat(clock.now()).isEqualTo(at(35));
        clock.advance(Duration.ofSeconds(5));
        sleeper.get();

        assertThat(log).endsWith("40 awake");
    }

    /** AWS's timestamps are in milliseconds. A time that is more exact would be before the start in one of them. */
    @Test
    void timeIsInWholeMilliseconds() throws Exception {
        VirtualClock exact = new VirtualClock(START.plusNanos(700_000));
        exact.schedule(START.plusNanos(1_200_000), () -> log.add(exact.now().toString()));
        assertThat(exact.now()).isEqualTo(START);

        exact.advance(Duration.ofNanos(1_300_000));
        assertThat(exact.now()).isEqualTo(START.plusMillis(2));
        exact.sleep(Duration.ofNanos(100));

        assertThat(exact.now()).isEqualTo(START.plusMillis(3));
        assertThat(log).containsExactly("2026-01-31T06:00:00.002Z");
    }

    @Test
    void aClockThatFollowsTheWallClockLosesNoTime() {
        AtomicReference<Instant> wall = new AtomicReference<>(START.plusNanos(900_000));
        VirtualClock real = new VirtualClock(START, wall::get);
        real.setMode(ClockMode.REAL);

        for (int i = 0; i < 10; i++) {
            wall.updateAndGet(time -> time.plusNanos(600_000));
            real.tick();
        }

        assertThat(real.now()).isEqualTo(START.plusMillis(6));
    }

    /** A function that a schedule triggers works in real time, for example. */
    @Test
    void timeStandsStillDuringTheBackgroundWorkOfAnEvent() throws Exception {
        Thread caller = Thread.currentThread();
        CountDownLatch advanced = new CountDownLatch(1);
        clock.schedule(
                at(10),
                () -> Background.start(clock, "work", worker -> {
                    while (caller.getState() != Thread.State.WAITING && advanced.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    log("worked");
                }));

        clock.advance(Duration.ofSeconds(60));
        advanced.countDown();
        clock.awaitIdle();

        assertThat(log).containsExactly("10 worked");
        assertThat(clock.now()).isEqualTo(at(60));
    }

    /** The action of a planned fault runs while a function, for which a worker waits, makes a call. */
    @Test
    void anAwaitedActionAdvancesTheClockOfABusyWorker() throws Exception {
        FutureTask<Void> caller = start(worker -> {
            Thread call = new Thread(() -> VirtualClock.runAwaited(() -> clock.advance(Duration.ofSeconds(5))), "call");
            call.start();
            call.join();
            log("answered");
        });

        caller.get();

        assertThat(log).containsExactly("5 answered");
    }

    @Test
    void anInterruptedThreadStopsAdvancingTheClock() {
        VirtualClock.Worker busy = clock.register();
        busy.handTo(new Thread(() -> {}));
        Thread.currentThread().interrupt();

        assertThatIllegalStateException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(1)))
                .withMessage("The thread was interrupted while it advanced the clock by PT1S");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(clock.now()).isEqualTo(START);
        busy.close();
    }

    @Test
    void aClockFollowsTheWallClockTickByTick() throws Exception {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.EPOCH);
        VirtualClock real = new VirtualClock(START, wall::get);
        real.setMode(ClockMode.REAL);
        VirtualClock.Worker busy = real.register();
        real.schedule(at(2), () -> log.add("event"));

        wall.set(Instant.EPOCH.plusSeconds(3));
        assertThat(real.now()).isEqualTo(START);
        real.tick();

        assertThat(real.now()).isEqualTo(at(3));
        assertThat(log).containsExactly("event");
        busy.close();
        assertThat(real.now()).isEqualTo(at(3));
    }

    @Test
    void realModeIgnoresAWallClockThatGoesBack() {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.EPOCH);
        VirtualClock real = new VirtualClock(START, wall::get);
        real.setMode(ClockMode.REAL);

        wall.set(Instant.EPOCH.minusSeconds(3));
        real.tick();

        assertThat(real.now()).isEqualTo(START);
    }

    @Test
    void aClockWithoutWallClockRejectsRealMode() {
        assertThatIllegalStateException().isThrownBy(() -> clock.setMode(ClockMode.REAL));
        clock.tick();

        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void jumpToProgressRunsEventsOnTheWay() {
        clock.schedule(at(5), () -> log("time-out"));
        clock.scheduleProgress(at(10), () -> log("progress"));
        clock.schedule(at(20), () -> log("later"));

        assertThat(clock.jumpToProgress()).isTrue();
        assertThat(log).containsExactly("5 time-out", "10 progress");
        assertThat(clock.jumpToProgress()).isFalse();
        assertThat(clock.now()).isEqualTo(at(10));
        assertThat(clock.jumpToEvent()).isTrue();

        assertThat(log).endsWith("20 later");
    }

    @Test
    void jumpToProgressNeedsIdleWorkersAndJumpMode() {
        clock.scheduleProgress(at(10), () -> log("progress"));
        VirtualClock.Worker busy = clock.register();

        assertThat(clock.isStill()).isFalse();
        assertThat(clock.jumpToProgress()).isFalse();
        busy.close();
        clock.setMode(ClockMode.HOLD);

        assertThat(clock.isStill()).isTrue();
        assertThat(clock.jumpToProgress()).isFalse();
        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void aDeadlineForAClientPassesInRealTime() throws Exception {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.EPOCH);
        VirtualClock served = new VirtualClock(START, wall::get);
        VirtualClock.Signal answer = served.signal();
        VirtualClock.Worker client = served.register();
        VirtualClock.Worker other = served.register();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            try (client) {
                return client.await(answer, at(60));
            }
        });
        FutureTask<Instant> sleeping = new FutureTask<>(() -> {
            try (other) {
                other.sleepUntil(at(30));
                Instant awake = served.now();
                other.sleepUntil(at(3600));
                return awake;
            }
        });
        new Thread(waiting).start();
        new Thread(sleeping).start();
        served.awaitIdle();
        served.scheduleProgress(at(90), () -> log.add("progress"));

        assertThat(served.now()).isEqualTo(at(30));
        assertThat(served.jumpToProgress()).isFalse();
        wall.set(Instant.EPOCH.plusSeconds(59));
        served.tick();
        assertThat(waiting).isNotDone();
        wall.set(Instant.EPOCH.plusSeconds(60));
        served.tick();

        assertThat(waiting.get()).isFalse();
        assertThat(sleeping.get()).isEqualTo(at(30));
        assertThat(served.now()).isEqualTo(at(3600));
    }

    @Test
    void timeContinuesWhenASignalIsRaisedBeforeADeadline() throws Exception {
        VirtualClock served = new VirtualClock(START, () -> Instant.EPOCH);
        VirtualClock.Signal answer = served.signal();
        VirtualClock.Worker client = served.register();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            try (client) {
                boolean answered = client.await(answer, at(60));
                client.sleepUntil(at(3600));
                return answered;
            }
        });
        new Thread(waiting).start();
        served.awaitIdle();

        answer.raise();

        assertThat(waiting.get()).isTrue();
        assertThat(served.now()).isEqualTo(at(3600));
    }

    @Test
    void advancingTheClockPassesDeadlinesOfClients() throws Exception {
        VirtualClock served = new VirtualClock(START, () -> Instant.EPOCH);
        VirtualClock.Worker client = served.register();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            try (client) {
                return client.await(served.signal(), at(60));
            }
        });
        new Thread(waiting).start();

        served.advance(Duration.ofSeconds(60));

        assertThat(waiting.get()).isFalse();
    }

    @Test
    void aThreadSleepsWithItsOwnWorker() throws Exception {
        FutureTask<Void> sleeper = start(worker -> {
            worker.use();
            clock.sleep(Duration.ofHours(1));
            log("awake");
        });

        sleeper.get();

        assertThat(log).containsExactly("3600 awake");
    }

    @Test
    void aThreadWithoutAWorkerOfTheClockCanSleep() throws Exception {
        FutureTask<Void> other = new FutureTask<>(() -> {
            try (VirtualClock.Worker ofAnotherClock = new VirtualClock(START).register()) {
                ofAnotherClock.use();
                clock.sleep(Duration.ofSeconds(5));
                log("awake");
            }
            return null;
        });
        new Thread(other).start();

        other.get();

        assertThat(log).containsExactly("5 awake");
        assertThat(clock.isStill()).isTrue();
    }
}
