package io.github.emrlaunch.client.cli;

import org.jspecify.annotations.Nullable;

/**
 * The message of a failure.
 *
 * @param what the cause, in one line
 * @param wayOut what to do; null when the cause says it
 */
record Explanation(String what, @Nullable String wayOut) {
    static Explanation of(String what) {
        return new Explanation(what, null);
    }
}
