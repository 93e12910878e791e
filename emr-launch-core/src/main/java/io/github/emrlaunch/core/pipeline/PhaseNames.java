package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of phases and steps, by which an execution overrides arguments and chooses the phase to start from. */
final class PhaseNames {
    private PhaseNames() {}

    /** Checks that all names are unique. */
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
        Set<String> names = new HashSet<>();
        for (Phase phase : phases) {
            if (!names.add(phase.name())) {
                throw new IllegalArgumentException(
                        "There are two phases with the name '%s': rename one, so that an execution can start from either"
                                .formatted(phase.name()));
            }
        }
    }
}
