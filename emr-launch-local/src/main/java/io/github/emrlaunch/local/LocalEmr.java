package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.emr.EmrService;
import java.time.Duration;
import java.util.List;

/** The clusters and the faults planned for them. */
public final class LocalEmr {
    private final EmrService service;

    LocalEmr(EmrService service) {
        this.service = service;
    }

    /** Returns all clusters in the order of their creation, including terminated ones. */
    public List<LocalCluster> clusters() {
        return service.snapshots();
    }

    /** Terminates all clusters, including clusters with termination protection. */
    public void terminateClusters() {
        service.terminateAll();
    }

    /** Plans a fault for the next cluster that RunJobFlow starts. Each call plans a fault for one more cluster. */
    public void failNextCluster(ClusterFault fault) {
        service.faults().failNext(fault);
    }

    /** Plans a fault for every cluster with this name that starts from now on. */
    public void failClustersNamed(String clusterName, ClusterFault fault) {
        service.faults().failNamed(clusterName, fault);
    }

    /**
     * Fails the next step with this name at the end of its duration. Each call fails one more step.
     *
     * @param message the message that EMR finds in the log of the step. It is part of the {@code FailureDetails}
     */
    public void failStep(String stepName, String message) {
        service.faults().failStep(stepName, message);
    }

    /** Fails every step with this name that runs from now on. */
    public void failSteps(String stepName, String message) {
        service.faults().failSteps(stepName, message);
    }

    /** Keeps the next step with this name in the state RUNNING until it is cancelled or its cluster terminates. */
    public void hangStep(String stepName) {
        service.faults().hangStep(stepName);
    }

    /** Sets the duration, in virtual time, of every step with this name. Default: 1 minute. */
    public void stepDuration(String stepName, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("'duration' must be positive, got: " + duration);
        }
        service.faults().stepDuration(stepName, duration);
    }
}
