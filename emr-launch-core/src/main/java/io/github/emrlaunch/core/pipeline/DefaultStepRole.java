package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runtime role of steps without one: that of the cluster configuration, which EMR applies only to steps of the request itself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow, StepExecutionRoleArn</a>
 */
final class DefaultStepRole {
    private DefaultStepRole() {}

    /** Returns the phases with the default role. The launch function is null for clusters of unknown configuration. */
    static List<Phase> of(@Nullable IEmrLaunchFunction launchFunction, List<Phase> phases) {
        return launchFunction == null || launchFunction.stepExecutionRole().isEmpty()
                ? phases
                : phases.stream()
                        .map(phase -> phase.withSteps(step -> of(launchFunction, step)))
                        .toList();
    }

    /** Returns the step with the default role. */
    static EmrStep of(@Nullable IEmrLaunchFunction launchFunction, EmrStep step) {
        return launchFunction == null || step.executionRole() != null
                ? step
                : launchFunction
                        .stepExecutionRole()
                        .map(step::withExecutionRole)
                        .orElse(step);
    }
}
