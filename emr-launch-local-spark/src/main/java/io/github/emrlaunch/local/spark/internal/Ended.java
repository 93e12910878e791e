package io.github.emrlaunch.local.spark.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a program ended. */
public sealed interface Ended {
    /** It ended with an exit code. Its output tells what failed when the code is not zero. */
    record Exited(int code) implements Ended {}

    /**
     * It failed, and the message says why.
     *
     * @param code of the process, null without one
     */
    record Failed(String message, @Nullable Integer code) implements Ended {
        /** Without a process. */
        public Failed(String message) {
            this(message, null);
        }
    }

    /** It was ended at the time limit. */
    record TimedOut(Duration limit) implements Ended {}

    /** This machine cannot run it. */
    record Simulated(String why) implements Ended {}

    /** The exit code of the process; null without one. */
    default @Nullable Integer exitCode() {
        if (this instanceof Exited exited) {
            return exited.code();
        }
        return this instanceof Failed failed ? failed.code() : null;
    }

    /** It succeeded. */
    static Ended succeeded() {
        return new Exited(0);
    }
}
