package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.definitions.Json;

/**
 * A managed scaling policy: the limits within which EMR scales the core and task nodes of a cluster; from release
 * 5.30.0, and from 6.1.0.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-managed-scaling.html">Managed scaling</a>
 */
public final class ManagedScaling {
    private final ObjectNode json;

    private ManagedScaling(ObjectNode json) {
        this.json = json;
    }

    /** Sets limits in instances, for instance groups. */
    public static ManagedScaling instances(Number minimum, Number maximum) {
        return of("Instances", minimum, maximum);
    }

    /** Sets limits in virtual CPUs, for instance groups. */
    public static ManagedScaling vcpus(Number minimum, Number maximum) {
        return of("VCPU", minimum, maximum);
    }

    /** Sets limits in units of capacity, for instance fleets. */
    public static ManagedScaling fleetUnits(Number minimum, Number maximum) {
        return of("InstanceFleetUnits", minimum, maximum);
    }

    private static ManagedScaling of(String unit, Number minimum, Number maximum) {
        ObjectNode json = Json.object();
        new RequestMembers(json.putObject("ComputeLimits"))
                .add("UnitType", unit)
                .add("MinimumCapacityUnits", GivenNumbers.whole("minimum", minimum))
                .add("MaximumCapacityUnits", GivenNumbers.whole("maximum", maximum));
        return new ManagedScaling(json);
    }

    /** Returns a copy with a maximum of On-Demand capacity; the rest is Spot capacity. EMR's default: the maximum. */
    public ManagedScaling withMaximumOnDemand(Number units) {
        return withLimit("MaximumOnDemandCapacityUnits", units);
    }

    /** Returns a copy with a maximum capacity of core nodes; the rest is task nodes. EMR's default: the maximum. */
    public ManagedScaling withMaximumCore(Number units) {
        return withLimit("MaximumCoreCapacityUnits", units);
    }

    /**
     * Returns a copy with EMR's advanced scaling strategy, from release 7.0.0: 1, 25, 50, 75 or 100, from the lowest
     * cost to the best performance.
     */
    public ManagedScaling withUtilizationPerformanceIndex(Number index) {
        ObjectNode copy = json.deepCopy();
        copy.set("UtilizationPerformanceIndex", Json.of(GivenNumbers.whole("index", index)));
        return new ManagedScaling(copy.put("ScalingStrategy", "ADVANCED"));
    }

    private ManagedScaling withLimit(String member, Number units) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("/ComputeLimits").set(member, Json.of(GivenNumbers.whole("units", units)));
        return new ManagedScaling(copy);
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }
}
