package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.List;

/** Finds the clusters, steps and resizes in progress, for jobs that wait for them. */
final class EmrProgress {
    private final Clusters clusters;

    EmrProgress(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Returns whether a request reads a resource that is in progress and does not wait for the step that makes the request. */
    boolean isUnderWay(String action, ObjectNode input, String stepId) {
        return clusters.find(AwsJson.text(input, "ClusterId", ""))
                .filter(cluster -> isUnderWay(action, input, stepId, cluster))
                .isPresent();
    }

    private static boolean isUnderWay(String action, ObjectNode input, String stepId, Cluster cluster) {
        boolean isOwn = cluster.steps().stream().anyMatch(step -> step.id().equals(stepId));
        return switch (action) {
            case "elasticmapreduce:DescribeCluster" ->
                !isOwn
                        && cluster.state() != ClusterState.WAITING
                        && !cluster.state().hasEnded();
            case "elasticmapreduce:DescribeStep" ->
                isAnyUnderWay(cluster, List.of(AwsJson.text(input, "StepId", "")), stepId, isOwn);
            case "elasticmapreduce:ListSteps" ->
                isAnyUnderWay(cluster, Inputs.strings(input, "StepIds"), stepId, isOwn);
            case "elasticmapreduce:ListInstances",
                    "elasticmapreduce:ListInstanceGroups",
                    "elasticmapreduce:ListInstanceFleets" -> cluster.isResizing();
            default -> false;
        };
    }

    /**
     * Returns whether any of these steps is in progress. A pending step in the same cluster may wait for the step that makes the request.
     *
     * @param ids the ids of the steps; empty for all steps
     */
    private static boolean isAnyUnderWay(Cluster cluster, List<String> ids, String stepId, boolean isOwn) {
        return cluster.steps().stream()
                .filter(step -> ids.isEmpty() || ids.contains(step.id()))
                .filter(step -> !step.id().equals(stepId))
                .anyMatch(step ->
                        isOwn ? step.state().isUnderWay() : !step.state().hasEnded());
    }
}
