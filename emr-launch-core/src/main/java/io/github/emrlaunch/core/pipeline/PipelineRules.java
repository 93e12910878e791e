package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;

/** What all pipelines demand of what they are given. */
final class PipelineRules {
    private static final String NAME = "[A-Za-z0-9_-]{1,80}";
    private static final long MIN_TIMEOUT_SECONDS = 15 * 60;

    private PipelineRules() {}

    /** A cluster alone takes some minutes to start. */
    static void requireTimeout(Duration timeout) {
        if (timeout.toSeconds().longValue() < MIN_TIMEOUT_SECONDS) {
            throw new IllegalArgumentException("'timeout' must be at least %d minutes, got: %s"
                    .formatted(MIN_TIMEOUT_SECONDS / 60, timeout.toHumanString()));
        }
    }

    static void requireName(@Nullable String pipelineName) {
        String name = Validation.required("pipelineName", pipelineName);
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "'pipelineName' must be 1 to 80 letters, digits, _ and -, got: '%s'".formatted(name));
        }
    }
}
