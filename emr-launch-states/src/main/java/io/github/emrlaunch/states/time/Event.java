package io.github.emrlaunch.states.time;

import java.time.Instant;
import java.util.Comparator;

/**
 * Something that happens when the clock passes an instant.
 *
 * @param number orders events of the same instant
 * @param progress whether it is the next change of something that is under way
 */
record Event(Instant at, long number, boolean progress, Runnable action) {
    static final Comparator<Event> ORDER = Comparator.comparing(Event::at).thenComparing(Event::number);
}
