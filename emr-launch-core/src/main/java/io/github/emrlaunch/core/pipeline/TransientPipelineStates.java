package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Retrier;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The state machine of a {@link TransientClusterPipeline}. */
final class TransientPipelineStates {
    private static final String LAUNCH = "Launch EMR Cluster";
    private static final String STOP = "Stop EMR Launch";
    private static final String UNPROTECT = "Lift Termination Protection";
    private static final String TERMINATE = "Terminate EMR Cluster";
    private static final String OUTCOME = "Did Phases Succeed?";

    private static final Map<String, String> CLUSTER = new TreeMap<>(
            Map.of(ExecutionEnd.CLUSTER_ID, known("$clusterId"), ExecutionEnd.CLUSTER_NAME, known("$clusterName")));

    /** A launch continues when the execution that waits for it times out, so it must finish earlier. */
    private static final int SECONDS_AFTER_LAUNCH = 5 * 60;

    private final PipelineSettings settings;
    private final PhaseChains chains;
    private final LaunchExecutions launch;
    private final StepStates steps;
    private final boolean keepClusterOnSuccess;

    TransientPipelineStates(
            PipelineSettings settings,
            PhaseChains chains,
            LaunchExecutions launch,
            StepStates steps,
            boolean keepClusterOnSuccess) {
        this.settings = settings;
        this.chains = chains;
        this.launch = launch;
        this.steps = steps;
        this.keepClusterOnSuccess = keepClusterOnSuccess;
    }

    String toJson() {
        PipelineStates states = new PipelineStates(
                settings,
                steps,
                chains,
                "Launches a cluster by %s, runs phases on it and terminates it".formatted(launch.name()),
                LaunchInput.MEMBERS);
        ObjectNode variables =
                Json.object().put("clusterId", PipelineStates.NONE).put("clusterName", PipelineStates.NONE);
        String failed = states.addStart(variables, CLUSTER, LAUNCH);
        String succeeded = states.addSuccess(CLUSTER);
        String phases = states.addPhases(
                keepClusterOnSuccess ? succeeded : UNPROTECT,
                UNPROTECT,
                Set.of(LAUNCH, STOP, UNPROTECT, TERMINATE, OUTCOME));
        states.add(LAUNCH, launch(phases));
        states.add(STOP, stopLaunch(failed));
        states.add(UNPROTECT, unprotect());
        states.add(TERMINATE, terminate(failed));
        states.add(
                OUTCOME,
                StateText.choice().when("$exists($problem.Error)", failed).otherwise(succeeded));
        return states.toJson();
    }

    private static String known(String variable) {
        return "%1$s = '' ? null : %1$s".formatted(variable);
    }

    private StateText launch(String next) {
        ObjectNode arguments = Json.object()
                .put("StateMachineArn", launch.stateMachineArn())
                .put("Name", expression(PipelineLaunch.nameExpression(settings.machineName())))
                .put("Input", expression(PipelineLaunch.INPUT_EXPRESSION));
        // The output of launch functions that aws-emr-launch for Python deployed may lack members.
        String clusterName = "$exists($states.result.Output.ClusterConfiguration.Cluster.Name) "
                + "? $states.result.Output.ClusterConfiguration.Cluster.Name : "
                + quote(TextNode.valueOf(launch.clusterName()));
        return StateText.task("states:startExecution.sync:2", arguments)
                .timeoutSeconds(settings.timeoutSeconds() - SECONDS_AFTER_LAUNCH)
                .assign(Json.object()
                        .put("clusterId", expression("$states.result.Output.LaunchClusterResult.ClusterId"))
                        .put("clusterName", expression(clusterName)))
                .output("{}")
                .catchAll(STOP, Json.object().set(PipelineStates.ERROR, NestedFailure.caught()))
                .next(next);
    }

    /** Stops the launch, whatever its state is. The clean-up of the launch then terminates its cluster. */
    private StateText stopLaunch(String next) {
        String executions = quote(TextNode.valueOf(launch.arn("")));
        return StateText.task(
                        "aws-sdk:sfn:stopExecution",
                        Json.object()
                                .put(
                                        "ExecutionArn",
                                        expression("%s & %s"
                                                .formatted(
                                                        executions,
                                                        PipelineLaunch.nameExpression(settings.machineName())))))
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(next)
                .next(next);
    }

    /** A cluster whose protection cannot be removed may have none. */
    private static StateText unprotect() {
        return StateText.task(
                        "elasticmapreduce:setClusterTerminationProtection",
                        Json.object().put("ClusterId", expression("$clusterId")).put("TerminationProtected", false))
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(TERMINATE)
                .next(TERMINATE);
    }

    /** The error of a phase takes precedence over that of the termination after it. */
    private static StateText terminate(String failed) {
        String error = "$exists($problem.Error) ? $problem : {'Error': %s, 'Cause': %s}"
                .formatted(caught("Error"), caught("Cause"));
        return StateText.task(
                        "elasticmapreduce:terminateCluster", Json.object().put("ClusterId", expression("$clusterId")))
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchAll(failed, Json.object().put(PipelineStates.ERROR, expression(error)))
                .next(OUTCOME);
    }

    private static String caught(String member) {
        return "$exists($states.errorOutput.%1$s) ? $states.errorOutput.%1$s : ''".formatted(member);
    }
}
