package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.LambdaErrors;
import io.github.emrlaunch.core.internal.states.Retrier;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.ClusterSearch;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The state machine of a {@link PersistentClusterPipeline}. */
final class PersistentPipelineStates {
    private static final String LIST = "List Running Executions";
    private static final String OLDEST = "Is Oldest Execution?";
    private static final String WAIT = "Wait for Earlier Executions";
    private static final String FIND = "Find EMR Cluster";
    private static final String FOUND = "Is EMR Cluster Found?";

    private static final String CANCEL = "Cancel Steps of Ended Executions";

    /**
     * The time between polls: a minute, and later a fiftieth of the time that the execution has waited. That is about 470 polls in a year,
     * of nine events each. The
     * history of an execution holds 25,000 events.
     */
    private static final String SECONDS_BETWEEN_LOOKS =
            "$max([60, $floor(($toMillis($states.context.State.EnteredTime) -"
                    + " $toMillis($states.context.Execution.StartTime)) / 50000)])";

    private static final int CLEAN_UP_SECONDS = 310;

    private final PipelineSettings settings;
    private final PhaseChains chains;
    private final PersistentCluster cluster;
    private final Functions functions;

    /**
     * The functions that the state machine invokes, by their ARNs.
     *
     * @param finder finds the cluster of a launch function; not used otherwise
     * @param cleanUp cancels the steps that ended executions have left
     * @param step polls steps
     */
    record Functions(String finder, String cleanUp, String step) {}

    PersistentPipelineStates(
            PipelineSettings settings, PhaseChains chains, PersistentCluster cluster, Functions functions) {
        this.settings = settings;
        this.chains = chains;
        this.cluster = cluster;
        this.functions = functions;
    }

    String toJson() {
        PipelineStates states = new PipelineStates(
                settings,
                new StepStates(functions.step(), settings.phases()),
                chains,
                "Runs phases on a running cluster, one execution at a time",
                List.of());
        String clusterId = cluster.clusterId();
        String clusterName = cluster.name();
        ObjectNode variables =
                Json.object().put("clusterId", clusterId == null ? PipelineStates.NONE : literal(clusterId));
        variables.put("oldest", PipelineStates.NONE);
        if (cluster.isAnyOfName()) {
            variables.putObject("page");
        }
        Map<String, String> known = new TreeMap<>();
        if (clusterName != null) {
            known.put(ExecutionEnd.CLUSTER_NAME, text(clusterName));
        }
        known.put(ExecutionEnd.CLUSTER_ID, "$clusterId = '' ? null : $clusterId");
        String failed = states.addStart(variables, known, LIST);
        String succeeded = states.addSuccess(known);
        String phases = states.addPhases(succeeded, failed, Set.of(LIST, OLDEST, WAIT, FIND, FOUND, CANCEL));
        states.add(LIST, listRunning(failed));
        states.add(
                OLDEST,
                StateText.choice()
                        .when("$oldest = $states.context.Execution.Id", clusterId == null ? FIND : CANCEL)
                        .otherwise(WAIT));
        states.add(WAIT, StateText.waitSeconds(SECONDS_BETWEEN_LOOKS).next(LIST));
        if (cluster.isAnyOfName()) {
            states.add(FIND, findByName(String.valueOf(clusterName), failed));
            states.add(FOUND, foundByName(String.valueOf(clusterName), failed));
        } else if (clusterId == null) {
            states.add(FIND, findOfLaunchFunction());
            states.add(FOUND, foundOfLaunchFunction(failed));
        }
        states.add(CANCEL, cancelLeftSteps(phases));
        return states.toJson();
    }

    private StateText listRunning(String failed) {
        // Step Functions lists the newest execution first.
        String oldest = "($oldest := $states.result.Executions[-1].ExecutionArn; $exists($oldest) ? $oldest : '')";
        return StateText.task(
                        "aws-sdk:sfn:listExecutions",
                        Json.object()
                                .put("StateMachineArn", stateMachineArn(settings.machineName()))
                                .put("StatusFilter", "RUNNING")
                                .put("MaxResults", 1000))
                .assign(Json.object().put("oldest", expression(oldest)))
                .output("{}")
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(failed, PipelineStates.caughtError())
                .next(OLDEST);
    }

    /** One page of the clusters that accept steps. EMR queues the steps of a cluster that is starting. */
    private static StateText findByName(String clusterName, String failed) {
        String page = "$merge([{'ClusterStates': ['STARTING', 'BOOTSTRAPPING', 'RUNNING', 'WAITING']}, $page])";
        String id =
                "($id := $filter($states.result.Clusters, function($cluster) { $cluster.Name = %s })[0].Id; $exists($id) ? $id : '')"
                        .formatted(text(clusterName));
        return StateText.task("aws-sdk:emr:listClusters", TextNode.valueOf(expression(page)))
                .assign(Json.object()
                        .put("clusterId", expression(id))
                        .put(
                                "page",
                                expression("$type($states.result.Marker) = 'string' ? {'Marker':"
                                        + " $states.result.Marker} : {}")))
                .output("{}")
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(failed, PipelineStates.caughtError())
                .next(FOUND);
    }

    private static StateText foundByName(String clusterName, String failed) {
        ObjectNode notFound = PipelineStates.error(
                text(PipelineErrors.CLUSTER_NOT_FOUND),
                text("No cluster of the name '%s' starts, runs or waits. Launch one".formatted(clusterName)));
        return StateText.choice()
                .when("$clusterId = '' and $not($exists($page.Marker))", failed, notFound)
                .when("$clusterId = ''", FIND)
                .otherwise(CANCEL);
    }

    /**
     * Cancels steps that earlier executions have left. They would run before the steps of this execution, after their own execution was
     * stopped. A step that EMR does not
     * cancel does not fail the run.
     */
    private StateText cancelLeftSteps(String next) {
        return StateText.invoke(
                        functions.cleanUp(),
                        Json.object()
                                .put(CleanUpSettings.CANCEL_STEPS_OF, settings.machineName())
                                .put(CleanUpSettings.CLUSTER_ID, expression("$clusterId")))
                .timeoutSeconds(CLEAN_UP_SECONDS)
                .output("{}")
                .retry(List.of(Retrier.of(LambdaErrors.TRANSIENT, 5, 20).withJitter(), Retrier.IDEMPOTENT))
                .catchAll(PipelineStates.EXPLAIN, PipelineStates.caughtError())
                .next(next);
    }

    /** The payload is empty: the function does not use it. */
    private StateText findOfLaunchFunction() {
        return StateText.invoke(functions.finder(), Json.object())
                .timeoutSeconds(ClusterFinderFunction.TIMEOUT_SECONDS + 10)
                .assign(Json.object()
                        .put("clusterId", expression("$states.result.Payload." + ClusterSearch.CLUSTER_ID)))
                .output("{}")
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(PipelineStates.EXPLAIN, PipelineStates.caughtError())
                .next(FOUND);
    }

    private StateText foundOfLaunchFunction(String failed) {
        String name = cluster.name() == null ? "" : " of the name '%s'".formatted(cluster.name());
        ObjectNode notFound = PipelineStates.error(
                text(PipelineErrors.CLUSTER_NOT_FOUND),
                text("No cluster%s of launch function %s starts, runs or waits. Execute the launch function"
                        .formatted(
                                name,
                                LaunchExecutions.of(Validation.required("launchFunction", cluster.launchFunction()))
                                        .name())));
        return StateText.choice().when("$clusterId = ''", failed, notFound).otherwise(CANCEL);
    }

    static String stateMachineArn(String name) {
        return Arns.regional("states", "stateMachine:" + name);
    }

    private static String text(String text) {
        return quote(TextNode.valueOf(text));
    }
}
