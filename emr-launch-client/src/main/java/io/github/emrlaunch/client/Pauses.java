package io.github.emrlaunch.client;

import java.time.Duration;

/** The pause between two requests to AWS. */
interface Pauses {
    /** Pauses in real time. */
    static Pauses of(Duration interval) {
        return new Pauses() {
            @Override
            public void pause() throws InterruptedException {
                Thread.sleep(interval.toMillis());
            }

            @Override
            public Duration now() {
                return Duration.ofNanos(System.nanoTime());
            }
        };
    }

    /** Waits once. */
    void pause() throws InterruptedException;

    /** Returns a start time for measuring. */
    Duration now();
}
