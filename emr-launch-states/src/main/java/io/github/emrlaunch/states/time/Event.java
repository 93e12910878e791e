package io.github.emrlaunch.states.time;

import java.time.Instant;
import java.util.Comparator;

/**
 * Something that happens when the clock passes an instant.
 *
 * @param number orders events of the same instant
 */
record Event(Instant at, long number, Runnable action) {
    static final Comparator<Event> ORDER = Comparator.comparing(Event::at).thenComparing(Event::number);
}
