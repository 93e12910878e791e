package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Terminates the clusters that executions have left. */
final class LaunchCleanUp {
    /** By how much EMR's clock may be behind that of Step Functions. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final AwsClient aws;
    private final EmrClusters clusters;
    private final FailureNotice notice;

    LaunchCleanUp(AwsClient aws) {
        this.aws = aws;
        this.clusters = new EmrClusters(aws);
        this.notice = new FailureNotice(aws);
    }

    /**
     * After the end of one execution, by the event that tells of it. The event may be old, or somebody's invention: Step Functions'
     * answer decides. When that is older than the event, or the cluster comes later than the event, the sweep ends the cluster.
     */
    ObjectNode afterEnd(EndedExecution ended, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        Executions executions = new Executions(aws);
        ExecutionState execution = executions.find(ended.arn());
        line.put("Status", execution.isUnknown() ? execution.unknownBecause() : execution.status());
        if (execution.isFailure()) {
            for (String id : activeIds(ended.startDate().minus(CLOCK_SKEW))) {
                report.attempt(() -> find(id).filter(
                                cluster -> cluster.execution().equals(ended.launchArn()))
                        .ifPresent(cluster -> {
                            clusters.terminate(id);
                            report.terminated(id, ended.arn(), "the execution ended with " + execution.status());
                            notice.publish(ended.failureTopic(), ended.arn(), execution.status(), cluster);
                        }));
            }
            if (ended.isOfPipeline()) {
                report.attempt(() ->
                        endUntagged(executions.find(ended.launchArn()).launchedClusterId(), ended, execution, report));
            }
        }
        report.addTo(line, false);
        return report.answer();
    }

    /**
     * Ends the cluster that a launch of aws-emr-launch for Python answered with. That library gives its clusters no tag of the
     * execution, by which the others are found.
     */
    private void endUntagged(String id, EndedExecution ended, ExecutionState execution, CleanUpReport report) {
        Optional<JsonNode> described = id.isEmpty() ? Optional.empty() : clusters.describeIfAllowed(id);
        if (described
                .filter(cluster -> !EmrClusters.hasEnded(cluster)
                        && EmrClusters.tag(cluster, Tag.EXECUTION_KEY).isEmpty())
                .isPresent()) {
            clusters.terminate(id);
            report.terminated(id, ended.arn(), "the execution ended with " + execution.status());
            notice.publish(ended.failureTopic(), ended.arn(), execution.status(), new LaunchedCluster(id, "", ""));
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

    /** Looks at all active clusters that the role lets it see. */
    ObjectNode sweep(Sweep sweep, ObjectNode line) {
        CleanUpReport report = new CleanUpReport();
        Executions executions = new Executions(aws);
        SweepRules rules = new SweepRules(sweep, executions);
        List<String> active = activeIds(null);
        line.put("ActiveClusters", active.size());
        for (String id : active) {
            report.attempt(() -> find(id).ifPresent(cluster -> {
                Verdict verdict = rules.of(cluster);
                String decisive = verdict.execution();
                if (verdict.kind() == Verdict.Kind.UNDECIDED) {
                    report.undecided(id, verdict);
                } else if (verdict.kind() == Verdict.Kind.END) {
                    clusters.terminate(id);
                    report.terminated(id, decisive, verdict.why());
                    String status = executions.find(decisive).status();
                    notice.publish(sweep.failureTopic(decisive), decisive, status, cluster);
                }
            }));
        }
        report.addTo(line, true);
        return report.answer();
    }
}
