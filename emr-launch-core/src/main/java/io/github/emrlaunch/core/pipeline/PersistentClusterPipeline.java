package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.IEmrProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.constructs.Construct;

/**
 * A state machine that runs phases of steps on a running cluster, found by its name or given by its id, and notifies of the
 * end. One execution runs its steps at a time, the one that was started first. The cluster stays.
 *
 * <p>An execution takes {@code StepArgumentOverrides}, as that of a {@link TransientClusterPipeline} does.
 */
public final class PersistentClusterPipeline extends Resource implements IClusterPipeline {
    private final PipelineMachine machine;

    private PersistentClusterPipeline(Builder builder) {
        super(builder.scope, builder.id);
        PipelineSettings settings = builder.settings();
        machine = new PipelineMachine(
                this,
                settings,
                builder.definition(settings),
                statements(settings, builder.clusterId),
                builder.emrProfile);
        CleanUp.notifyOfEnds(this, machine.ending());
        ProductTags.add(this);
    }

    private static List<Map<String, Object>> statements(PipelineSettings pipeline, @Nullable String clusterId) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(
                List.of("states:ListExecutions"), PersistentPipelineStates.stateMachineArn(pipeline.name())));
        if (clusterId == null) {
            statements.add(EmrPermissions.list());
        }
        EmrCluster cluster = clusterId == null ? EmrCluster.any() : EmrCluster.ofId(clusterId);
        statements.addAll(PipelineStates.allowSteps(cluster, pipeline.steps()));
        return statements;
    }

    /** A pipeline of this name that another app deploys in the account and region of this one. */
    public static IClusterPipeline fromPipelineName(Construct scope, String id, String pipelineName) {
        return ImportedPipeline.ofName(scope, id, pipelineName);
    }

    /**
     * A pipeline that another app deploys, by the ARN of its state machine.
     *
     * @param stateMachineArn the ARN, whose end, the pipeline's name, must be known at synth
     * @throws IllegalArgumentException when it is no ARN of a state machine
     */
    public static IClusterPipeline fromStateMachineArn(Construct scope, String id, String stateMachineArn) {
        return ImportedPipeline.ofArn(scope, id, stateMachineArn);
    }

    @Override
    public String getPipelineName() {
        return machine.name();
    }

    @Override
    public IStateMachine getStateMachine() {
        return machine.stateMachine();
    }

    /**
     * Builds a {@link PersistentClusterPipeline}. Required: {@link #pipelineName}, {@link #phases}, and {@link #clusterName} or
     * {@link #clusterId}.
     */
    public static final class Builder {
        private static final int MAX_CLUSTER_NAME = 256;

        private final Construct scope;
        private final String id;
        private @Nullable String pipelineName;
        private @Nullable String clusterName;
        private @Nullable String clusterId;
        private @Nullable IEmrProfile emrProfile;
        private List<Phase> phases = List.of();
        private Notifications notifications = Notifications.none();
        private Duration timeout = Duration.days(1);

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a pipeline in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The name, which is that of the state machine, too: 1 to 80 letters, digits, {@code _} and {@code -}. */
        public Builder pipelineName(String pipelineName) {
            this.pipelineName = pipelineName;
            return this;
        }

        /**
         * The name of the cluster, 1 to 256 characters. The cluster runs, or starts: then EMR queues the steps. Of several, the first
         * that EMR lists is taken, and it lists them in no order. Either this or {@link #clusterId}.
         */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /** The id of the cluster. Either this or {@link #clusterName}. */
        public Builder clusterId(String clusterId) {
            this.clusterId = clusterId;
            return this;
        }

        /**
         * The profile of the cluster, whose instance role is allowed to read the code of steps. Default: none, and the app that defines
         * the profile has to allow it.
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

        /** The time that a run may take, at least 15 minutes, the wait for earlier runs included. Default: one day. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
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
            definition(settings);
            if (emrProfile != null) {
                Stacks.use(scope, "emrProfile", emrProfile);
            }
            UniqueNames.of(scope).claim(scope, id, List.of(Name.ofStateMachine(settings.name())));
        }

        private PipelineSettings settings() {
            if ((clusterName == null) == (clusterId == null)) {
                throw new IllegalArgumentException("Either 'clusterName' or 'clusterId' is required, not both");
            }
            if (clusterName != null && (clusterName.isEmpty() || clusterName.length() > MAX_CLUSTER_NAME)) {
                throw new IllegalArgumentException("'clusterName' must have 1 to %d characters, got %d"
                        .formatted(MAX_CLUSTER_NAME, clusterName.length()));
            }
            if (clusterId != null) {
                EmrCluster.ofId(clusterId);
            }
            return PipelineSettings.of(pipelineName, phases, notifications, timeout);
        }

        private String definition(PipelineSettings settings) {
            return new PersistentPipelineStates(settings, clusterName, clusterId).toJson();
        }
    }
}
