package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Rules for the scaling of a cluster. */
final class ScalingRules {
    private static final Set<Long> PERFORMANCE_INDEXES = Set.of(1L, 25L, 50L, 75L, 100L);

    private ScalingRules() {}

    /** Returns the warning about a policy without limits. No EMR page says that EMR refuses it. */
    static List<String> warnings(RequestNode request) {
        RequestNode managed = request.get("ManagedScalingPolicy");
        return managed.isGiven() && !managed.get("ComputeLimits").isSet()
                ? List.of(
                        "'ManagedScalingPolicy' has no 'ComputeLimits': EMR scales within limits, and may refuse a policy without them")
                : List.of();
    }

    static void check(RequestNode request) {
        RequestNode managed = request.get("ManagedScalingPolicy");
        RequestNode instances = request.get("Instances");
        if (!managed.isGiven()) {
            return;
        }
        for (RequestNode group : instances.get("InstanceGroups").elements()) {
            if (group.get("AutoScalingPolicy").isSet()) {
                throw managed.conflicts("and '%s' are both given: a cluster has managed or automatic scaling"
                        .formatted(group.get("AutoScalingPolicy").path()));
            }
        }
        RequestNode limits = managed.get("ComputeLimits");
        if (!limits.isSet()) {
            return;
        }
        checkUnit(limits.get("UnitType"), instances.get("InstanceFleets").isSet());
        requireOrder(limits.get("MinimumCapacityUnits"), limits.get("MaximumCapacityUnits"));
        for (String member : List.of("MaximumOnDemandCapacityUnits", "MaximumCoreCapacityUnits")) {
            if (limits.get(member).isSet()) {
                requireOrder(limits.get(member), limits.get("MaximumCapacityUnits"));
            }
        }
        RequestNode index = managed.get("UtilizationPerformanceIndex");
        if (index.isSet()
                && !index.isUnresolved()
                && !PERFORMANCE_INDEXES.contains(index.number().orElse(0))) {
            throw index.violates("must be 1, 25, 50, 75 or 100");
        }
    }

    private static void checkUnit(RequestNode unit, boolean fleets) {
        boolean fleetUnit = unit.text().equals("InstanceFleetUnits");
        if (fleets != fleetUnit && !unit.isUnresolved()) {
            throw unit.violates(
                    fleets
                            ? "must be InstanceFleetUnits for instance fleets"
                            : "must be Instances or VCPU for instance groups");
        }
    }

    static void requireOrder(RequestNode smaller, RequestNode larger) {
        if (smaller.isBelow(0)) {
            throw smaller.violates("must not be negative");
        }
        OptionalLong limit = larger.numberOr(0);
        if (limit.isPresent() && smaller.isAbove(limit.getAsLong())) {
            throw smaller.violates("must not be above '%s' (%d)".formatted(larger.path(), limit.getAsLong()));
        }
    }
}
