package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.CustomState;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.constructs.Construct;

/** Chains of states that launch clusters and run phases, for state machines of the CDK that are written in JSONPath, the default. */
public final class EmrChains {
    private static final String ARGUMENTS = "$.StepArguments";
    private static final String CHECK = "Check Step Arguments";
    private static final String IS_VALID = "Are Step Arguments Valid?";
    private static final String INVALID = "Step Arguments Invalid";

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
     * The steps of phases on a cluster, one phase after the other. The states are named for the steps; the state is left as it is. A step is
     * not tried again, whatever EMR says: throttling has the name that all other errors have, that of a look at a step which runs already
     * among them, and nothing keeps EMR from running the same step twice.
     *
     * @throws IllegalArgumentException when two steps have one name, or a step or a phase that of another state
     */
    public static Chain phases(Construct scope, EmrCluster cluster, List<Phase> phases) {
        return chain(scope, phases, step -> EmrTasks.addStep(scope, step.name(), cluster, step));
    }

    /**
     * The same with overrides of step arguments, which the execution's input has as that of a {@link TransientClusterPipeline} does. They
     * are checked first: what comes before in the chain is done when they are found to be wrong. The state gets the member
     * {@code StepArguments}.
     *
     * @param failed what is next when they are wrong, with {@link PipelineErrors#INVALID_OVERRIDE} and its cause at {@code $.Error}
     * @throws IllegalArgumentException when two steps have one name, or a step or a phase that of another state
     */
    public static Chain phases(Construct scope, EmrCluster cluster, List<Phase> phases, IChainable failed) {
        PhaseNames.requireFree(phases, List.of(CHECK, IS_VALID, INVALID)::contains);
        StepArguments arguments = new StepArguments(Validation.list("phases", phases).stream()
                .flatMap(phase -> phase.allSteps().stream())
                .toList());
        Chain steps = chain(
                scope,
                phases,
                step -> EmrTasks.addStep(
                        scope, cluster, step, "$states.input.StepArguments.Steps." + arguments.key(step)));
        CustomState check = CustomState.Builder.create(scope, CHECK)
                .stateJson(Map.of(
                        "Type",
                        "Pass",
                        "QueryLanguage",
                        "JSONata",
                        "Output",
                        expression("$merge([$states.input, {'StepArguments': %s}])"
                                .formatted(arguments.checkedArguments()))))
                .build();
        Pass invalid = Pass.Builder.create(scope, INVALID)
                .parameters(Map.of("Error", PipelineErrors.INVALID_OVERRIDE, "Cause.$", ARGUMENTS + ".Violation"))
                .resultPath("$.Error")
                .build();
        invalid.next(failed);
        Choice valid = Choice.Builder.create(scope, IS_VALID).build();
        valid.when(Condition.stringEquals(ARGUMENTS + ".Violation", ""), steps).otherwise(invalid);
        check.next(valid);
        return Chain.custom(check, steps.getEndStates(), steps);
    }

    private static Chain chain(Construct scope, List<Phase> phases, Function<EmrStep, EmrTask> task) {
        Validation.required("scope", scope);
        PhaseNames.requireUnique(phases);
        PhaseNames.requireFree(phases, name -> scope.getNode().tryFindChild(name) != null);
        Chain chain = null;
        for (Phase phase : phases) {
            List<IChainable> parts = new ArrayList<>();
            List<EmrTask> tasks = phase.steps().stream().map(task).toList();
            if (phase.parallel()) {
                parts.add(Parallel.Builder.create(scope, phase.name())
                        .resultPath(JsonPath.DISCARD)
                        .build()
                        .branch(tasks.toArray(IChainable[]::new)));
            } else {
                parts.addAll(tasks);
            }
            phase.validation().forEach(step -> parts.add(task.apply(step)));
            for (IChainable part : parts) {
                chain = chain == null ? Chain.start(part) : chain.next(part);
            }
        }
        if (chain == null) {
            throw new IllegalArgumentException("'phases' must have at least one phase");
        }
        return chain;
    }
}
