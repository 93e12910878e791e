package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.emr.EmrService;
import java.time.Duration;
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

    /** Terminates all clusters, those with termination protection included. */
    public void terminateClusters() {
        service.terminateAll();
    }

    /** The next cluster that RunJobFlow is asked for has this fault; several calls are for as many clusters. */
    public void failNextCluster(ClusterFault fault) {
        service.faults().failNext(fault);
    }

    /** Every cluster of this name that is started from now on has this fault. */
    public void failClustersNamed(String clusterName, ClusterFault fault) {
        service.faults().failNamed(clusterName, fault);
    }

    /**
     * The next step of this name that runs fails when its time is over; several calls are for as many steps.
     *
     * @param message what EMR finds in the step's log: the {@code FailureDetails} have it
     */
    public void failStep(String stepName, String message) {
        service.faults().failStep(stepName, message);
    }

    /** Every step of this name that runs from now on fails. */
    public void failSteps(String stepName, String message) {
        service.faults().failSteps(stepName, message);
    }

    /** The next step of this name that runs stays in the state RUNNING until it is cancelled or its cluster ends. */
    public void hangStep(String stepName) {
        service.faults().hangStep(stepName);
    }

    /** Every step of this name takes this long in virtual time; without it a step takes a minute. */
    public void stepDuration(String stepName, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("'duration' must be positive, got: " + duration);
        }
        service.faults().stepDuration(stepName, duration);
    }
}
