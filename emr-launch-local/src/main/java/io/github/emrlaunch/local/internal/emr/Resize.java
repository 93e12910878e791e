package io.github.emrlaunch.local.internal.emr;

/**
 * A resize of an instance group or fleet.
 *
 * @param done whether the resize is complete
 */
record Resize(Capacity from, Capacity to, boolean done) {
    /** The instances of a group, which are all counted as On-Demand Instances here, or the units of a fleet. */
    record Capacity(int onDemand, int spot) {}

    Capacity provisioned() {
        return done ? to : from;
    }

    Resize completed() {
        return new Resize(from, to, true);
    }
}
