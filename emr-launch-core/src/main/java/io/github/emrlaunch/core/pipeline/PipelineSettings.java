package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.PipelineDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;

/** The settings that all pipelines have. */
record PipelineSettings(
        DefinitionName name,
        @Nullable String description,
        List<Phase> phases,
        Notifications notifications,
        int timeoutSeconds) {
    private static final int MAX_STATE_MACHINE_NAME = 80;

    private static final int MIN_TIMEOUT_MINUTES = 15;
    /** The longest execution of a standard state machine. */
    private static final int MAX_TIMEOUT_DAYS = 365;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when one is missing or wrong
     */
    static PipelineSettings of(
            @Nullable String namespace,
            @Nullable String pipelineName,
            @Nullable String description,
            List<Phase> phases,
            Notifications notifications,
            Duration timeout) {
        DefinitionName name =
                new DefinitionName(requireName("namespace", namespace), requireName("pipelineName", pipelineName));
        Validation.requireLength(
                "The state machine", PipelineDefinition.stateMachineName(name), MAX_STATE_MACHINE_NAME);
        // A cluster takes some minutes to start.
        long seconds = GivenNumbers.knownSeconds("timeout", timeout, "steps wait by it");
        if (seconds < MIN_TIMEOUT_MINUTES * 60 || seconds > MAX_TIMEOUT_DAYS * 86_400) {
            throw new IllegalArgumentException("'timeout' must be at least %d minutes and at most %d days, got: %s"
                    .formatted(MIN_TIMEOUT_MINUTES, MAX_TIMEOUT_DAYS, timeout.toHumanString()));
        }
        requirePhases(phases);
        return new PipelineSettings(name, description, phases, notifications, (int) seconds);
    }

    private static String requireName(String property, @Nullable String value) {
        String name = Reference.requireText("'%s'".formatted(property), Validation.required(property, value));
        Validation.requireKnown(property, name, "it is part of the name of a state machine");
        if (!name.matches(PipelineDefinition.ALLOWED)) {
            throw new IllegalArgumentException(
                    "'%s' of a pipeline must be letters, digits, _ and -, got: '%s'".formatted(property, name));
        }
        return name;
    }

    /** Checks that phases do not conflict. */
    static List<Phase> requirePhases(List<Phase> phases) {
        List<Phase> all = Validation.list("phases", phases);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("'phases' must have at least one phase");
        }
        PhaseNames.requireUnique(all);
        PhaseOutputs.requireEarlier(all);
        return all;
    }

    /** Returns the name of the state machine. */
    String machineName() {
        return PipelineDefinition.stateMachineName(name);
    }

    /** Returns whether a step has code, which the instance role must be able to read. */
    boolean hasCode() {
        return steps().stream().anyMatch(step -> !step.code().isEmpty());
    }

    List<EmrStep> steps() {
        return steps(phases);
    }

    /** Returns the steps of phases, including validation steps. */
    static List<EmrStep> steps(List<Phase> phases) {
        return phases.stream().flatMap(phase -> phase.allSteps().stream()).toList();
    }
}
