package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.emr.EmrService;
import java.util.List;

/** The clusters, and what shall go wrong with them. */
public final class LocalEmr {
    private final EmrService service;

    LocalEmr(EmrService service) {
        this.service = service;
    }

    /** All clusters in the order of their creation, those that have ended included. */
    public List<LocalCluster> clusters() {
        return service.snapshots();
    }

    /** The next cluster that RunJobFlow is asked for has this fault; several calls are for as many clusters. */
    public void failNextCluster(ClusterFault fault) {
        service.faults().failNext(fault);
    }

    /** Every cluster of this name that is started from now on has this fault. */
    public void failClustersNamed(String clusterName, ClusterFault fault) {
        service.faults().failNamed(clusterName, fault);
    }
}
