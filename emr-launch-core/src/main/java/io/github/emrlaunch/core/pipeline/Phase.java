package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Steps of a pipeline that belong together.
 *
 * @param name the name of the phase, and of its state in pipelines when it is parallel, 1 to 80 characters: letters, digits, spaces
 *     and {@code . _ - :}
 * @param steps at least one
 * @param parallel whether the steps are handed to EMR at once, which runs as many at a time as the cluster's step concurrency
 *     allows; else one after the other
 * @param validation steps that run one after the other once all others have completed, and that fail when those made something wrong
 */
public record Phase(String name, List<EmrStep> steps, boolean parallel, List<EmrStep> validation) {
    private static final int MAX_ACTIVE_STEPS = 256;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when there is no step, or EMR would refuse one
     */
    public Phase {
        steps = Validation.list("steps", steps);
        validation = Validation.list("validation", validation);
        if (!Validation.required("name", name).matches(EmrStep.NAME)) {
            throw new IllegalArgumentException(
                    "'name' of a phase must be 1 to 80 letters, digits, spaces and . _ - :, got: '%s'".formatted(name));
        }
        if (parallel && steps.size() > MAX_ACTIVE_STEPS) {
            throw new IllegalArgumentException(
                    "Phase '%s' hands %d steps to EMR at once, which takes %d. Make several phases of them"
                            .formatted(name, steps.size(), MAX_ACTIVE_STEPS));
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("Phase '%s' must have at least one step".formatted(name));
        }
        for (EmrStep step : steps) {
            if (parallel && step.actionOnFailure() != ActionOnFailure.CONTINUE) {
                throw new IllegalArgumentException(
                        "Step '%s' of phase '%s': 'actionOnFailure' of steps that run at once must be CONTINUE, got: %s"
                                .formatted(step.name(), name, step.actionOnFailure()));
            }
        }
    }

    /** Steps that run one after the other. */
    public static Phase of(String name, EmrStep... steps) {
        return of(name, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase of(String name, List<EmrStep> steps) {
        return new Phase(name, steps, false, List.of());
    }

    /** Steps that are handed to EMR at once. */
    public static Phase parallel(String name, EmrStep... steps) {
        return parallel(name, Validation.list("steps", steps));
    }

    /** The same with the steps as a list. */
    public static Phase parallel(String name, List<EmrStep> steps) {
        return new Phase(name, steps, true, List.of());
    }

    /**
     * The scripts of a folder, one after the other in the order of their names: {@code .py} by Spark, {@code .hql} by Hive,
     * {@code .sh} by the shell. The steps are named for the files.
     *
     * @param code whose folder this app knows
     * @param pattern a glob over paths within the folder, such as <code>nightly/*</code>
     * @throws IllegalArgumentException when nothing matches, or a file is none of these
     */
    public static Phase ofScripts(String name, EmrCode code, String pattern) {
        List<EmrStep> steps = new ArrayList<>();
        Validation.required("code", code)
                .files(Validation.required("pattern", pattern))
                .forEach(file -> steps.add(script(code, file)));
        return of(name, steps);
    }

    private static EmrStep script(EmrCode code, String file) {
        String stepName = file.replace('/', '-');
        if (file.endsWith(".py")) {
            return SparkSubmit.python(code, file).toStep(stepName);
        }
        if (file.endsWith(".hql")) {
            return EmrStep.hiveScript(stepName, code, file, Map.of());
        }
        if (file.endsWith(".sh")) {
            return EmrStep.shellScript(stepName, code, file);
        }
        throw new IllegalArgumentException(
                "'%s' is no script that a phase can run: .py, .hql or .sh. Narrow the pattern".formatted(file));
    }

    /** The same phase with steps that check what the others made. */
    public Phase validatedBy(EmrStep... checks) {
        return validatedBy(Validation.list("checks", checks));
    }

    /** The same with the steps as a list. */
    public Phase validatedBy(List<EmrStep> checks) {
        return new Phase(name, steps, parallel, checks);
    }

    /** All steps, those that validate included. */
    List<EmrStep> allSteps() {
        List<EmrStep> all = new ArrayList<>(steps);
        all.addAll(validation);
        return all;
    }
}
