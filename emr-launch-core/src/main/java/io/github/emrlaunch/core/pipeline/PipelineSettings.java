package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.notification.Notifications;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;

/** The settings that all pipelines have. */
record PipelineSettings(String name, List<Phase> phases, Notifications notifications, int timeoutSeconds) {
    private static final String NAME = "[A-Za-z0-9_-]{1,80}";
    private static final int MIN_TIMEOUT_MINUTES = 15;
    /** No execution takes longer. */
    private static final int MAX_TIMEOUT_DAYS = 365;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when one is missing or wrong
     */
    static PipelineSettings of(
            @Nullable String pipelineName, List<Phase> phases, Notifications notifications, Duration timeout) {
        String name = requireName(pipelineName);
        // A cluster alone takes some minutes to start.
        long seconds = GivenNumbers.knownSeconds("timeout", timeout, "steps wait by it");
        if (seconds < MIN_TIMEOUT_MINUTES * 60 || seconds > MAX_TIMEOUT_DAYS * 86_400) {
            throw new IllegalArgumentException("'timeout' must be at least %d minutes and at most %d days, got: %s"
                    .formatted(MIN_TIMEOUT_MINUTES, MAX_TIMEOUT_DAYS, timeout.toHumanString()));
        }
        requirePhases(phases);
        return new PipelineSettings(name, phases, notifications, (int) seconds);
    }

    /** Checks that phases fit together. */
    static List<Phase> requirePhases(List<Phase> phases) {
        List<Phase> all = Validation.list("phases", phases);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("'phases' must have at least one phase");
        }
        PhaseNames.requireUnique(all);
        PhaseOutputs.requireEarlier(all);
        return all;
    }

    static String requireName(@Nullable String pipelineName) {
        String name = Reference.requireText("'pipelineName'", Validation.required("pipelineName", pipelineName));
        Validation.requireKnown("pipelineName", name, "it is the name of a state machine");
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "'pipelineName' must be 1 to 80 letters, digits, _ and -, got: '%s'".formatted(name));
        }
        return name;
    }

    /** Whether a step has code, which the instance role has to read. */
    boolean hasCode() {
        return steps().stream().anyMatch(step -> !step.code().isEmpty());
    }

    List<EmrStep> steps() {
        return steps(phases);
    }

    /** The steps of phases, those that validate included. */
    static List<EmrStep> steps(List<Phase> phases) {
        return phases.stream().flatMap(phase -> phase.allSteps().stream()).toList();
    }
}
