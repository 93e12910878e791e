package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The clusters of the account, in the order of their creation. */
final class Clusters {
    private final List<Cluster> clusters = new ArrayList<>();

    /** Adds a cluster. The function creates it for its index in the order. */
    synchronized Cluster add(IntFunction<Cluster> cluster) {
        Cluster added = cluster.apply(clusters.size());
        clusters.add(added);
        return added;
    }

    synchronized List<Cluster> all() {
        return new ArrayList<>(clusters);
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.of(clusters, Cluster::checkpoint);
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    Optional<Cluster> find(String id) {
        return all().stream().filter(cluster -> cluster.id().equals(id)).findFirst();
    }

    /** Returns a cluster for the operations that have the term cluster. */
    Cluster cluster(String id) {
        return find(id).orElseThrow(() -> invalid("NoSuchCluster", "Cluster id '" + id + "' is not valid."));
    }

    /** Returns a cluster for the older operations, which have the term job flow. */
    Cluster jobFlow(String id) {
        return find(id).orElseThrow(() -> AwsException.validation("Specified job flow ID not valid."));
    }

    /** Returns the page of a list for the {@code Marker} of a request. */
    static <T> Page<T> page(List<T> all, ObjectNode input, int size) {
        String marker = AwsJson.text(input, "Marker");
        return Page.of(all, marker, size, () -> invalid("InvalidMarker", "Marker '" + marker + "' is not valid."));
    }

    static AwsException invalid(String errorCode, String message) {
        return AwsException.client("InvalidRequestException", message, Map.of("ErrorCode", errorCode));
    }
}
