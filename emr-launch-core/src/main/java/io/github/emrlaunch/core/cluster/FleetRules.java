package io.github.emrlaunch.core.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules for instance fleets.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-instance-fleet.html">Instance fleets</a> for the number of
 *     types, looked up on 2026-11-28
 * @see
 *     <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotProvisioningSpecification.html">SpotProvisioningSpecification</a>
 *     and <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_SpotResizingSpecification.html">SpotResizingSpecification</a>
 *     for times, looked up on 2026-11-29
 */
final class FleetRules {
    private static final int MAX_TYPES = 5;
    private static final int MAX_TYPES_WITH_STRATEGY = 30;
    private static final int HIGHLY_AVAILABLE = 3;
    private static final int MIN_TIMEOUT = 5;
    private static final int MAX_LAUNCH_TIMEOUT = 1_440;
    private static final int MAX_RESIZE_TIMEOUT = 10_080;

    private FleetRules() {}

    static void check(RequestNode fleet, boolean spotMasterAllowed) {
        RequestNode role = fleet.get("InstanceFleetType");
        checkCapacity(fleet, role, spotMasterAllowed);
        checkTypes(fleet, role);
        RequestNode launch = fleet.get("LaunchSpecifications");
        launch.get("SpotSpecification")
                .get("TimeoutDurationMinutes")
                .requireBetween(MIN_TIMEOUT, MAX_LAUNCH_TIMEOUT, "minutes");
        RequestNode resize = fleet.get("ResizeSpecifications");
        for (String kind : List.of("SpotResizeSpecification", "OnDemandResizeSpecification")) {
            resize.get(kind).get("TimeoutDurationMinutes").requireBetween(MIN_TIMEOUT, MAX_RESIZE_TIMEOUT, "minutes");
        }
        RequestNode policy = fleet.get("AutoScalingPolicy");
        if (policy.isSet()) {
            throw policy.conflicts("can't be: instance fleets have managed scaling, automatic scaling is for groups");
        }
    }

    private static void checkCapacity(RequestNode fleet, RequestNode role, boolean spotMasterAllowed) {
        RequestNode onDemand = fleet.get("TargetOnDemandCapacity");
        RequestNode spot = fleet.get("TargetSpotCapacity");
        boolean known = !onDemand.isUnresolved() && !spot.isUnresolved();
        long total = onDemand.number().orElse(0) + spot.number().orElse(0);
        if (known && total == 0) {
            throw onDemand.conflicts(
                    "and '%s' are both 0: a %s fleet needs one of them".formatted(spot.path(), role.text()));
        }
        if (role.is(InstanceRole.MASTER)) {
            if (known && total != 1 && total != HIGHLY_AVAILABLE) {
                throw (spot.isSet() ? spot : onDemand)
                        .violates("must be 1 for MASTER, or 3 on demand for high availability");
            }
            if (spot.isAbove(0)) {
                GroupRules.checkSpotMaster(spot, known ? total : 1, spotMasterAllowed);
            }
        }
    }

    private static void checkTypes(RequestNode fleet, RequestNode role) {
        RequestNode types = fleet.get("InstanceTypeConfigs");
        if (!types.isSet()) {
            throw types.conflicts("must name at least one instance type");
        }
        RequestNode launch = fleet.get("LaunchSpecifications");
        boolean strategy = launch.get("SpotSpecification")
                        .get("AllocationStrategy")
                        .isSet()
                || launch.get("OnDemandSpecification").get("AllocationStrategy").isSet();
        int limit = strategy ? MAX_TYPES_WITH_STRATEGY : MAX_TYPES;
        int count = types.elements().size();
        if (count > limit) {
            throw types.conflicts("names %d instance types, EMR allows %d%s"
                    .formatted(
                            count,
                            limit,
                            strategy ? "" : ", or %d with an allocation strategy".formatted(MAX_TYPES_WITH_STRATEGY)));
        }
        Set<String> seen = new HashSet<>();
        for (RequestNode type : types.elements()) {
            checkType(type, role, seen);
        }
    }

    private static void checkType(RequestNode type, RequestNode role, Set<String> seen) {
        String name = type.get("InstanceType").text();
        if (!name.isEmpty() && !seen.add(name)) {
            throw type.get("InstanceType").violates("must be unique in its fleet");
        }
        RequestNode weight = type.get("WeightedCapacity");
        if (role.is(InstanceRole.MASTER) && weight.number().orElse(1) != 1) {
            throw weight.violates("must be 1 in a MASTER fleet");
        }
        if (weight.isBelow(1)) {
            throw weight.violates("must be at least 1");
        }
        BidPriceRules.check(type);
        VolumeRules.check(type.get("EbsConfiguration"), role.is(InstanceRole.CORE));
    }
}
