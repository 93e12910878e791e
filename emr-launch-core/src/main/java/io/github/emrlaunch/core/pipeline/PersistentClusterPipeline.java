package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.constructs.Construct;

/**
 * A state machine that runs phases of steps on a running cluster and notifies of the end. One execution runs its steps at a time, the
 * one that was started first. The cluster stays. Stored in Parameter Store as {@code /emr_launch/pipelines/NAMESPACE/NAME}; the state machine
 * is named {@code pipeline_NAMESPACE_NAME}.
 *
 * <p>The cluster is one of a launch function, which is found by a tag that no execution's input can give it; or one of a given id. A name
 * is no identity: whoever may launch chooses it.
 *
 * <p>An execution takes {@code StepArgumentOverrides}, as that of a {@link TransientClusterPipeline} does.
 */
public final class PersistentClusterPipeline extends Resource implements IClusterPipeline {
    private final PipelineMachine machine;

    private PersistentClusterPipeline(Builder builder) {
        super(builder.scope, builder.id);
        PipelineSettings settings = builder.settings();
        PersistentCluster cluster = builder.cluster();
        StepFunction stepFunction = StepFunction.of(this);
        List<Map<String, Object>> statements = statements(settings, cluster, stepFunction);
        StateMachineLogs logs = PipelineMachine.logs(this, settings);
        PhaseChains chains = PhaseChains.make(this, settings, logs);
        statements.addAll(chains.statements());
        String finder = "";
        if (cluster.launchFunction() != null) {
            finder = ClusterFinderFunction.create(this, settings, cluster, logs);
            statements.add(Policies.allow(List.of("lambda:InvokeFunction"), finder));
        }
        String cleanUp = CleanUp.functionArn(this);
        statements.add(Policies.allow(List.of("lambda:InvokeFunction"), cleanUp));
        machine = new PipelineMachine(
                this,
                settings,
                logs,
                new PersistentPipelineStates(
                                settings,
                                chains,
                                cluster,
                                new PersistentPipelineStates.Functions(finder, cleanUp, stepFunction.arn()))
                        .toJson(),
                statements,
                settings.hasCode() ? cluster.profile() : null,
                cluster.stored());
        CleanUp.afterPersistentRuns(
                this,
                machine.ending(),
                settings.name(),
                builder.cancelRunningSteps,
                cluster.cluster().allow("elasticmapreduce:ListSteps", "elasticmapreduce:CancelSteps"));
        ProductTags.add(this);
    }

    private static List<Map<String, Object>> statements(
            PipelineSettings pipeline, PersistentCluster cluster, StepFunction stepFunction) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(
                List.of("states:ListExecutions"), PersistentPipelineStates.stateMachineArn(pipeline.machineName())));
        if (cluster.isAnyOfName()) {
            statements.add(EmrPermissions.list());
        }
        statements.addAll(PipelineStates.allowSteps(stepFunction, cluster.cluster(), pipeline.steps()));
        return statements;
    }

    /**
     * Loads a pipeline of the default namespace, while the app is synthesized.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException when there is none of that name
     * @see #fromStoredPipeline(Construct, String, String, String)
     */
    public static IClusterPipeline fromStoredPipeline(Construct scope, String id, String pipelineName) {
        return fromStoredPipeline(scope, id, pipelineName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a pipeline of either kind while the app is synthesized: from the folder that the context key
     * {@code emr-launch:definitions-directory} names, else from Parameter Store in the stack's region, with the default
     * credentials.
     *
     * @throws io.github.emrlaunch.definitions.PipelineNotFoundException when there is none of that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when what is stored is no pipeline
     */
    public static IClusterPipeline fromStoredPipeline(
            Construct scope, String id, String pipelineName, String namespace) {
        return StoredClusterPipeline.load(scope, id, pipelineName, namespace);
    }

    /**
     * A pipeline of this library that another app deploys, by the ARN of its state machine: nothing is read while the app is synthesized. The
     * part of the state machine's name between the first two underscores is the namespace.
     *
     * @see #fromStateMachineArn(Construct, String, String, String)
     */
    public static IClusterPipeline fromStateMachineArn(Construct scope, String id, String stateMachineArn) {
        return ImportedClusterPipeline.of(scope, id, stateMachineArn, null);
    }

    /**
     * A pipeline of this library that another app deploys, by the ARN of its state machine: nothing is read while the app is synthesized,
     * until somebody asks for the definition.
     *
     * @param stateMachineArn the ARN, whose end {@code pipeline_NAMESPACE_NAME} must be known at synth
     * @throws IllegalArgumentException when it is no ARN of a state machine of such a name
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

    /**
     * Builds a {@link PersistentClusterPipeline}. Required: {@link #pipelineName}, {@link #phases}, and one of {@link #launchFunction},
     * {@link #clusterId} and {@link #anyClusterNamed}.
     */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable String pipelineName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable IEmrLaunchFunction launchFunction;
        private @Nullable String clusterName;
        private @Nullable String clusterId;
        private @Nullable String anyClusterNamed;
        private @Nullable IEmrProfile emrProfile;
        private List<Phase> phases = List.of();
        private Notifications notifications = Notifications.none();
        private Duration timeout = Duration.days(1);
        private boolean cancelRunningSteps = true;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a pipeline in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _} and {@code -}. With the namespace it makes the state machine's
         * name {@code pipeline_NAMESPACE_NAME}, which has at most 80 characters.
         */
        public Builder pipelineName(String pipelineName) {
            this.pipelineName = pipelineName;
            return this;
        }

        /** The namespace, of the same characters. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** A description for readers. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /**
         * The launch function that started the cluster. The pipeline takes the oldest of its clusters that is ready, else the oldest that
         * starts: then EMR queues the steps. Clusters that pipelines launch for themselves are not among them. The pipeline's role may add
         * steps to clusters of this launch function only, which are known by their tag. Clusters of a launch function that aws-emr-launch for
         * Python deployed have no such tag: it is refused.
         */
        public Builder launchFunction(IEmrLaunchFunction launchFunction) {
            this.launchFunction = launchFunction;
            return this;
        }

        /**
         * The name of the cluster among those of the {@link #launchFunction}, 1 to 256 characters: for a launch function whose executions
         * may override the name. Default: whatever their names.
         */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /** The id of the cluster. The pipeline's role may add steps to this cluster only. */
        public Builder clusterId(String clusterId) {
            this.clusterId = clusterId;
            return this;
        }

        /**
         * The name of whatever cluster of the account and region is to run the steps, 1 to 256 characters, whoever launched it and with
         * whatever profile. Whoever may launch any cluster of this name gets the steps, their arguments and what they read: another team's
         * instance role runs them. The pipeline's role may add steps to all clusters. Of several clusters the first that EMR lists is taken,
         * and it lists them in no order. For clusters of this library, take {@link #launchFunction}.
         */
        public Builder anyClusterNamed(String clusterName) {
            this.anyClusterNamed = clusterName;
            return this;
        }

        /**
         * The profile of the cluster of {@link #clusterId} or {@link #anyClusterNamed}, whose instance role is allowed to read the code of
         * steps. That of a {@link #launchFunction} is known. Default: none, and the app that defines the profile has to allow it.
         */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
            return this;
        }

        /** The phases, which run one after the other. A step that fails ends the run. */
        public Builder phases(Phase... phases) {
            return phases(Copies.of(phases));
        }

        /** The same as a list. */
        public Builder phases(List<Phase> phases) {
            this.phases = Copies.of(phases);
            return this;
        }

        /** The targets that are notified of the end of each run. Default: none. */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /** The time that a run may take, from 15 minutes to 365 days, the wait for earlier runs included. Default: one day. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * Whether steps of a run are cancelled while they run, when the run fails, is stopped or runs out of time. Those that wait in EMR's
         * queue are cancelled always: they would run after the run is over, and before the steps of others. A step's YARN application is not ended: see {@link EmrStep#withTimeout}.
         * Default: true.
         */
        public Builder cancelRunningSteps(boolean cancelRunningSteps) {
            this.cancelRunningSteps = cancelRunningSteps;
            return this;
        }

        /**
         * Adds the pipeline to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, or phases don't fit together
         */
        public PersistentClusterPipeline build() {
            return Validation.build(scope, id, this, this::check, PersistentClusterPipeline::new);
        }

        private void check() {
            PipelineSettings settings = settings();
            PersistentCluster cluster = cluster();
            // The ARNs of functions are tokens, which count for nothing.
            new PersistentPipelineStates(
                            settings,
                            PhaseChains.unmade(settings),
                            cluster,
                            new PersistentPipelineStates.Functions("", "", ""))
                    .toJson();
            if (emrProfile != null) {
                Stacks.use(scope, "emrProfile", emrProfile);
            }
            if (launchFunction != null) {
                cluster.search();
                StepConcurrency.require(launchFunction, settings.steps());
                Stacks.use(scope, "launchFunction", launchFunction);
            }
            // Loading the profile of a launch function takes a call to Parameter Store.
            IEmrProfile profile = launchFunction == null || settings.hasCode() ? cluster.profile() : null;
            StepRoleRules.require(
                    launchFunction == null ? profile : StepRoleRules.known(launchFunction, profile), settings.steps());
            DefinitionParameter.requireStorable(PipelineDocument.of(settings, cluster.stored(), ""));
            UniqueNames.of(scope)
                    .claim(
                            scope,
                            id,
                            List.of(
                                    Name.of(DefinitionType.PIPELINE, settings.name()),
                                    Name.ofStateMachine(settings.machineName())));
        }

        private PipelineSettings settings() {
            return PipelineSettings.of(
                    namespace,
                    pipelineName,
                    description,
                    DefaultStepRole.of(launchFunction, phases),
                    notifications,
                    timeout);
        }

        private PersistentCluster cluster() {
            return PersistentCluster.of(launchFunction, clusterName, clusterId, anyClusterNamed, emrProfile);
        }
    }
}
