package io.github.emrlaunch.states.time;

import java.time.Instant;
import java.util.Comparator;

/**
 * An action that runs when the clock passes an instant.
 *
 * @param number the order among events with the same instant
 * @param progress whether it is the next change of a resource in progress
 */
record Event(Instant at, long number, boolean progress, Runnable action) {
    static final Comparator<Event> ORDER = Comparator.comparing(Event::at).thenComparing(Event::number);
}
