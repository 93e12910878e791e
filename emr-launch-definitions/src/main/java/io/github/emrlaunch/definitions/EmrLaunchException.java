package io.github.emrlaunch.definitions;

import org.jspecify.annotations.Nullable;

/** The root of the exceptions of this library that callers may want to catch. */
public abstract class EmrLaunchException extends RuntimeException {
    /** An exception without a cause. */
    protected EmrLaunchException(String message) {
        super(message);
    }

    /** An exception with a cause. */
    protected EmrLaunchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
