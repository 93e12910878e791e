package io.github.emrlaunch.definitions;

import org.jspecify.annotations.Nullable;

/** The root of the exceptions of this library for callers. */
public abstract class EmrLaunchException extends RuntimeException {
    /** Creates an exception without a cause. */
    protected EmrLaunchException(String message) {
        super(message);
    }

    /** Creates an exception with a cause. */
    protected EmrLaunchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
