package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.AddedSteps.OnCluster;
import io.github.emrlaunch.lambdas.AddedSteps.Sent;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Cancels the steps that executions of persistent pipelines have left on a shared cluster: pending ones always, and running
 * ones unless the pipeline excludes them. Step Functions determines the executions that ended without success and their steps.
 */
final class LeftSteps {
    private static final List<String> FAILURES = List.of("FAILED", "ABORTED", "TIMED_OUT");

    /**
     * The tolerance for the difference of the clocks of EMR and Step Functions, for a step without a known id. It is short: the next
     * execution of a pipeline, whose steps
     * look the same, needs some seconds before it adds one.
     */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(3);

    private final AddedSteps added;
    private final EmrSteps steps;
    private final CleanUpSettings settings;

    LeftSteps(AwsClient aws, CleanUpSettings settings) {
        this.added = new AddedSteps(aws);
        this.steps = new EmrSteps(aws);
        this.settings = settings;
    }

    /** Cancels the steps of an execution, if it belongs to such a pipeline and ended without success. */
    void cancelOf(String executionArn, ExecutionState end, CleanUpReport report) {
        if (end.isFailure() && settings.persistentPipelines().containsKey(PipelineLaunch.machineOf(executionArn))) {
            added.of(executionArn).forEach((cluster, own) -> {
                report.hasSteps(cluster, executionArn);
                cancel(executionArn, cluster, own, end.stopDate(), steps.active(cluster), report);
            });
        }
    }

    /** Cancels the steps of the executions of such pipelines that ended within a time. */
    void cancelOfEnded(String machineArn, Executions executions, Instant from, Instant until, CleanUpReport report) {
        for (String status : FAILURES) {
            for (String execution : executions.ended(machineArn, status, from, until)) {
                report.attempt(() -> cancelOf(execution, executions.find(execution), report));
            }
        }
    }

    /**
     * Cancels the steps that executions of such a pipeline have left on one cluster, for executions that ended since its oldest step was
     * added.
     */
    void cancelOn(String clusterId, String machineArn, Executions executions, CleanUpReport report) {
        List<JsonNode> active = steps.active(clusterId);
        Instant oldest =
                active.stream().map(EmrSteps::created).min(Instant::compareTo).orElse(Instant.MAX);
        if (active.isEmpty()) {
            return;
        }
        for (String status : FAILURES) {
            for (String execution : executions.ended(machineArn, status, oldest, Instant.MAX)) {
                report.attempt(() -> {
                    ExecutionState end = executions.find(execution);
                    if (end.isFailure()) {
                        OnCluster own = added.of(execution).getOrDefault(clusterId, OnCluster.NONE);
                        cancel(execution, clusterId, own, end.stopDate(), active, report);
                    }
                });
            }
        }
    }

    private void cancel(
            String execution, String cluster, OnCluster own, Instant end, List<JsonNode> active, CleanUpReport report) {
        boolean cancelsRunning = settings.cancelsRunningSteps(PipelineLaunch.machineOf(execution));
        Set<String> ids = new LinkedHashSet<>(own.ids());
        Set<String> left = new LinkedHashSet<>();
        for (Sent sent : own.withoutId()) {
            List<String> candidates = active.stream()
                    .filter(step -> mayBe(sent, end, step))
                    .map(step -> step.path("Id").asText())
                    .filter(id -> !own.ids().contains(id))
                    .toList();
            // Among several, one may belong to another execution.
            (candidates.size() == 1 ? ids : left).addAll(candidates);
        }
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

    /**
     * Returns whether a step without a known id may be the one that was sent: it is equal, and was added between the request and the end.
     */
    private static boolean mayBe(Sent sent, Instant end, JsonNode step) {
        Instant created = EmrSteps.created(step);
        return sent.step().isLike(step)
                && !created.isBefore(sent.since().minus(CLOCK_SKEW))
                && !created.isAfter(end.plus(CLOCK_SKEW));
    }
}
