package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.constructs.Construct;

/**
 * A state machine that launches a cluster, runs phases of steps on it, terminates it in any case, and sends notifications. An
 * execution that is stopped or times out leaves no cluster either. Its definition is stored in Parameter Store as
 * {@code /emr_launch/pipelines/NAMESPACE/NAME}. The state machine is named {@code pipeline_NAMESPACE_NAME}.
 *
 * <p>The input of an execution has the members of the launch's input, and {@code StepArgumentOverrides}:
 *
 * <pre>{@code
 * {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
 *  "StepArgumentOverrides": {"Prepare": {"2026-01-01": "2026-01-02"}}}
 * }</pre>
 */
public final class TransientClusterPipeline extends Resource implements IClusterPipeline {
    private final PipelineMachine machine;

    private TransientClusterPipeline(Builder builder) {
        super(builder.scope, builder.id);
        Settings settings = builder.settings();
        PipelineSettings pipeline = settings.pipeline();
        StateMachineLogs logs = PipelineMachine.logs(this, pipeline);
        PhaseChains chains = PhaseChains.make(this, pipeline, logs);
        StepFunction stepFunction = StepFunction.of(this);
        List<Map<String, Object>> statements = statements(settings, stepFunction);
        statements.addAll(chains.statements());
        machine = new PipelineMachine(
                this,
                pipeline,
                logs,
                settings.definition(chains, stepFunction.arn()),
                statements,
                settings.profile(),
                settings.stored());
        settings.cluster().warn(this, pipeline.phases());
        if (settings.keepClusterOnSuccess()) {
            KeptClusters.warn(this, Validation.required("launchFunction", builder.launchFunction));
        }
        CleanUp.afterPipelines(this, machine.ending(), settings.launch().arn(""), settings.clusters());
        ProductTags.add(this);
    }

    /** Returns the names of the launches of this pipeline, as a pattern: it stops no other launches, and uses no clusters of others. */
    private static String launchNames(PipelineSettings pipeline) {
        return PipelineLaunch.prefix(pipeline.machineName()) + "*";
    }

    private static List<Map<String, Object>> statements(Settings settings, StepFunction stepFunction) {
        LaunchExecutions launch = settings.launch();
        List<Map<String, Object>> statements = new ArrayList<>(
                TaskCall.allowExecutions(launch.stateMachineArn(), launch.arn(launchNames(settings.pipeline()))));
        statements.addAll(PipelineStates.allowSteps(
                stepFunction, settings.cluster(), settings.pipeline().steps()));
        statements.add(settings.cluster()
                .allow("elasticmapreduce:SetTerminationProtection", "elasticmapreduce:TerminateJobFlows"));
        return statements;
    }

    /**
     * Loads a pipeline of the default namespace during synthesis.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException when no pipeline has this name
     * @see #fromStoredPipeline(Construct, String, String, String)
     */
    public static IClusterPipeline fromStoredPipeline(Construct scope, String id, String pipelineName) {
        return fromStoredPipeline(scope, id, pipelineName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a pipeline of either kind during synthesis, either from the folder in the context key {@code emr-launch:definitions-directory}
     * or from Parameter Store in the stack's region, with the default credentials.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException when no pipeline has this name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when the stored document is not a pipeline
     */
    public static IClusterPipeline fromStoredPipeline(
            Construct scope, String id, String pipelineName, String namespace) {
        return StoredClusterPipeline.load(scope, id, pipelineName, namespace);
    }

    /**
     * Imports a pipeline of this library from another app by the ARN of its state machine. Nothing is read during synthesis. The
     * part of the state machine's name between the first two underscores is the namespace.
     *
     * @see #fromStateMachineArn(Construct, String, String, String)
     */
    public static IClusterPipeline fromStateMachineArn(Construct scope, String id, String stateMachineArn) {
        return ImportedClusterPipeline.of(scope, id, stateMachineArn, null);
    }

    /**
     * Imports a pipeline of this library from another app by the ARN of its state machine. Nothing is read during synthesis
     * until the definition is requested.
     *
     * @param stateMachineArn the ARN. Its last part, {@code pipeline_NAMESPACE_NAME}, must be known at synthesis
     * @throws IllegalArgumentException when it is not the ARN of a state machine with such a name
     */
    public static IClusterPipeline fromStateMachineArn(
            Construct scope, String id, String stateMachineArn, String namespace) {
        return ImportedClusterPipeline.of(scope, id, stateMachineArn, Validation.required("namespace", namespace));
    }

    @Override
    public IStateMachine getStateMachine() {
        return machine.stateMachine();
    }

    @Override
    public PipelineDefinition getDefinition() {
        return machine.definition();
    }

    private record Settings(
            PipelineSettings pipeline,
            LaunchExecutions launch,
            Tag clusters,
            EmrCluster cluster,
            @Nullable IEmrProfile profile,
            boolean keepClusterOnSuccess) {
        PipelineCluster stored() {
            return PipelineCluster.launchedBy(launch.name(), keepClusterOnSuccess);
        }

        String definition(PhaseChains chains, String stepFunctionArn) {
            return new TransientPipelineStates(
                            pipeline,
                            chains,
                            launch,
                            new StepStates(stepFunctionArn, pipeline.phases()),
                            keepClusterOnSuccess)
                    .toJson();
        }
    }

    /**
     * A builder of transient pipelines. Required: {@link #pipelineName}, {@link #launchFunction} and {@link #phases}.
     */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable String pipelineName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable IEmrLaunchFunction launchFunction;
        private List<Phase> phases = List.of();
        private Notifications notifications = Notifications.none();
        private Duration timeout = Duration.days(1);
        private boolean keepClusterOnSuccess;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a pipeline in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _} and {@code -}. Namespace and name form the state machine's
         * name {@code pipeline_NAMESPACE_NAME}, which has at most 80 characters.
         */
        public Builder pipelineName(String pipelineName) {
            this.pipelineName = pipelineName;
            return this;
        }

        /** The namespace, with the same characters as the name. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** The description. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** The launch function of the cluster. It must wait until the cluster has started. */
        public Builder launchFunction(IEmrLaunchFunction launchFunction) {
            this.launchFunction = launchFunction;
            return this;
        }

        /** The phases, which run one after the other. A failed step fails the run. */
        public Builder phases(Phase... phases) {
            return phases(Copies.of(phases));
        }

        /** The phases, as a list. */
        public Builder phases(List<Phase> phases) {
            this.phases = Copies.of(phases);
            return this;
        }

        /** The targets that are notified when a run succeeds or fails. Default: none. */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /**
         * The timeout of a run, from 15 minutes to 365 days. The run's cluster is then terminated. A launch that is not complete 5 minutes
         * before the timeout is
         * stopped. Default: 1 day.
         */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * Whether the cluster of a successful run keeps running, for users who continue to work on it. It incurs costs until it is
         * terminated: set an {@code idleTimeout} in its configuration; without it, the pipeline has a warning. Default: false.
         */
        public Builder keepClusterOnSuccess(boolean keepClusterOnSuccess) {
            this.keepClusterOnSuccess = keepClusterOnSuccess;
            return this;
        }

        /**
         * Adds the pipeline to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, or phases conflict
         */
        public TransientClusterPipeline build() {
            return Validation.build(scope, id, this, this::check, TransientClusterPipeline::new);
        }

        private void check() {
            Settings settings = settings();
            // The ARN of the function is a token, which does not count.
            settings.definition(PhaseChains.unmade(settings.pipeline()), "");
            DefinitionParameter.requireStorable(PipelineDocument.of(settings.pipeline(), settings.stored(), ""));
            Stacks.use(scope, "launchFunction", Validation.required("launchFunction", launchFunction));
            UniqueNames.of(scope)
                    .claim(
                            scope,
                            id,
                            List.of(
                                    Name.of(
                                            DefinitionType.PIPELINE,
                                            settings.pipeline().name()),
                                    Name.ofStateMachine(settings.pipeline().machineName())));
        }

        private Settings settings() {
            PipelineSettings pipeline = PipelineSettings.of(
                    namespace,
                    pipelineName,
                    description,
                    DefaultStepRole.of(launchFunction, phases),
                    notifications,
                    timeout);
            IEmrLaunchFunction launch = Validation.required("launchFunction", launchFunction);
            LaunchExecutions executions = LaunchExecutions.of(launch);
            if (!executions.waits()) {
                throw new IllegalArgumentException(
                        "'launchFunction' %s doesn't wait for its cluster: build it with waitForClusterStart(true)"
                                .formatted(executions.name()));
            }
            // Loading a profile requires a call to Parameter Store.
            IEmrProfile profile = pipeline.hasCode() ? launch.getEmrProfile() : null;
            StepConcurrency.require(launch, pipeline.steps());
            StepRoleRules.require(StepRoleRules.known(launch, profile), pipeline.steps());
            return new Settings(
                    pipeline,
                    executions,
                    LaunchExecutions.tag(launch),
                    EmrCluster.launched(launch, EmrCluster.LAUNCHED, launchNames(pipeline)),
                    profile,
                    keepClusterOnSuccess);
        }
    }
}
