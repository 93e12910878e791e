package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.Set;

/** Rules of scaling, for the whole cluster. */
final class ScalingRules {
    private static final Set<Integer> PERFORMANCE_INDEXES = Set.of(1, 25, 50, 75, 100);

    private ScalingRules() {}

    static void check(RequestNode request) {
        RequestNode managed = request.get("ManagedScalingPolicy");
        RequestNode instances = request.get("Instances");
        if (!managed.isSet()) {
            return;
        }
        for (RequestNode group : instances.get("InstanceGroups").elements()) {
            if (group.get("AutoScalingPolicy").isSet()) {
                throw managed.conflicts("and '%s' are both given: a cluster has managed or automatic scaling"
                        .formatted(group.get("AutoScalingPolicy").path()));
            }
        }
        RequestNode limits = managed.get("ComputeLimits");
        checkUnit(limits.get("UnitType"), instances.get("InstanceFleets").isSet());
        requireOrder(limits.get("MinimumCapacityUnits"), limits.get("MaximumCapacityUnits"));
        for (String member : List.of("MaximumOnDemandCapacityUnits", "MaximumCoreCapacityUnits")) {
            if (limits.get(member).isSet()) {
                requireOrder(limits.get(member), limits.get("MaximumCapacityUnits"));
            }
        }
        RequestNode index = managed.get("UtilizationPerformanceIndex");
        if (index.isSet() && !PERFORMANCE_INDEXES.contains(index.integer())) {
            throw index.violates("must be 1, 25, 50, 75 or 100");
        }
    }

    private static void checkUnit(RequestNode unit, boolean fleets) {
        boolean fleetUnit = unit.text().equals("InstanceFleetUnits");
        if (fleets != fleetUnit) {
            throw unit.violates(
                    fleets
                            ? "must be InstanceFleetUnits for instance fleets"
                            : "must be Instances or VCPU for instance groups");
        }
    }

    static void requireOrder(RequestNode smaller, RequestNode larger) {
        if (smaller.integer() < 0) {
            throw smaller.violates("must not be negative");
        }
        if (smaller.integer() > larger.integer()) {
            throw smaller.violates("must not be above '%s' (%d)".formatted(larger.path(), larger.integer()));
        }
    }
}
