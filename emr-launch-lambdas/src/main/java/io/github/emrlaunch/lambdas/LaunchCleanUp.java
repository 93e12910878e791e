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

/** Terminates the clusters and cancels the steps that executions have left, and notifies of executions that could not do so. */
final class LaunchCleanUp {
    /** By how much EMR's clock may be behind that of Step Functions. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** How far back the sweep looks for ends of which nobody was notified: some sweeps, in case that one fails. */
    private static final Duration LOOKED_BACK = Duration.ofMinutes(65);

    /** Of these, no state can notify. An execution that failed has mostly notified by itself. */
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
     * After the end of one execution, by the event that tells of it. The event may be old, or somebody's invention: Step Functions'
     * answer decides. When that is older than the event, or the cluster comes later than the event, the sweep ends the cluster.
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

    /** Whether a cluster is of a launch, or of the launch that a run of a pipeline made: its name is the digest of the run. */
    private boolean isLeftBy(String executionArn, LaunchedCluster cluster) {
        return cluster.execution().equals(executionArn)
                ? !settings.kept().contains(cluster.launchFunctionName())
                : PipelineLaunch.isOf(executionArn, cluster.execution());
    }

    /**
     * Ends the cluster that a launch of aws-emr-launch for Python answered with. That library gives its clusters no tag of the
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

    /** The cluster of an id; empty when no launch has made it, or when it may not be described: then it is not ours. */
    private Optional<LaunchedCluster> find(String id) {
        return clusters.describeIfAllowed(id).flatMap(LaunchedCluster::of);
    }

    /**
     * Looks at all active clusters that the role lets it see, and at the ends of which somebody is to be notified.
     *
     * @param time when the sweep was due
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
     * Cancels what ended executions of a persistent pipeline have left on a cluster, for a run of it that is about to add its own steps.
     * The pipeline must be the stack's, and what it asks for is decided by what Step Functions tells. A step that EMR does not cancel is in the answer and
     * in the log, and fails no run.
     */
    ObjectNode beforePhases(String machine, String clusterId, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        if (!settings.persistentPipelines().containsKey(machine)) {
            throw new InvalidRequestException(
                    "'%s' is no pipeline of this stack whose steps are cancelled".formatted(machine));
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
