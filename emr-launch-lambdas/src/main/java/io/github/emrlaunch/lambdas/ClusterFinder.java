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
 * Finds the cluster that is to run steps: of those that carry the tag the oldest that is ready, else the oldest that starts. So whoever
 * launches another cluster does not move a pipeline to it. Of two that were made at the same moment, the one whose id comes first is taken.
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

    /** The id of the cluster; empty when there is none. */
    Optional<String> find() {
        // Summaries have no tags: each candidate is described until one carries the tag. One that may not be described
        // does not carry it.
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
