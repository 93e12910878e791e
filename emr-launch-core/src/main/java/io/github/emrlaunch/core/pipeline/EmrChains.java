package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.constructs.Construct;

/** Chains of states that launch clusters and run phases, for state machines of the CDK that are written in JSONPath, the default. */
public final class EmrChains {
    private EmrChains() {}

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has ended. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}. A launch that fails fails this state
     * with the launch's own error and cause, so that Retry and Catch can name one of {@link
     * io.github.emrlaunch.core.launch.LaunchErrors}; of a task of {@link EmrTasks#startLaunch} every failure is {@code States.TaskFailed}.
     */
    public static Parallel launch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        EmrTask execution = EmrTasks.startLaunch(scope, id + " Execution", launchFunction);
        execution.addCatch(
                NestedFailure.fail(scope, id + " Failed"),
                CatchProps.builder().resultPath("$.Error").build());
        return Parallel.Builder.create(scope, id)
                .resultSelector(Map.of("ClusterId.$", "$[0].LaunchClusterResult.ClusterId"))
                .resultPath("$.LaunchClusterResult")
                .build()
                .branch(execution);
    }

    /**
     * The steps of phases on a cluster, one phase after the other. The states are named for the steps; the state is left as it is.
     *
     * @throws IllegalArgumentException when two steps have one name, or a step or a phase that of another state
     */
    public static Chain phases(Construct scope, EmrCluster cluster, List<Phase> phases) {
        PhaseNames.requireUnique(phases);
        PhaseNames.requireFree(phases, name -> scope.getNode().tryFindChild(name) != null);
        Chain chain = null;
        for (Phase phase : phases) {
            List<IChainable> parts = new ArrayList<>();
            List<EmrTask> tasks = phase.steps().stream()
                    .map(step -> step(scope, cluster, step))
                    .toList();
            if (phase.parallel()) {
                parts.add(Parallel.Builder.create(scope, phase.name())
                        .resultPath(JsonPath.DISCARD)
                        .build()
                        .branch(tasks.toArray(IChainable[]::new)));
            } else {
                parts.addAll(tasks);
            }
            phase.validation().forEach(step -> parts.add(step(scope, cluster, step)));
            for (IChainable part : parts) {
                chain = chain == null ? Chain.start(part) : chain.next(part);
            }
        }
        if (chain == null) {
            throw new IllegalArgumentException("'phases' must have at least one phase");
        }
        return chain;
    }

    /**
     * Not tried again, whatever EMR says: throttling has the name that all other errors have, that of a look at a step which runs
     * already among them, and nothing keeps EMR from running the same step twice.
     */
    private static EmrTask step(Construct scope, EmrCluster cluster, EmrStep step) {
        return EmrTasks.addStep(scope, step.name(), cluster, step);
    }
}
