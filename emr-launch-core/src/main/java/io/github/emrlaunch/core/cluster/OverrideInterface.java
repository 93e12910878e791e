package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a launch may override, by the names that users of the Python library know, and by names made likewise for what it
 * doesn't have. Task groups after the first have a number in their names: {@code Task2InstanceCount}.
 */
final class OverrideInterface {
    private static final int MAX_STEP_CONCURRENCY = 256;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int MAX_IDLE_SECONDS = 604_800;

    private final RequestNode request;
    private final Map<String, ClusterConfigurationOverride> overrides = new LinkedHashMap<>();

    private OverrideInterface(ObjectNode request) {
        this.request = RequestNode.root(request);
    }

    static Map<String, ClusterConfigurationOverride> of(ObjectNode request) {
        OverrideInterface made = new OverrideInterface(request);
        made.addGeneral();
        made.addGroups();
        made.addFleets();
        made.addSubnet();
        made.addManagedScaling();
        made.addIfSet(
                "IdleTimeout",
                made.request.get("AutoTerminationPolicy").get("IdleTimeout"),
                MIN_IDLE_SECONDS,
                MAX_IDLE_SECONDS);
        return made.overrides;
    }

    /** The same with the user's own, each with what the configuration says there as its default. */
    static void addOwn(
            Map<String, ClusterConfigurationOverride> overrides,
            Map<String, ClusterConfigurationOverride> own,
            ObjectNode request) {
        own.forEach((name, override) -> {
            JsonNode value = request;
            for (String segment : override.jsonPath().split("\\.", -1)) {
                value = value.isArray() && segment.matches("\\d{1,3}")
                        ? value.path(Integer.parseInt(segment))
                        : value.path(segment);
            }
            boolean known = override.defaultValue() != null || value.isMissingNode() || value.isNull();
            overrides.put(name, known ? override : override.withDefault(value));
        });
    }

    private void addGeneral() {
        add("ClusterName", request.get("Name"));
        add("ReleaseLabel", request.get("ReleaseLabel"));
        add("StepConcurrencyLevel", request.get("StepConcurrencyLevel"), 1, MAX_STEP_CONCURRENCY);
    }

    private void addGroups() {
        int tasks = 0;
        for (RequestNode group : request.get("Instances").get("InstanceGroups").elements()) {
            InstanceRole role = InstanceRole.valueOf(group.get("InstanceRole").text());
            tasks += role == InstanceRole.TASK ? 1 : 0;
            String prefix = role.label() + (role == InstanceRole.TASK && tasks > 1 ? String.valueOf(tasks) : "");
            add(prefix + "InstanceType", group.get("InstanceType"));
            add(prefix + "InstanceMarket", group.get("Market"));
            RequestNode constraints = group.get("AutoScalingPolicy").get("Constraints");
            if (role == InstanceRole.TASK && constraints.isSet()) {
                add(prefix + "InitialInstanceCount", group.get("InstanceCount"), 0, null);
            } else if (role != InstanceRole.MASTER) {
                add(prefix + "InstanceCount", group.get("InstanceCount"), role == InstanceRole.CORE ? 1 : 0, null);
            }
            addIfSet(prefix + "MinimumInstanceCount", constraints.get("MinCapacity"), 0, null);
            addIfSet(prefix + "MaximumInstanceCount", constraints.get("MaxCapacity"), 0, null);
        }
    }

    private void addFleets() {
        for (RequestNode fleet : request.get("Instances").get("InstanceFleets").elements()) {
            InstanceRole role =
                    InstanceRole.valueOf(fleet.get("InstanceFleetType").text());
            add(
                    role.label() + "InstanceType",
                    fleet.get("InstanceTypeConfigs").elements().get(0).get("InstanceType"));
            if (role != InstanceRole.MASTER) {
                add(role.label() + "InstanceOnDemandCount", fleet.get("TargetOnDemandCapacity"), 0, null);
                add(role.label() + "InstanceSpotCount", fleet.get("TargetSpotCapacity"), 0, null);
            }
        }
    }

    private void addSubnet() {
        RequestNode subnet = request.get("Instances").get("Ec2SubnetId");
        if (subnet.isSet()) {
            add("Subnet", subnet);
        }
    }

    private void addManagedScaling() {
        RequestNode limits = request.get("ManagedScalingPolicy").get("ComputeLimits");
        String unit = limits.get("UnitType").text().equals("Instances") ? "Instances" : "Capacity";
        addIfSet("Minimum" + unit, limits.get("MinimumCapacityUnits"), 0, null);
        addIfSet("Maximum" + unit, limits.get("MaximumCapacityUnits"), 0, null);
        addIfSet("MaximumOnDemand" + unit, limits.get("MaximumOnDemandCapacityUnits"), 0, null);
        addIfSet("MaximumCore" + unit, limits.get("MaximumCoreCapacityUnits"), 0, null);
    }

    private void addIfSet(String name, RequestNode node, int minimum, @Nullable Integer maximum) {
        if (node.isSet()) {
            add(name, node, minimum, maximum);
        }
    }

    private void add(String name, RequestNode node, int minimum, @Nullable Integer maximum) {
        ClusterConfigurationOverride override = ClusterConfigurationOverride.at(node.path())
                .withDefault(node.json())
                .withMinimum(minimum);
        overrides.put(name, maximum == null ? override : override.withMaximum(maximum));
    }

    private void add(String name, RequestNode node) {
        overrides.put(name, ClusterConfigurationOverride.at(node.path()).withDefault(node.json()));
    }
}
