package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Parallel;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.State;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Wait;
import software.amazon.awscdk.services.stepfunctions.WaitTime;
import software.constructs.Construct;

/**
 * A state machine that runs phases of steps on a cluster that is there, found by its name or given by its id, and tells of the end.
 * Executions wait their turn: one runs its steps at a time, the one that was started first. The cluster stays.
 *
 * <p>An execution takes {@code StepArgumentOverrides}, as that of a {@link TransientClusterPipeline} does.
 */
public final class PersistentClusterPipeline extends Construct {
    private static final String FOUND = "$.FoundClusters";
    private static final String TURN = "$.Turn";

    private final StateMachine stateMachine;

    private PersistentClusterPipeline(Construct scope, String id, Builder settings) {
        super(scope, id);
        String name = Validation.required("pipelineName", settings.pipelineName);
        stateMachine = PipelineMachine.create(this, name, states(settings, name), settings.timeout);
        ProductTags.add(this);
    }

    private IChainable states(Builder settings, String name) {
        StepArguments arguments = new StepArguments(settings.phases.stream()
                .flatMap(phase -> phase.allSteps().stream())
                .toList());
        Fail end = EmrChains.fail(this);
        State failed = EmrChains.notifyOfFailure(this, "Notify of Failure", name, settings.failureTopic, Map.of(), end);
        EmrCluster cluster = settings.clusterId == null
                ? EmrCluster.atPath(EmrCluster.LAUNCHED)
                : EmrCluster.ofId(settings.clusterId);
        if (settings.emrProfile != null) {
            cluster = cluster.withProfile(settings.emrProfile);
        }

        Parallel run = Parallel.Builder.create(this, "Run Phases")
                .resultPath(JsonPath.DISCARD)
                .build();
        run.addCatch(failed, EmrChains.toError("$.Error"));
        run.next(EmrChains.succeed(this, name, settings.successTopic));
        IChainable work = settings.clusterName == null ? run : find(settings.clusterName, run, failed);
        IChainable start = arguments.before(this, turn(name, work, failed), failed);
        // At last, so that a step with the name of another state is found out.
        run.branch(EmrChains.chain(this, cluster, settings.phases, arguments));
        return start;
    }

    /** Waits until no execution runs that was started earlier. */
    private IChainable turn(String name, IChainable next, State failed) {
        String stateMachineArn = Arns.regional("states", "stateMachine:" + name);
        ObjectNode parameters = Json.object()
                .put("StateMachineArn", stateMachineArn)
                .put("StatusFilter", "RUNNING")
                .put("MaxResults", 1000);
        EmrTask list = task(
                "Look Who Runs",
                new TaskCall(
                        "aws-sdk:sfn:listExecutions",
                        parameters,
                        List.of(Policies.allow(List.of("states:ListExecutions"), stateMachineArn))),
                // The newest comes first.
                Map.of("First.$", "$.Executions[-1:].ExecutionArn"),
                TURN,
                failed);
        Wait wait = Wait.Builder.create(this, "Wait for Turn")
                .time(WaitTime.duration(Duration.minutes(1)))
                .build();
        wait.next(list);
        Choice mine = Choice.Builder.create(this, "My Turn?").build();
        mine.when(
                        Condition.and(
                                Condition.isPresent(TURN + ".First[0]"),
                                Condition.stringEqualsJsonPath(TURN + ".First[0]", "$$.Execution.Id")),
                        next)
                .otherwise(wait);
        list.next(mine);
        return list;
    }

    /** Looks through the clusters that can take steps, page by page. EMR lists them in no order. */
    private IChainable find(String clusterName, IChainable next, State failed) {
        EmrTask first = list("Find EMR Cluster", clusterName, null, failed);
        EmrTask further = list("Find EMR Cluster on Next Page", clusterName, FOUND + ".Markers[0]", failed);
        Pass found = Pass.Builder.create(this, "EMR Cluster Found")
                .parameters(Map.of("ClusterId.$", FOUND + ".Ids[0]"))
                .resultPath("$.LaunchClusterResult")
                .build();
        found.next(next);
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("Error", PipelineErrors.CLUSTER_NOT_FOUND);
        error.put("Cause", "No cluster of the name '%s' starts, runs or waits. Launch one".formatted(clusterName));
        Pass missing = Pass.Builder.create(this, "EMR Cluster Missing")
                .parameters(error)
                .resultPath("$.Error")
                .build();
        missing.next(failed);
        Choice choice = Choice.Builder.create(this, "EMR Cluster There?").build();
        choice.when(isText(FOUND + ".Ids[0]"), found)
                .when(isText(FOUND + ".Markers[0]"), further)
                .otherwise(missing);
        first.next(choice);
        further.next(choice);
        return first;
    }

    private static Condition isText(String path) {
        return Condition.and(Condition.isPresent(path), Condition.isString(path));
    }

    private EmrTask list(String id, String clusterName, @Nullable String markerPath, State failed) {
        ObjectNode parameters = Json.object();
        // EMR queues the steps of a cluster that only just starts.
        parameters
                .putArray("ClusterStates")
                .add("STARTING")
                .add("BOOTSTRAPPING")
                .add("RUNNING")
                .add("WAITING");
        if (markerPath != null) {
            parameters.put("Marker.$", markerPath);
        }
        Map<String, Object> selector = new LinkedHashMap<>();
        selector.put("Ids.$", "$.Clusters[?(@.Name == '%s')].Id".formatted(clusterName));
        // The last page has no marker, and a path to what isn't there would fail: this one finds none.
        selector.put("Markers.$", "$..Marker");
        return task(
                id,
                new TaskCall(
                        "aws-sdk:emr:listClusters",
                        parameters,
                        List.of(Policies.allow(List.of("elasticmapreduce:ListClusters"), "*"))),
                selector,
                FOUND,
                failed);
    }

    private EmrTask task(String id, TaskCall call, Map<String, Object> selector, String resultPath, State failed) {
        EmrTask task = new EmrTask(
                this,
                id,
                call,
                TaskStateBaseProps.builder()
                        .resultSelector(selector)
                        .resultPath(resultPath)
                        .build());
        // To look again does no harm, whatever went wrong.
        task.addRetry(RetryProps.builder()
                .errors(List.of("States.TaskFailed"))
                .interval(Duration.seconds(5))
                .maxAttempts(5)
                .backoffRate(2)
                .build());
        task.addCatch(failed, EmrChains.toError("$.Error"));
        return task;
    }

    /** The state machine: an execution of it is one run of the pipeline. */
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    /** Allows the grantee to run the pipeline. */
    public Grant grantStart(IGrantable grantee) {
        return stateMachine.grantStartExecution(grantee);
    }

    /** Builds a {@link PersistentClusterPipeline}. */
    public static final class Builder {
        private static final String CLUSTER_NAME = "[A-Za-z0-9 ._:/-]{1,256}";

        private final Construct scope;
        private final String id;
        private @Nullable String pipelineName;
        private @Nullable String clusterName;
        private @Nullable String clusterId;
        private @Nullable IEmrProfile emrProfile;
        private List<Phase> phases = List.of();
        private @Nullable ITopic successTopic;
        private @Nullable ITopic failureTopic;
        private Duration timeout = Duration.days(1);

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

        /**
         * The name of the cluster: letters, digits, spaces and {@code . _ : / -}. It runs, or starts: then EMR queues the steps. Of
         * several, the first that EMR lists is taken, and it lists them in no order. Either this or {@link #clusterId}.
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
         * The profile of the cluster, whose instance role comes to be allowed to read the code of steps. Default: none, and whoever
         * defines the profile allows it.
         */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
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

        /** How long a run may take, its turn included. Default: a day. */
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
            return Validation.at(scope, id, () -> {
                PipelineRules.requireName(pipelineName);
                Notifications.requireStandard("successTopic", successTopic);
                Notifications.requireStandard("failureTopic", failureTopic);
                if ((clusterName == null) == (clusterId == null)) {
                    throw new IllegalArgumentException("Either 'clusterName' or 'clusterId' is required, not both");
                }
                if (clusterName != null && !clusterName.matches(CLUSTER_NAME)) {
                    throw new IllegalArgumentException(
                            "'clusterName' must be 1 to 256 letters, digits, spaces and . _ : / -, got: '%s'"
                                    .formatted(clusterName));
                }
                return new PersistentClusterPipeline(scope, id, this);
            });
        }
    }
}
