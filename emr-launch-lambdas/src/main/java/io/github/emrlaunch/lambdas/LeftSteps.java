package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cancels the steps that runs of persistent pipelines have left on a cluster which others use: those that wait, always, and those that
 * run, unless the pipeline leaves them. What runs have left Step Functions says: a run that ended, and not well, and its own steps.
 */
final class LeftSteps {
    private static final List<String> FAILURES = List.of("FAILED", "ABORTED", "TIMED_OUT");

    private final SubmittedSteps submitted;
    private final EmrSteps steps;
    private final CleanUpSettings settings;

    LeftSteps(AwsClient aws, CleanUpSettings settings) {
        this.submitted = new SubmittedSteps(aws);
        this.steps = new EmrSteps(aws);
        this.settings = settings;
    }

    /** Cancels the steps of an execution, which ended with a failure, if it is a run of such a pipeline. */
    void cancelOf(String executionArn, CleanUpReport report) {
        if (settings.persistentPipelines().containsKey(PipelineLaunch.machineOf(executionArn))) {
            submitted.of(executionArn).forEach((cluster, ids) -> {
                report.hasSteps(cluster, executionArn);
                cancel(executionArn, cluster, ids, steps.active(cluster), report);
            });
        }
    }

    /** Cancels the steps of the executions of such pipelines that ended within a time. */
    void cancelOfEnded(String machineArn, Executions executions, Instant from, Instant until, CleanUpReport report) {
        for (String status : FAILURES) {
            for (String execution : executions.ended(machineArn, status, from, until)) {
                report.attempt(() -> cancelOf(execution, report));
            }
        }
    }

    /** Cancels what executions of such a pipeline have left on one cluster: those that ended since its oldest step was added. */
    void cancelOn(String clusterId, String machineArn, Executions executions, CleanUpReport report) {
        List<JsonNode> active = steps.active(clusterId);
        Instant oldest =
                active.stream().map(EmrSteps::created).min(Instant::compareTo).orElse(Instant.MAX);
        if (active.isEmpty()) {
            return;
        }
        for (String status : FAILURES) {
            for (String execution : executions.ended(machineArn, status, oldest, Instant.MAX)) {
                report.attempt(() -> cancel(
                        execution,
                        clusterId,
                        submitted.of(execution).getOrDefault(clusterId, Set.of()),
                        active,
                        report));
            }
        }
    }

    private void cancel(
            String execution, String cluster, Set<String> ids, List<JsonNode> active, CleanUpReport report) {
        boolean cancelsRunning = settings.cancelsRunningSteps(PipelineLaunch.machineOf(execution));
        List<String> left = new ArrayList<>();
        List<String> cancelled = new ArrayList<>();
        for (JsonNode step : active) {
            String id = step.path("Id").asText();
            if (ids.contains(id)) {
                (cancelsRunning || EmrSteps.state(step).equals("PENDING") ? cancelled : left).add(id);
            }
        }
        try {
            List<String> refused = cancelled.isEmpty() ? List.of() : steps.cancel(cluster, cancelled);
            left.addAll(refused);
            cancelled.removeAll(refused);
        } catch (AwsCallFailedException e) {
            left.addAll(cancelled);
            report.steps(cluster, execution, List.of(), left);
            throw e;
        }
        report.steps(cluster, execution, cancelled, left);
    }
}
