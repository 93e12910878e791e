package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;

/** What all pipelines demand of what they are given. */
final class PipelineRules {
    private static final String NAME = "[A-Za-z0-9_-]{1,80}";

    private PipelineRules() {}

    static void requireName(@Nullable String pipelineName) {
        String name = Validation.required("pipelineName", pipelineName);
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "'pipelineName' must be 1 to 80 letters, digits, _ and -, got: '%s'".formatted(name));
        }
    }
}
