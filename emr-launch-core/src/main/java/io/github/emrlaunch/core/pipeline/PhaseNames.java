package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The names of phases and steps, which are names of states and by which an execution overrides arguments. */
final class PhaseNames {
    private PhaseNames() {}

    /** Checks that all differ. */
    static void requireUnique(List<Phase> phases) {
        Map<String, String> phaseOf = new LinkedHashMap<>();
        for (Phase phase : Validation.list("phases", phases)) {
            for (EmrStep step : phase.allSteps()) {
                String other = phaseOf.put(step.name(), phase.name());
                if (other != null) {
                    throw new IllegalArgumentException(
                            "Step '%s' is in phase '%s' and in phase '%s': names must be unique in a pipeline, so that an override reaches one step only"
                                    .formatted(step.name(), other, phase.name()));
                }
            }
        }
        Map<String, Phase> parallel = new LinkedHashMap<>();
        phases.stream().filter(Phase::parallel).forEach(phase -> {
            String step = phaseOf.get(phase.name());
            if (step != null) {
                throw new IllegalArgumentException(
                        "Phase '%s' has the name of a step in phase '%s': each is a state, so give one another name"
                                .formatted(phase.name(), step));
            }
            if (parallel.put(phase.name(), phase) != null) {
                throw new IllegalArgumentException(
                        "There are two phases of the name '%s': each is a state, so give one another name"
                                .formatted(phase.name()));
            }
        });
    }

    /** Checks that none is taken. */
    static void requireFree(List<Phase> phases, Predicate<String> isTaken) {
        for (Phase phase : Validation.list("phases", phases)) {
            if (phase.parallel() && isTaken.test(phase.name())) {
                throw taken("Phase", phase.name());
            }
            for (EmrStep step : phase.allSteps()) {
                if (isTaken.test(step.name())) {
                    throw taken("Step", step.name());
                }
            }
        }
    }

    private static IllegalArgumentException taken(String what, String name) {
        return new IllegalArgumentException(
                "%s '%s' has the name of another state: give it another name".formatted(what, name));
    }
}
