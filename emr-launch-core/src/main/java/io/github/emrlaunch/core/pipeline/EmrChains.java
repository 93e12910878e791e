package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.List;
import software.constructs.Construct;

/** States that launch clusters and run phases, for chains of the CDK. */
public final class EmrChains {
    private EmrChains() {}

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has ended. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}. A launch that fails fails this state
     * with the launch's own error and cause, so that Retry and Catch can name one of {@link
     * io.github.emrlaunch.core.launch.LaunchErrors}; of a task of {@link EmrTasks#startLaunch} every failure is {@code States.TaskFailed}.
     */
    public static EmrClusterLaunch launch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        return Validation.at(
                scope, id, () -> new EmrClusterLaunch(scope, id, EmrTasks.launchCall(scope, id, launchFunction)));
    }

    /**
     * Phases on a cluster, as one state. It reads its input, such as a Map's item: what a step, an item or a condition reads of it is a reference such as
     * {@code JsonPath.stringAt("$.table")}.
     *
     * @throws IllegalArgumentException when two steps or phases have one name, a phase is a chain, or a reference has no expression in JSONata
     */
    public static EmrPhases phases(Construct scope, String id, EmrCluster cluster, List<Phase> phases) {
        return phases(scope, id, cluster, phases, false);
    }

    /**
     * The same with overrides of step arguments, which the state's input has as that of a {@link TransientClusterPipeline} does. Before the first step, the state
     * fails with {@link PipelineErrors#INVALID_OVERRIDE} when they are wrong.
     *
     * @throws IllegalArgumentException when two steps or phases have one name, a phase is a chain, or a reference has no expression in JSONata
     */
    public static EmrPhases phasesWithOverrides(Construct scope, String id, EmrCluster cluster, List<Phase> phases) {
        return phases(scope, id, cluster, phases, true);
    }

    private static EmrPhases phases(
            Construct scope, String id, EmrCluster cluster, List<Phase> phases, boolean overridable) {
        return Validation.at(scope, id, () -> {
            Validation.required("cluster", cluster);
            List<Phase> all = cluster.withRoles(PipelineSettings.requirePhases(phases));
            cluster.require(PipelineSettings.steps(all));
            // The ARN of the function is a token, which counts for nothing.
            EmrPhases.body(id, cluster, all, "", overridable);
            return new EmrPhases(scope, id, cluster, all, overridable);
        });
    }
}
