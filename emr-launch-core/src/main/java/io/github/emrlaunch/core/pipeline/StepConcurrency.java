package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.List;
import java.util.Optional;

/**
 * The rule for steps on a cluster that runs several at once: EMR refuses a step whose failure would cancel the others.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html">StepConfig, ActionOnFailure</a>
 */
final class StepConcurrency {
    private StepConcurrency() {}

    /**
     * Checks steps on clusters of a launch function, whose step concurrency may not be known.
     *
     * @throws IllegalArgumentException when EMR would refuse one
     */
    static void require(IEmrLaunchFunction launchFunction, List<EmrStep> steps) {
        Optional<Integer> level = launchFunction.stepConcurrencyLevel();
        if (level.isEmpty() || level.get() < 2) {
            return;
        }
        for (EmrStep step : steps) {
            if (step.actionOnFailure() != ActionOnFailure.CONTINUE) {
                throw new IllegalArgumentException(
                        ("Step '%s': 'actionOnFailure' must be CONTINUE on clusters that run %d steps at once, as the configuration of launch function %s sets "
                                        + "by 'stepConcurrencyLevel', got: %s. A failed step stops the phases whatever its action is")
                                .formatted(
                                        step.name(),
                                        level.get(),
                                        launchFunction.getLaunchFunctionName(),
                                        step.actionOnFailure()));
            }
        }
    }
}
