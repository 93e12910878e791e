package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JitterType;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.State;
import software.amazon.awscdk.services.stepfunctions.Succeed;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.tasks.SnsPublish;
import software.constructs.Construct;

/** Chains that pipelines are made of, for state machines of your own. */
public final class EmrChains {
    private static final RetryProps AGAIN = RetryProps.builder()
            .errors(List.of("States.TaskFailed"))
            .interval(Duration.seconds(5))
            .maxAttempts(5)
            .backoffRate(2)
            .jitterStrategy(JitterType.FULL)
            .build();

    private EmrChains() {}

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has ended. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}. A launch that fails fails this state
     * with the launch's own error and cause, so that Retry and Catch can name one of {@link
     * io.github.emrlaunch.core.launch.LaunchErrors}; of a task of {@link EmrTasks#startLaunch} every failure is {@code States.TaskFailed}.
     */
    public static Parallel launch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        return launch(scope, id, launchFunction, null, null);
    }

    static Parallel launch(
            Construct scope,
            String id,
            IEmrLaunchFunction launchFunction,
            @Nullable String name,
            @Nullable Duration timeout) {
        EmrTask execution = EmrTasks.startLaunch(scope, id + " Execution", launchFunction, name, timeout);
        execution.addCatch(NestedFailure.fail(scope, id + " Failed"), toError("$.Error"));
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
        return chain(scope, cluster, phases, null);
    }

    /**
     * The same with overrides of step arguments, which the execution's input has as that of a {@link TransientClusterPipeline} does. They
     * are applied first: what comes before in the chain is done when they are found to be wrong.
     *
     * @param failed what is next when they are wrong, with the error at {@code $.Error}
     */
    public static Chain phases(Construct scope, EmrCluster cluster, List<Phase> phases, IChainable failed) {
        StepArguments arguments = new StepArguments(
                phases.stream().flatMap(phase -> phase.allSteps().stream()).toList());
        return arguments.before(scope, chain(scope, cluster, phases, arguments), failed);
    }

    static Chain chain(Construct scope, EmrCluster cluster, List<Phase> phases, @Nullable StepArguments stepArguments) {
        requireUniqueNames(scope, phases);
        Chain chain = null;
        for (Phase phase : phases) {
            List<IChainable> parts = new ArrayList<>();
            List<EmrTask> tasks = phase.steps().stream()
                    .map(step -> step(scope, cluster, step, stepArguments))
                    .toList();
            if (phase.parallel()) {
                parts.add(Parallel.Builder.create(scope, phase.name())
                        .resultPath(JsonPath.DISCARD)
                        .build()
                        .branch(tasks.toArray(IChainable[]::new)));
            } else {
                parts.addAll(tasks);
            }
            phase.validation().forEach(step -> parts.add(step(scope, cluster, step, stepArguments)));
            for (IChainable part : parts) {
                chain = chain == null ? Chain.start(part) : chain.next(part);
            }
        }
        if (chain == null) {
            throw new IllegalArgumentException("'phases' must have at least one phase");
        }
        return chain;
    }

    private static void requireUniqueNames(Construct scope, List<Phase> phases) {
        Map<String, String> phaseOf = new LinkedHashMap<>();
        for (Phase phase : phases) {
            if (phase.parallel()) {
                requireFree(scope, "Phase", phase.name());
            }
            for (EmrStep step : phase.allSteps()) {
                String other = phaseOf.put(step.name(), phase.name());
                if (other != null) {
                    throw new IllegalArgumentException(
                            ("Step '%s' is in phase '%s' and in phase '%s': names must be unique in a pipeline, so that an "
                                            + "override reaches one step only")
                                    .formatted(step.name(), other, phase.name()));
                }
                requireFree(scope, "Step", step.name());
            }
        }
        phases.stream()
                .filter(phase -> phase.parallel() && phaseOf.containsKey(phase.name()))
                .findFirst()
                .ifPresent(phase -> {
                    throw new IllegalArgumentException(
                            "Phase '%s' has the name of a step in phase '%s': each is a state, so give one another name"
                                    .formatted(phase.name(), phaseOf.get(phase.name())));
                });
    }

    private static void requireFree(Construct scope, String what, String name) {
        if (scope.getNode().tryFindChild(name) != null) {
            throw new IllegalArgumentException(
                    "%s '%s' has the name of something else in %s, such as a state: give it another"
                            .formatted(what, name, scope.getNode().getPath()));
        }
    }

    /**
     * Not tried again, whatever EMR says: throttling has the name that all other errors have, that of a look at a step which runs
     * already among them, and nothing keeps EMR from running the same step twice.
     */
    private static EmrTask step(
            Construct scope, EmrCluster cluster, EmrStep step, @Nullable StepArguments stepArguments) {
        return EmrTasks.addStep(
                scope,
                step.name(),
                cluster,
                step,
                stepArguments == null ? null : stepArguments.pathOf(step),
                TaskStateBaseProps.builder().resultPath(JsonPath.DISCARD).build());
    }

    /** Tries again what does no harm when it is done twice. */
    static void retry(EmrTask task) {
        task.addRetry(AGAIN);
    }

    /**
     * The end of an execution that succeeded.
     *
     * @param name of the pipeline, for people
     * @param topic that is told, not a FIFO topic; null for nobody
     */
    public static IChainable succeed(Construct scope, String name, @Nullable ITopic topic) {
        Notifications.requireStandard("topic", topic);
        Succeed end = Succeed.Builder.create(scope, "Pipeline Succeeded").build();
        return topic == null ? end : notify(scope, "Notify of Success", name, "succeeded", topic, Map.of(), end);
    }

    /** The state in which failures end, which expects the error at {@code $.Error}. */
    static Fail fail(Construct scope) {
        return Fail.Builder.create(scope, "Pipeline Failed")
                .errorPath("$.Error.Error")
                .causePath("$.Error.Cause")
                .build();
    }

    /**
     * The end of an execution that failed, which expects the error at {@code $.Error}, where a Catch puts it.
     *
     * @param name of the pipeline, for people
     * @param topic that is told, with error and cause, not a FIFO topic; null for nobody
     */
    public static IChainable fail(Construct scope, String name, @Nullable ITopic topic) {
        Notifications.requireStandard("topic", topic);
        return notifyOfFailure(scope, "Notify of Failure", name, topic, Map.of(), fail(scope));
    }

    static State notifyOfFailure(
            Construct scope, String id, String name, @Nullable ITopic topic, Map<String, String> paths, Fail end) {
        Map<String, String> all = new LinkedHashMap<>(paths);
        all.put("Error", "$.Error.Error");
        all.put("Cause", "$.Error.Cause");
        return topic == null ? end : notify(scope, id, name, "failed", topic, all, end);
    }

    static State notify(
            Construct scope,
            String id,
            String name,
            String outcome,
            ITopic topic,
            Map<String, String> paths,
            State next) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("Pipeline", name);
        message.put("Execution", JsonPath.stringAt("$$.Execution.Id"));
        paths.forEach((key, path) -> message.put(key, JsonPath.stringAt(path)));
        SnsPublish publish = SnsPublish.Builder.create(scope, id)
                .topic(topic)
                .subject(Notifications.subject("EMR pipeline %s: %s".formatted(outcome, name)))
                .message(TaskInput.fromObject(message))
                .resultPath(JsonPath.DISCARD)
                .build();
        publish.addRetry(RetryProps.builder()
                .errors(List.of("States.TaskFailed"))
                .maxAttempts(3)
                .build());
        // Whoever isn't told can still ask: that nobody was told is no failure of the pipeline.
        publish.addCatch(next, toError("$.NotificationError"));
        publish.next(next);
        return publish;
    }

    static CatchProps toError(String path) {
        return CatchProps.builder().resultPath(path).build();
    }
}
