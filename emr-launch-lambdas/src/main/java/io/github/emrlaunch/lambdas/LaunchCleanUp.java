package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Terminates the clusters and cancels the steps that executions have left, and notifies of executions that could not notify themselves. */
final class LaunchCleanUp {
    /** The tolerance for EMR's clock being behind that of Step Functions. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** The time that the sweep covers for missing notifications: several sweeps, in case one fails. */
    private static final Duration LOOKED_BACK = Duration.ofMinutes(65);

    /** For these, no state can notify. An execution that failed has usually notified itself. */
    private static final List<String> UNTOLD = List.of("ABORTED", "TIMED_OUT");

    private final AwsClient aws;
    private final EmrClusters clusters;
    private final EndNotifier notifier;
    private final LeftSteps steps;
    private final CleanUpSettings settings;

    LaunchCleanUp(AwsClient aws, CleanUpSettings settings) {
        this.aws = aws;
        this.clusters = new EmrClusters(aws);
        this.notifier = new EndNotifier(aws, settings.notifierArn());
        this.steps = new LeftSteps(aws, settings);
        this.settings = settings;
    }

    /**
     * Cleans up after an event about the end of an execution. The event may be old or forged: the response of Step Functions
     * is decisive. If the response is older than the event, or the cluster appears after the event, the sweep terminates the cluster.
     */
    ObjectNode afterEnd(String executionArn, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        Executions executions = new Executions(aws);
        ExecutionState execution = executions.find(executionArn);
        line.put("Status", execution.isUnknown() ? execution.unknownBecause() : execution.status());
        if (execution.isFailure()) {
            report.attempt(() -> steps.cancelOf(executionArn, execution, report));
            report.attempt(() -> endClusters(executionArn, execution, report));
            for (String launches : settings.pythonLaunches()) {
                report.attempt(() -> endUntagged(
                        executions
                                .find(launches + PipelineLaunch.name(executionArn))
                                .launchedClusterId(),
                        executionArn,
                        execution,
                        report));
            }
            report.attempt(() -> {
                if (notifier.machines().contains(PipelineLaunch.machineOf(executionArn))) {
                    notifyOf(executionArn, execution, report);
                }
            });
        }
        report.addTo(line, false);
        return report.answer();
    }

    private void endClusters(String executionArn, ExecutionState execution, CleanUpReport report) {
        for (String id : activeIds(execution.startDate().minus(CLOCK_SKEW))) {
            report.attempt(() -> find(id).filter(cluster -> isLeftBy(executionArn, cluster))
                    .ifPresent(cluster ->
                            end(id, executionArn, "the execution ended with " + execution.status(), report)));
        }
    }

    /**
     * Returns whether a cluster belongs to a launch, or to the launch of a pipeline's execution, whose name is the digest of that
     * execution.
     */
    private boolean isLeftBy(String executionArn, LaunchedCluster cluster) {
        return cluster.execution().equals(executionArn)
                ? !settings.kept().contains(cluster.launchFunctionName())
                : PipelineLaunch.isOf(executionArn, cluster.execution());
    }

    /**
     * Terminates the cluster in the output of a launch of aws-emr-launch for Python. That library sets no tag with the
     * execution, by which the others are found.
     */
    private void endUntagged(String id, String executionArn, ExecutionState execution, CleanUpReport report) {
        Optional<JsonNode> described = id.isEmpty() ? Optional.empty() : clusters.describeIfAllowed(id);
        if (described
                .filter(cluster -> !EmrClusters.hasEnded(cluster)
                        && EmrClusters.tag(cluster, Tag.EXECUTION_KEY).isEmpty())
                .isPresent()) {
            end(id, executionArn, "the execution ended with " + execution.status(), report);
        }
    }

    private void end(String id, String executionArn, String why, CleanUpReport report) {
        try {
            clusters.terminate(id);
        } catch (AwsCallFailedException e) {
            report.notTerminated(id, executionArn);
            throw e;
        }
        report.terminated(id, executionArn, why);
    }

    private void notifyOf(String executionArn, ExecutionState end, CleanUpReport report) {
        if (notifier.notifyOf(executionArn, end, report.clusterOf(executionArn), report.leftBy(executionArn))) {
            report.notified(executionArn);
        }
    }

    private List<String> activeIds(@Nullable Instant createdAfter) {
        return clusters.active(createdAfter).stream()
                .map(cluster -> cluster.path("Id").asText())
                .toList();
    }

    /**
     * Returns the cluster with an id; empty if no launch has started it, or if the role must not describe it, because it then belongs to
     * another stack.
     */
    private Optional<LaunchedCluster> find(String id) {
        return clusters.describeIfAllowed(id).flatMap(LaunchedCluster::of);
    }

    /**
     * Checks all active clusters that the role may describe, and the ended executions with notifications.
     *
     * @param time the scheduled time of the sweep
     */
    ObjectNode sweep(Instant time, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        Executions executions = new Executions(aws);
        SweepRules rules = new SweepRules(settings, executions, time);
        report.attempt(() -> endLeftClusters(rules, report, line));
        for (String machine : settings.persistentPipelines().keySet()) {
            Instant from = time.minus(LOOKED_BACK);
            report.attempt(() -> steps.cancelOfEnded(machineArn(machine), executions, from, time, report));
        }
        report.attempt(() -> notifyOfEnds(executions, rules.latestEnd(), report));
        report.addTo(line, true);
        return report.answer();
    }

    /**
     * Cancels the steps that ended executions of a persistent pipeline have left on a cluster, for an execution that is about to add its
     * own steps.
     * The pipeline must belong to the stack, and the state from Step Functions determines the steps. A step that EMR does not cancel is in
     * the result and
     * in the log, but does not fail the execution.
     */
    ObjectNode beforePhases(String machine, String clusterId, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        if (!settings.persistentPipelines().containsKey(machine)) {
            throw new InvalidRequestException(
                    "'%s' is not a pipeline of this stack whose steps are cancelled".formatted(machine));
        }
        steps.cancelOn(clusterId, machineArn(machine), new Executions(aws), report);
        report.addTo(line, false);
        return report.answerOfWhatIsLeft(line);
    }

    private String machineArn(String machine) {
        return settings.machines() + machine;
    }

    private void notifyOfEnds(Executions executions, Instant latestEnd, CleanUpReport report) {
        Set<String> machines = notifier.machines();
        Set<String> ended = new LinkedHashSet<>();
        for (String execution : report.executions()) {
            if (machines.contains(PipelineLaunch.machineOf(execution))) {
                ended.add(execution);
            }
        }
        for (String machine : machines) {
            for (String status : UNTOLD) {
                report.attempt(() -> ended.addAll(
                        executions.ended(notifier.arn(machine), status, latestEnd.minus(LOOKED_BACK), latestEnd)));
            }
        }
        for (String execution : ended) {
            report.attempt(() -> {
                ExecutionState end = executions.find(execution);
                if (end.isFailure()) {
                    notifyOf(execution, end, report);
                }
            });
        }
    }

    private void endLeftClusters(SweepRules rules, CleanUpReport report, ObjectNode line) {
        List<String> active = activeIds(null);
        line.put("ActiveClusters", active.size());
        for (String id : active) {
            report.attempt(() -> find(id).ifPresent(cluster -> {
                Verdict verdict = rules.of(cluster);
                if (verdict.kind() == Verdict.Kind.UNDECIDED) {
                    report.undecided(id, verdict);
                } else if (verdict.kind() == Verdict.Kind.END) {
                    end(id, verdict.execution(), verdict.why(), report);
                }
            }));
        }
    }
}
