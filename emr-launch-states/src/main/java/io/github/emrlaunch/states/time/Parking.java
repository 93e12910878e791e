package io.github.emrlaunch.states.time;

import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A parked worker: it sleeps, or waits for a signal. Guarded by the lock of the clock. */
final class Parking {
    static final Comparator<Parking> ORDER =
            Comparator.<Parking, Instant>comparing(p -> p.at).thenComparing(p -> p.number);

    final VirtualClock.Worker worker;
    final Instant at;
    final long number;
    final VirtualClock.@Nullable Signal signal;
    final @Nullable Instant patience;
    final Condition condition;
    boolean resumed;
    boolean interrupted;

    /**
     * Parks a worker.
     *
     * @param at the wake-up time, also without a signal; {@link Instant#MAX} for never
     * @param number the order among wake-ups at the same instant
     * @param patience the time on the wall clock before which the clock does not jump to the instant; null when it may immediately
     */
    Parking(
            VirtualClock.Worker worker,
            Instant at,
            long number,
            VirtualClock.@Nullable Signal signal,
            @Nullable Instant patience,
            Condition condition) {
        this.worker = worker;
        this.at = at;
        this.number = number;
        this.signal = signal;
        this.patience = patience;
        this.condition = condition;
    }
}
