package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runtime role of steps that name none: that of the cluster configuration, which EMR gives only to steps of the request itself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow, StepExecutionRoleArn</a>
 */
final class DefaultStepRole {
    private DefaultStepRole() {}

    /** Phases on clusters of a launch function; null for clusters of which nothing is known. */
    static List<Phase> of(@Nullable IEmrLaunchFunction launchFunction, List<Phase> phases) {
        return launchFunction == null || launchFunction.stepExecutionRole().isEmpty()
                ? phases
                : phases.stream()
                        .map(phase -> phase.withSteps(step -> of(launchFunction, step)))
                        .toList();
    }

    /** A step on such a cluster. */
    static EmrStep of(@Nullable IEmrLaunchFunction launchFunction, EmrStep step) {
        return launchFunction == null || step.executionRole() != null
                ? step
                : launchFunction
                        .stepExecutionRole()
                        .map(step::withExecutionRole)
                        .orElse(step);
    }
}
