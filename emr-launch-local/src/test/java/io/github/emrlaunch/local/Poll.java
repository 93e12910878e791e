package io.github.emrlaunch.local;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Polls until other threads have caused the expected state. */
final class Poll {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Poll() {}

    static <T> T until(Supplier<T> look, Predicate<T> good) {
        long end = System.nanoTime() + LIMIT.toNanos();
        T seen = look.get();
        while (!good.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It has been for " + LIMIT + " as it should not be: " + seen);
            }
            Thread.onSpinWait();
            seen = look.get();
        }
        return seen;
    }
}
