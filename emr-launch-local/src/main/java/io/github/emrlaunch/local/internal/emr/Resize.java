package io.github.emrlaunch.local.internal.emr;

/**
 * A change of what an instance group or fleet has.
 *
 * @param done whether the instances are there
 */
record Resize(Capacity from, Capacity to, boolean done) {
    /** Instances of a group, which are all counted as on-demand ones here, or units of a fleet. */
    record Capacity(int onDemand, int spot) {}

    Capacity provisioned() {
        return done ? to : from;
    }

    Resize completed() {
        return new Resize(from, to, true);
    }
}
