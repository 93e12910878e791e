package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.ClusterSearch;
import io.github.emrlaunch.definitions.Tag;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the cluster that runs the steps: among clusters with the tag the oldest that is ready, otherwise the oldest that is starting.
 * Therefore a launch of
 * another cluster does not move a pipeline to it. Of two clusters with the same creation time, the one with the lower id is used.
 */
final class ClusterFinder {
    private static final Set<String> READY = Set.of("RUNNING", "WAITING");

    private static final Comparator<JsonNode> BEST_FIRST = Comparator.comparing(ClusterFinder::isReady)
            .reversed()
            .thenComparing(ClusterFinder::created)
            .thenComparing(cluster -> cluster.path("Id").asText());

    private final EmrClusters clusters;
    private final ClusterSearch search;

    ClusterFinder(EmrClusters clusters, ClusterSearch search) {
        this.clusters = clusters;
        this.search = search;
    }

    /** Returns the id of the cluster; empty if there is none. */
    Optional<String> find() {
        // Summaries have no tags: candidates are described until one has the tag. A candidate that the role must not
        // describe
        // does not have it.
        return candidates().stream()
                .sorted(BEST_FIRST)
                .map(summary -> summary.path("Id").asText())
                .filter(id ->
                        clusters.describeIfAllowed(id).filter(this::isWanted).isPresent())
                .findFirst();
    }

    private List<JsonNode> candidates() {
        String name = search.clusterName();
        return name == null
                ? clusters.active(null)
                : clusters.active(name, null).toList();
    }

    private boolean isWanted(JsonNode cluster) {
        return !EmrClusters.hasEnded(cluster)
                && EmrClusters.tag(cluster, Tag.EXECUTION_KEY)
                        .filter(search::accepts)
                        .isPresent();
    }

    private static boolean isReady(JsonNode cluster) {
        return READY.contains(cluster.at("/Status/State").asText());
    }

    private static BigDecimal created(JsonNode cluster) {
        return cluster.at("/Status/Timeline/CreationDateTime").decimalValue();
    }
}
