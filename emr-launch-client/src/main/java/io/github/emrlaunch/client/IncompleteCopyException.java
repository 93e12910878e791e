package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.EmrLaunchException;
import java.util.List;

/** A copy that could neither be completed nor be undone. */
public final class IncompleteCopyException extends EmrLaunchException {
    IncompleteCopyException(List<String> left, RuntimeException cause) {
        super(
                ("%s. Putting back what was written before failed, too, so these may be as copied: %s. Repeat the copy when the "
                                + "cause is gone")
                        .formatted(cause.getMessage(), String.join(", ", left)),
                cause);
    }
}
