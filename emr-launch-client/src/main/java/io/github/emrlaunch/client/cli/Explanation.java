package io.github.emrlaunch.client.cli;

import org.jspecify.annotations.Nullable;

/**
 * The message of a failure.
 *
 * @param what the cause in one line
 * @param wayOut the remedy; null if the cause implies it
 */
record Explanation(String what, @Nullable String wayOut) {
    static Explanation of(String what) {
        return new Explanation(what, null);
    }
}
