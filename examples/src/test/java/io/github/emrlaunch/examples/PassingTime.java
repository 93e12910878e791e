package io.github.emrlaunch.examples;

import io.github.emrlaunch.states.time.VirtualClock;

/** Advances the clock to the next event until it is closed, as the emulator server does for a polling client. */
final class PassingTime implements AutoCloseable {
    private static final int PAUSE_MILLIS = 5;

    private final VirtualClock clock;
    private final Thread thread = new Thread(this::goOn, "passing-time");

    private PassingTime(VirtualClock clock) {
        this.clock = clock;
    }

    static PassingTime of(ExampleRun run) {
        PassingTime time = new PassingTime(run.aws().clock());
        time.thread.setDaemon(true);
        time.thread.start();
        return time;
    }

    private void goOn() {
        try {
            while (true) {
                clock.jumpToProgress();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
