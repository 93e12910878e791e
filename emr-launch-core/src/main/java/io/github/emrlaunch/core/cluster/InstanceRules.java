package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.internal.NetworkIds;
import java.util.List;
import java.util.stream.Stream;

/** Rules for the member {@code Instances}, with groups or fleets. */
final class InstanceRules {
    private static final int MAX_ADDITIONAL_GROUPS = 4;

    /** https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-instance-group-configuration.html, 2026-11-28. */
    private static final int MAX_TASK_GROUPS = 48;

    private InstanceRules() {}

    /**
     * Checks {@code Instances}.
     *
     * @param spotMasterAllowed whether the primary node may be a Spot Instance
     */
    static void check(RequestNode instances, boolean spotMasterAllowed) {
        RequestNode groups = instances.get("InstanceGroups");
        RequestNode fleets = instances.get("InstanceFleets");
        List<RequestNode> given = Stream.concat(
                        Stream.of(groups, fleets).filter(RequestNode::isSet),
                        OlderInstanceRules.given(instances).stream().limit(1))
                .toList();
        if (given.isEmpty()) {
            throw groups.conflicts("or 'Instances.InstanceFleets' is required: a cluster has a primary node");
        }
        if (given.size() > 1) {
            throw given.get(0)
                    .conflicts("and '%s' are both given: a cluster has one or the other"
                            .formatted(given.get(1).path()));
        }
        if (given.get(0).equals(groups)) {
            requireRoles(groups, "InstanceRole", List.of(InstanceRole.CORE));
            groups.elements().forEach(group -> GroupRules.check(group, spotMasterAllowed));
            requireFewTaskGroups(groups);
        } else if (given.get(0).equals(fleets)) {
            requireRoles(fleets, "InstanceFleetType", List.of(InstanceRole.CORE, InstanceRole.TASK));
            fleets.elements().forEach(fleet -> FleetRules.check(fleet, spotMasterAllowed));
        } else {
            OlderInstanceRules.check(instances);
        }
        checkSubnets(instances, fleets.isSet());
        for (String member : List.of("AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups")) {
            RequestNode additional = instances.get(member);
            if (!additional.isUnresolved() && additional.elements().size() > MAX_ADDITIONAL_GROUPS) {
                throw additional.violates("may name at most %d security groups".formatted(MAX_ADDITIONAL_GROUPS));
            }
            additional.elements().forEach(InstanceRules::requireGroup);
        }
        for (String member : List.of(
                "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup")) {
            requireGroup(instances.get(member));
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

    private static void requireFewTaskGroups(RequestNode groups) {
        long tasks = count(groups, "InstanceRole", InstanceRole.TASK);
        if (tasks > MAX_TASK_GROUPS) {
            throw groups.conflicts("has %d for TASK, EMR allows %d".formatted(tasks, MAX_TASK_GROUPS));
        }
    }

    private static void checkSubnets(RequestNode instances, boolean fleets) {
        RequestNode one = instances.get("Ec2SubnetId");
        RequestNode several = instances.get("Ec2SubnetIds");
        if (!fleets && !several.isUnresolved() && several.elements().size() > 1) {
            throw several.conflicts("names %d, instance groups run in one; instance fleets can choose among several"
                    .formatted(several.elements().size()));
        }
        if (one.isSet() == several.isSet()) {
            throw one.isSet()
                    ? one.conflicts("and 'Instances.Ec2SubnetIds' are both given: one is for groups, one for fleets")
                    : one.conflicts("is required: 'subnets' must name a subnet of the profile's VPC");
        }
        requireSubnet(one);
        several.elements().forEach(InstanceRules::requireSubnet);
    }

    private static void requireSubnet(RequestNode id) {
        if (!id.text().isEmpty() && !NetworkIds.isSubnet(id.text())) {
            throw id.violates(NetworkIds.SUBNET_RULE);
        }
    }

    private static void requireGroup(RequestNode id) {
        if (!id.text().isEmpty() && !NetworkIds.isSecurityGroup(id.text())) {
            throw id.violates(NetworkIds.GROUP_RULE);
        }
    }
}
