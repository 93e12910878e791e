package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The instances of a cluster, as the request's {@code Instances}: either groups, all in one subnet, or fleets, for which EMR
 * chooses among subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_JobFlowInstancesConfig.html">JobFlowInstancesConfig</a>
 */
final class InstancesJson {
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal ZERO = BigDecimal.ZERO;

    private final List<InstanceGroup> groups;
    private final List<InstanceFleet> fleets;
    private final List<String> subnetIds;

    InstancesJson(List<InstanceGroup> groups, List<InstanceFleet> fleets, List<String> subnetIds) {
        this.groups = groups;
        this.fleets = fleets;
        this.subnetIds = subnetIds;
    }

    /** Checks what EMR would refuse at launch. */
    void requireValid() {
        if (groups.isEmpty() && fleets.isEmpty()) {
            throw new IllegalArgumentException("'instanceGroups' or 'instanceFleets' is required");
        }
        if (!groups.isEmpty() && !fleets.isEmpty()) {
            throw new IllegalArgumentException(
                    "'instanceGroups' and 'instanceFleets' are both given: a cluster has one or the other");
        }
        if (fleets.isEmpty()) {
            requireOneMaster("instanceGroups", groups, InstanceGroup::role);
            requireAtMostOne("instanceGroups", InstanceRole.CORE, groups, InstanceGroup::role);
            if (subnetIds.size() > 1) {
                throw new IllegalArgumentException(
                        "'subnets' names %d, instance groups run in one; instance fleets can choose among several"
                                .formatted(subnetIds.size()));
            }
        } else {
            requireOneMaster("instanceFleets", fleets, InstanceFleet::role);
            requireAtMostOne("instanceFleets", InstanceRole.CORE, fleets, InstanceFleet::role);
            requireAtMostOne("instanceFleets", InstanceRole.TASK, fleets, InstanceFleet::role);
        }
        requireUniqueNames(Stream.concat(
                groups.stream().map(InstanceGroup::name), fleets.stream().map(InstanceFleet::name)));
        if (subnetIds.isEmpty()) {
            throw new IllegalArgumentException("'subnets' is required: name a subnet of the profile's VPC");
        }
    }

    /** Resizing addresses groups and fleets by name. */
    private static void requireUniqueNames(Stream<String> names) {
        Set<String> seen = new HashSet<>();
        names.filter(name -> !seen.add(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "'name' must be unique among the instances of a cluster, given twice: " + name);
        });
    }

    /** Whether there are three primary nodes. */
    boolean isHighlyAvailable() {
        return groups.stream().anyMatch(group -> group.role() == InstanceRole.MASTER && group.instanceCount() > 1)
                || fleets.stream().anyMatch(fleet -> fleet.role() == InstanceRole.MASTER && fleet.capacity() > 1);
    }

    private static <T> void requireOneMaster(String property, List<T> all, Function<T, InstanceRole> role) {
        if (all.stream().map(role).noneMatch(InstanceRole.MASTER::equals)) {
            throw new IllegalArgumentException(
                    "'%s' has none for MASTER: a cluster has a primary node".formatted(property));
        }
        requireAtMostOne(property, InstanceRole.MASTER, all, role);
    }

    private static <T> void requireAtMostOne(
            String property, InstanceRole which, List<T> all, Function<T, InstanceRole> role) {
        long count = all.stream().map(role).filter(which::equals).count();
        if (count > 1) {
            throw new IllegalArgumentException(
                    "'%s' has %d for %s, a cluster has at most one".formatted(property, count, which));
        }
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        RunJobFlowMembers.INSTANCES.forEach(json::putNull);
        json.put("KeepJobFlowAliveWhenNoSteps", true).put("TerminationProtected", false);
        if (fleets.isEmpty()) {
            json.put("Ec2SubnetId", subnetIds.get(0));
            ArrayNode array = json.putArray("InstanceGroups");
            groups.forEach(group -> array.add(group.toJson()));
        } else {
            subnetIds.forEach(json.putArray("Ec2SubnetIds")::add);
            ArrayNode array = json.putArray("InstanceFleets");
            fleets.forEach(fleet -> array.add(fleet.toJson()));
        }
        return json;
    }

    /** What a launch may override, by the names that users of the Python library know. */
    Map<String, ClusterConfigurationOverride> overrides(ObjectNode instances) {
        Map<String, ClusterConfigurationOverride> overrides = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            InstanceRole role = groups.get(i).role();
            if (role != InstanceRole.TASK) {
                ObjectNode group = (ObjectNode) instances.path("InstanceGroups").get(i);
                String path = "Instances.InstanceGroups." + i;
                add(overrides, role.label() + "InstanceType", path, group, "InstanceType");
                add(overrides, role.label() + "InstanceMarket", path, group, "Market");
                if (role == InstanceRole.CORE) {
                    add(overrides, "CoreInstanceCount", path, group, "InstanceCount", ONE);
                }
            }
        }
        for (int i = 0; i < fleets.size(); i++) {
            InstanceRole role = fleets.get(i).role();
            ObjectNode fleet = (ObjectNode) instances.path("InstanceFleets").get(i);
            String path = "Instances.InstanceFleets." + i;
            add(
                    overrides,
                    role.label() + "InstanceType",
                    path + ".InstanceTypeConfigs.0",
                    (ObjectNode) fleet.path("InstanceTypeConfigs").get(0),
                    "InstanceType");
            if (role != InstanceRole.MASTER) {
                String prefix = role.label() + "Instance";
                add(overrides, prefix + "OnDemandCount", path, fleet, "TargetOnDemandCapacity", ZERO);
                add(overrides, prefix + "SpotCount", path, fleet, "TargetSpotCapacity", ZERO);
            }
        }
        if (fleets.isEmpty()) {
            add(overrides, "Subnet", "Instances", instances, "Ec2SubnetId");
        }
        return overrides;
    }

    private static void add(
            Map<String, ClusterConfigurationOverride> overrides,
            String name,
            String path,
            ObjectNode object,
            String member) {
        overrides.put(name, ClusterConfigurationOverride.of(path + "." + member, object.get(member)));
    }

    private static void add(
            Map<String, ClusterConfigurationOverride> overrides,
            String name,
            String path,
            ObjectNode object,
            String member,
            BigDecimal minimum) {
        overrides.put(
                name,
                ClusterConfigurationOverride.of(path + "." + member, object.get(member))
                        .withBounds(minimum, null));
    }
}
