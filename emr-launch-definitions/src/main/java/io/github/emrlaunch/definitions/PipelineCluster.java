package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of a stored pipeline.
 *
 * @param kind the kind of the pipeline
 * @param launchFunction the launch function of the cluster; null if the cluster is identified only by its id or name
 * @param clusterId the id of the cluster; or null
 * @param clusterName the name of the cluster among those of its launch function, or of the account; null for any
 * @param keepClusterOnSuccess whether a launched cluster keeps running after a successful execution; null if executions launch no cluster
 * @param otherMembers the other members of the stored object, unchanged
 */
public record PipelineCluster(
        Kind kind,
        @Nullable DefinitionName launchFunction,
        @Nullable String clusterId,
        @Nullable String clusterName,
        @Nullable Boolean keepClusterOnSuccess,
        ObjectNode otherMembers) {
    private static final String KIND = "Kind";
    private static final String LAUNCH_FUNCTION = "LaunchFunction";

    /** A kind of pipeline. */
    public enum Kind {
        /** Each execution launches a cluster, and terminates it. */
        TRANSIENT,

        /** Executions use a running cluster, one execution at a time. */
        PERSISTENT
    }

    /** Returns the cluster that an execution launches. */
    public static PipelineCluster launchedBy(DefinitionName launchFunction, boolean keepClusterOnSuccess) {
        return new PipelineCluster(Kind.TRANSIENT, launchFunction, null, null, keepClusterOnSuccess, Json.object());
    }

    /** Returns a cluster that is already running when an execution starts. */
    public static PipelineCluster running(
            @Nullable DefinitionName launchFunction, @Nullable String clusterId, @Nullable String clusterName) {
        return new PipelineCluster(Kind.PERSISTENT, launchFunction, clusterId, clusterName, null, Json.object());
    }

    static PipelineCluster read(Members members) {
        return new PipelineCluster(
                members.required(KIND, members.constant(KIND, Kind.class)),
                members.definitionName(LAUNCH_FUNCTION),
                members.string("ClusterId"),
                members.string("ClusterName"),
                members.bool("KeepClusterOnSuccess"),
                members.rest());
    }

    ObjectNode toJson() {
        return Json.object()
                .put(KIND, kind.name())
                .put(LAUNCH_FUNCTION, launchFunction == null ? null : launchFunction.toString())
                .put("ClusterId", clusterId)
                .put("ClusterName", clusterName)
                .put("KeepClusterOnSuccess", keepClusterOnSuccess)
                .setAll(otherMembers.deepCopy());
    }

    /** Returns a description of the cluster, such as {@code of analytics/nightly}. */
    String inWords() {
        if (clusterId != null) {
            return clusterId;
        }
        if (launchFunction == null) {
            return clusterName == null ? "unknown" : "any named " + clusterName;
        }
        return clusterName == null
                ? "of %s".formatted(launchFunction)
                : "%s of %s".formatted(clusterName, launchFunction);
    }
}
