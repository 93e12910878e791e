package io.github.emrlaunch.local;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something until it is as it should be, which other threads bring about; the build's own limit is the limit. */
final class Poll {
    private Poll() {}

    static <T> T until(Supplier<T> look, Predicate<T> good) {
        T seen = look.get();
        while (!good.test(seen)) {
            Thread.onSpinWait();
            seen = look.get();
        }
        return seen;
    }
}
