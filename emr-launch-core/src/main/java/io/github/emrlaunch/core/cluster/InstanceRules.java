package io.github.emrlaunch.core.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules of the member {@code Instances}, for groups and fleets. */
final class InstanceRules {
    private static final int MAX_ADDITIONAL_GROUPS = 4;

    private InstanceRules() {}

    /**
     * Checks {@code Instances}.
     *
     * @param spotMasterAllowed whether the primary node may be a Spot Instance
     */
    static void check(RequestNode instances, boolean spotMasterAllowed) {
        RequestNode groups = instances.get("InstanceGroups");
        RequestNode fleets = instances.get("InstanceFleets");
        if (!groups.isSet() && !fleets.isSet()) {
            throw groups.conflicts("or 'Instances.InstanceFleets' is required: a cluster has a primary node");
        }
        if (groups.isSet() && fleets.isSet()) {
            throw groups.conflicts("and 'Instances.InstanceFleets' are both given: a cluster has one or the other");
        }
        if (groups.isSet()) {
            requireRoles(groups, "InstanceRole", List.of(InstanceRole.CORE));
            groups.elements().forEach(group -> GroupRules.check(group, spotMasterAllowed));
        } else {
            requireRoles(fleets, "InstanceFleetType", List.of(InstanceRole.CORE, InstanceRole.TASK));
            fleets.elements().forEach(fleet -> FleetRules.check(fleet, spotMasterAllowed));
        }
        requireUniqueNames(Stream.of(groups, fleets)
                .flatMap(list -> list.elements().stream())
                .map(one -> one.get("Name")));
        checkSubnets(instances, groups.isSet());
        for (String member : List.of("AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups")) {
            RequestNode additional = instances.get(member);
            if (!additional.isUnresolved() && additional.elements().size() > MAX_ADDITIONAL_GROUPS) {
                throw additional.violates("may name at most %d security groups".formatted(MAX_ADDITIONAL_GROUPS));
            }
        }
        RequestNode keepAlive = instances.get("KeepJobFlowAliveWhenNoSteps");
        if (!keepAlive.isTrue() && !keepAlive.isUnresolved()) {
            throw keepAlive.violates("must be true: Step Functions starts no other clusters, and steps come later");
        }
    }

    private static void requireRoles(RequestNode all, String role, List<InstanceRole> atMostOnce) {
        boolean allKnown = true;
        for (RequestNode one : all.elements()) {
            if (one.get(role).isUnresolved()) {
                allKnown = false;
            } else if (Stream.of(InstanceRole.values()).noneMatch(one.get(role)::is)) {
                throw one.get(role).violates("must be MASTER, CORE or TASK");
            }
        }
        if (allKnown && count(all, role, InstanceRole.MASTER) == 0) {
            throw all.conflicts("has none for MASTER: a cluster has a primary node");
        }
        Stream.concat(Stream.of(InstanceRole.MASTER), atMostOnce.stream())
                .filter(once -> count(all, role, once) > 1)
                .findFirst()
                .ifPresent(once -> {
                    throw all.conflicts(
                            "has %d for %s, a cluster has at most one".formatted(count(all, role, once), once.name()));
                });
        if (allKnown && count(all, role, InstanceRole.TASK) > 0 && count(all, role, InstanceRole.CORE) == 0) {
            throw all.conflicts("has one for TASK and none for CORE: task nodes need core nodes beside them");
        }
    }

    private static long count(RequestNode all, String role, InstanceRole which) {
        return all.elements().stream().filter(one -> one.get(role).is(which)).count();
    }

    /** Resizing addresses groups and fleets by name. */
    private static void requireUniqueNames(Stream<RequestNode> names) {
        Set<String> seen = new HashSet<>();
        names.filter(name -> !name.text().isEmpty() && !seen.add(name.text()))
                .findFirst()
                .ifPresent(name -> {
                    throw name.violates("must be unique among the instances of a cluster");
                });
    }

    private static void checkSubnets(RequestNode instances, boolean groups) {
        RequestNode one = instances.get("Ec2SubnetId");
        RequestNode several = instances.get("Ec2SubnetIds");
        if (groups && !several.isUnresolved() && several.elements().size() > 1) {
            throw several.conflicts("names %d, instance groups run in one; instance fleets can choose among several"
                    .formatted(several.elements().size()));
        }
        if (one.isSet() == several.isSet()) {
            throw one.isSet()
                    ? one.conflicts("and 'Instances.Ec2SubnetIds' are both given: one is for groups, one for fleets")
                    : one.conflicts("is required: 'subnets' must name a subnet of the profile's VPC");
        }
    }
}
