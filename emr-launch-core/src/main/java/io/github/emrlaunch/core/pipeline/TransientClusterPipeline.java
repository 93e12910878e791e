package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.State;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A state machine that launches a cluster, runs phases of steps on it, terminates it whatever happened, and tells of the end. An
 * execution that is stopped or runs out of time leaves no cluster either.
 *
 * <p>An execution takes what its launch takes, and {@code StepArgumentOverrides}:
 *
 * <pre>{@code
 * {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
 *  "StepArgumentOverrides": {"Prepare": {"2026-01-01": "2026-01-02"}}}
 * }</pre>
 */
public final class TransientClusterPipeline extends Construct {
    private static final Duration AFTER_LAUNCH = Duration.minutes(5);

    private final StateMachine stateMachine;

    private TransientClusterPipeline(Construct scope, String id, Builder settings, IEmrLaunchFunction launchFunction) {
        super(scope, id);
        String name = Validation.required("pipelineName", settings.pipelineName);
        stateMachine = PipelineMachine.create(this, name, states(settings, name, launchFunction), settings.timeout);
        CleanUp.afterPipelines(
                this,
                new CleanUp.Machine(
                        name,
                        stateMachine.getStateMachineArn(),
                        ExecutionEnd.Kind.PIPELINE,
                        name,
                        settings.failureTopic == null
                                ? io.github.emrlaunch.core.notification.Notifications.none()
                                : io.github.emrlaunch.core.notification.Notifications.ofFailure(settings.failureTopic)),
                LaunchExecutions.arn(launchFunction.getDefinition(), ""),
                LaunchExecutions.tag(launchFunction));
        ProductTags.add(this);
    }

    private IChainable states(Builder settings, String name, IEmrLaunchFunction launchFunction) {
        EmrCluster cluster = EmrCluster.launchedBy(launchFunction);
        List<EmrStep> steps = settings.phases.stream()
                .flatMap(phase -> phase.allSteps().stream())
                .toList();
        StepArguments arguments = new StepArguments(steps);
        Map<String, String> clusterId = Map.of("ClusterId", EmrCluster.LAUNCHED);

        Fail failed = EmrChains.fail(this);
        State notLaunched = EmrChains.notifyOfFailure(
                this, "Notify of Failed Launch", name, settings.failureTopic, Map.of(), failed);
        State brokenOff =
                EmrChains.notifyOfFailure(this, "Notify of Failure", name, settings.failureTopic, clusterId, failed);

        Parallel run = Parallel.Builder.create(this, "Run Phases")
                .resultPath(JsonPath.DISCARD)
                .build();
        run.addCatch(terminate(cluster, " after Failure", brokenOff, brokenOff), EmrChains.toError("$.Error"));
        IChainable succeeded = EmrChains.succeed(this, name, settings.successTopic);
        run.next(settings.keepClusterOnSuccess ? succeeded : terminate(cluster, "", succeeded, brokenOff));

        // A launch goes on when the execution that waits for it runs out of time: it must do so earlier.
        Parallel launch = EmrChains.launch(
                this,
                "Launch EMR Cluster",
                launchFunction,
                PipelineLaunch.NAME_EXPRESSION,
                settings.timeout.minus(AFTER_LAUNCH));
        launch.addCatch(stopLaunch(launchFunction, notLaunched), EmrChains.toError("$.Error"));
        launch.next(run);
        IChainable start = arguments.before(this, launch, notLaunched);
        // At last, so that a step with the name of another state is found out.
        run.branch(EmrChains.chain(this, cluster, settings.phases, arguments));
        return start;
    }

    /** Whatever became of a launch that the pipeline lost: its own clean-up ends the cluster once it is stopped. */
    private EmrTask stopLaunch(IEmrLaunchFunction launchFunction, State next) {
        EmrTask stop = EmrTasks.stopLaunch(this, "Stop EMR Launch", launchFunction, PipelineLaunch.NAME_EXPRESSION);
        EmrChains.retry(stop);
        stop.addCatch(next, EmrChains.toError("$.StopError"));
        stop.next(next);
        return stop;
    }

    /** A cluster whose protection can't be lifted may have none. */
    private EmrTask terminate(EmrCluster cluster, String when, IChainable next, State failed) {
        EmrTask terminate = EmrTasks.terminateCluster(
                this,
                "Terminate EMR Cluster" + when,
                cluster,
                TaskStateBaseProps.builder()
                        .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                        .resultPath(JsonPath.DISCARD)
                        .build());
        EmrChains.retry(terminate);
        terminate.addCatch(failed, EmrChains.toError(when.isEmpty() ? "$.Error" : "$.TerminationError"));
        terminate.next(next);
        EmrTask unprotect =
                EmrTasks.setTerminationProtection(this, "Lift Termination Protection" + when, cluster, false);
        EmrChains.retry(unprotect);
        unprotect.addCatch(terminate, EmrChains.toError("$.ProtectionError"));
        unprotect.next(terminate);
        return unprotect;
    }

    /** The state machine: an execution of it is one run of the pipeline. */
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    /** Allows the grantee to run the pipeline. */
    public Grant grantStart(IGrantable grantee) {
        return stateMachine.grantStartExecution(grantee);
    }

    /** Builds a {@link TransientClusterPipeline}. */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable String pipelineName;
        private @Nullable IEmrLaunchFunction launchFunction;
        private List<Phase> phases = List.of();
        private @Nullable ITopic successTopic;
        private @Nullable ITopic failureTopic;
        private Duration timeout = Duration.days(1);
        private boolean keepClusterOnSuccess;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a builder. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The name, which the state machine has too: 1 to 80 letters, digits, {@code _} and {@code -}. */
        public Builder pipelineName(String pipelineName) {
            this.pipelineName = pipelineName;
            return this;
        }

        /** What launches the cluster. It must wait until the cluster has started. */
        public Builder launchFunction(IEmrLaunchFunction launchFunction) {
            this.launchFunction = launchFunction;
            return this;
        }

        /** What runs on the cluster, one phase after the other; a step that fails ends the run. */
        public Builder phases(Phase... phases) {
            this.phases = List.of(phases);
            return this;
        }

        /** The topic that is told of each run that succeeds, as a JSON object; not a FIFO topic. Default: none. */
        public Builder successTopic(ITopic successTopic) {
            this.successTopic = successTopic;
            return this;
        }

        /**
         * The topic that is told of each run that fails, with error and cause, as a JSON object; not a FIFO topic. Default: none.
         */
        public Builder failureTopic(ITopic failureTopic) {
            this.failureTopic = failureTopic;
            return this;
        }

        /**
         * How long a run may take, at least 15 minutes. Its cluster is terminated then; a launch that isn't done 5 minutes before is
         * stopped. Default: a day.
         */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * Whether the cluster of a run that succeeds stays, for the people whom the run has prepared it for. Let it end when it is
         * idle then ({@code idleTimeout} of its configuration): it costs money until somebody or something ends it. Default: false.
         */
        public Builder keepClusterOnSuccess(boolean keepClusterOnSuccess) {
            this.keepClusterOnSuccess = keepClusterOnSuccess;
            return this;
        }

        /**
         * Adds the pipeline to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, or phases don't fit together
         */
        public TransientClusterPipeline build() {
            return Validation.at(scope, id, () -> {
                PipelineRules.requireName(pipelineName);
                Notifications.requireStandard("successTopic", successTopic);
                Notifications.requireStandard("failureTopic", failureTopic);
                PipelineRules.requireTimeout(timeout);
                IEmrLaunchFunction launch = Validation.required("launchFunction", launchFunction);
                if (Boolean.FALSE.equals(launch.getDefinition().waitForClusterStart())) {
                    throw new IllegalArgumentException(
                            "'launchFunction' %s doesn't wait for its cluster: build it with waitForClusterStart(true)"
                                    .formatted(launch.getDefinition().definitionName()));
                }
                return new TransientClusterPipeline(scope, id, this, launch);
            });
        }
    }
}
