package io.github.emrlaunch.local.spark.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The end of a program. */
public sealed interface Ended {
    /** Returns an end with an exit code. If the code is not zero, the output has the reason. */
    record Exited(int code) implements Ended {}

    /**
     * Returns a failure with a message.
     *
     * @param code the exit code of the process; null if there is none
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
