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
 * A state machine that runs phases of steps on a running cluster and sends notifications. One execution at a time runs its steps, in the
 * order
 * in which they were started. The cluster keeps running. Its definition is stored in Parameter Store as {@code
 * /emr_launch/pipelines/NAMESPACE/NAME}. The state machine
 * is named {@code pipeline_NAMESPACE_NAME}.
 *
 * <p>The cluster is one of a launch function, found by a tag that the input of an execution cannot set, or one with a given id. A name
 * does not identify a cluster: everybody who may launch can choose it.
 *
 * <p>The input of an execution may have {@code StepArgumentOverrides}, as that of a {@link TransientClusterPipeline}.
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
            StepConcurrency.warn(this, cluster.launchFunction(), settings.phases());
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

    /**
     * A builder of persistent pipelines. Required: {@link #pipelineName}, {@link #phases}, and one of {@link #launchFunction},
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

        /**
         * The launch function that started the cluster. The pipeline uses its oldest cluster that is ready. If none is ready, it uses the
         * oldest that is
         * starting, and EMR queues the steps. Clusters that pipelines launch for their own runs are excluded. The pipeline's role may add
         * steps only to clusters of this launch function, which are identified by their tag. A launch function that aws-emr-launch for
         * Python deployed is refused, because its clusters do not have this tag.
         */
        public Builder launchFunction(IEmrLaunchFunction launchFunction) {
            this.launchFunction = launchFunction;
            return this;
        }

        /**
         * The name of the cluster among those of the {@link #launchFunction}, 1 to 256 characters, for a launch function whose executions
         * may override the name. Default: any name.
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
         * The name of the cluster among all clusters of the account and region, 1 to 256 characters, whatever its launcher and its profile
         * are.
         * Everybody who may launch a cluster with this name receives the steps, their arguments and the data that they read: the instance
         * role of another team may
         * run them. The pipeline's role may add steps to all clusters. If several clusters have the name, the pipeline uses the first one
         * in EMR's list,
         * which has no defined order. For clusters of this library, use {@link #launchFunction}.
         */
        public Builder anyClusterNamed(String clusterName) {
            this.anyClusterNamed = clusterName;
            return this;
        }

        /**
         * The profile of the cluster of {@link #clusterId} or {@link #anyClusterNamed}. Its instance role is allowed to read the code of
         * steps. The profile of a {@link #launchFunction} is known. Default: none, and the app that defines the profile must allow it.
         */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
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

        /** The timeout of a run, from 15 minutes to 365 days, including the wait for earlier runs. Default: 1 day. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * Whether running steps are cancelled when the run fails, is stopped or times out. Steps that are pending in EMR's
         * queue are always cancelled: they would run after the run has ended, and before the steps of other runs. The YARN application of a
         * step is not stopped: see {@link EmrStep#withTimeout}.
         * Default: true.
         */
        public Builder cancelRunningSteps(boolean cancelRunningSteps) {
            this.cancelRunningSteps = cancelRunningSteps;
            return this;
        }

        /**
         * Adds the pipeline to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, or phases conflict
         */
        public PersistentClusterPipeline build() {
            return Validation.build(scope, id, this, this::check, PersistentClusterPipeline::new);
        }

        private void check() {
            PipelineSettings settings = settings();
            PersistentCluster cluster = cluster();
            // The ARNs of functions are tokens, which do not count.
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
            // Loading the profile of a launch function requires a call to Parameter Store.
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
