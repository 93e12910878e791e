package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterSearch;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of a persistent pipeline, identified by its launch function, by its id or only by a name.
 *
 * @param launchFunction the launch function of the cluster; or null
 * @param clusterId the id, or null
 * @param name the name of the cluster; with a launch function, an additional condition on its cluster
 * @param givenProfile the profile, if there is no launch function
 */
record PersistentCluster(
        @Nullable IEmrLaunchFunction launchFunction,
        @Nullable String clusterId,
        @Nullable String name,
        @Nullable IEmrProfile givenProfile) {
    private static final int MAX_NAME = 256;

    /**
     * Creates the identification from the settings of a builder.
     *
     * @throws IllegalArgumentException when none or several of the settings identify the cluster
     */
    static PersistentCluster of(
            @Nullable IEmrLaunchFunction launchFunction,
            @Nullable String clusterName,
            @Nullable String clusterId,
            @Nullable String anyClusterNamed,
            @Nullable IEmrProfile profile) {
        requireOneWay(launchFunction, clusterName, clusterId, anyClusterNamed);
        requireName("clusterName", clusterName);
        requireName("anyClusterNamed", anyClusterNamed);
        if (clusterId != null) {
            EmrCluster.ofId(clusterId);
        }
        if (launchFunction != null && profile != null) {
            throw new IllegalArgumentException(
                    "'emrProfile' is given, but the profile is that of 'launchFunction': leave 'emrProfile' out");
        }
        return new PersistentCluster(
                launchFunction, clusterId, anyClusterNamed == null ? clusterName : anyClusterNamed, profile);
    }

    private static void requireOneWay(
            @Nullable IEmrLaunchFunction launchFunction,
            @Nullable String clusterName,
            @Nullable String clusterId,
            @Nullable String anyClusterNamed) {
        List<String> ways = new ArrayList<>();
        if (launchFunction != null) {
            ways.add("'launchFunction'");
        }
        if (clusterId != null) {
            ways.add("'clusterId'");
        }
        if (anyClusterNamed != null) {
            ways.add("'anyClusterNamed'");
        }
        if (ways.size() > 1) {
            throw new IllegalArgumentException(
                    "Only one of 'launchFunction', 'clusterId' and 'anyClusterNamed' may be given, got: "
                            + String.join(", ", ways));
        }
        if (clusterName != null && launchFunction == null) {
            throw new IllegalArgumentException(
                    ("'clusterName' '%s' selects one of the clusters of a launch function, and needs"
                                    + " 'launchFunction': everybody who may launch can choose a name. Set launchFunction(...), or"
                                    + " anyClusterNamed(\"%s\") for any cluster of the account with that name")
                            .formatted(clusterName, clusterName));
        }
        if (ways.isEmpty()) {
            throw new IllegalArgumentException(
                    "One of 'launchFunction', 'clusterId' and 'anyClusterNamed' is required");
        }
    }

    private static void requireName(String property, @Nullable String name) {
        if (name != null && (name.isEmpty() || name.length() > MAX_NAME)) {
            throw new IllegalArgumentException(
                    "'%s' must have 1 to %d characters, got %d".formatted(property, MAX_NAME, name.length()));
        }
        if (name != null) {
            Reference.requireText("'%s'".formatted(property), name);
        }
    }

    /** Returns whether the cluster is identified by its name alone. */
    boolean isAnyOfName() {
        return launchFunction == null && clusterId == null;
    }

    /** Returns the cluster as stored in the pipeline's definition. */
    PipelineCluster stored() {
        return PipelineCluster.running(
                launchFunction == null
                        ? null
                        : new DefinitionName(launchFunction.getNamespace(), launchFunction.getLaunchFunctionName()),
                clusterId,
                name);
    }

    /** Returns the cluster that the state machine needs permissions for. */
    EmrCluster cluster() {
        if (launchFunction != null) {
            return EmrCluster.launchedBy(launchFunction);
        }
        return clusterId == null ? EmrCluster.any() : EmrCluster.ofId(clusterId);
    }

    /** Returns the profile of the cluster, or null if it is not known. That of a launch function may have to be loaded. */
    @Nullable IEmrProfile profile() {
        return launchFunction == null ? givenProfile : launchFunction.getEmrProfile();
    }

    /** Returns the executions of the launch function, as a pattern of their ARNs. */
    String launches() {
        return LaunchExecutions.of(Validation.required("launchFunction", launchFunction))
                .arn("*");
    }

    /**
     * Returns the search for the clusters of the launch function.
     *
     * @throws IllegalArgumentException when they have no tag of their launch function
     */
    ClusterSearch search() {
        IEmrLaunchFunction function = Validation.required("launchFunction", launchFunction);
        LaunchExecutions executions = LaunchExecutions.of(function);
        if (!LaunchExecutions.tag(function).key().equals(Tag.EXECUTION_KEY)) {
            throw new IllegalArgumentException(
                    ("'launchFunction' %s was deployed by aws-emr-launch for Python, whose clusters all have the same"
                                    + " tag: deploy it again with this library, or set anyClusterNamed(\"%s\") for any"
                                    + " cluster of the account with that name")
                            .formatted(executions.name(), executions.clusterName()));
        }
        return new ClusterSearch(executions.arn(""), name);
    }
}
