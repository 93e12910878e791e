package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The overrides that follow from a request, by the names that users of the Python library know, and by names made likewise for what
 * it doesn't have. Task groups after the first have a number in their names: {@code Task2InstanceCount}.
 */
public final class OverrideInterface {
    private static final Map<String, String> ROLE_NAMES = Map.of("MASTER", "Master", "CORE", "Core", "TASK", "Task");
    private static final int MAX_STEP_CONCURRENCY = 256;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int MAX_IDLE_SECONDS = 604_800;

    private final Place request;
    private final Map<String, OverrideRule> overrides = new LinkedHashMap<>();

    private OverrideInterface(ObjectNode request) {
        this.request = new Place("", request);
    }

    /**
     * The overrides by name, in the order of the request.
     *
     * @param request the part of a RunJobFlow request that a cluster configuration decides
     */
    public static Map<String, OverrideRule> of(ObjectNode request) {
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

    private void addGeneral() {
        add("ClusterName", request.get("Name"));
        add("ReleaseLabel", request.get("ReleaseLabel"));
        add("StepConcurrencyLevel", request.get("StepConcurrencyLevel"), 1, MAX_STEP_CONCURRENCY);
    }

    private void addGroups() {
        int tasks = 0;
        for (Place group : request.get("Instances").get("InstanceGroups").elements()) {
            String role = role(group.get("InstanceRole"));
            if (role == null) {
                continue;
            }
            boolean isTask = role.equals("Task");
            tasks += isTask ? 1 : 0;
            String prefix = role + (isTask && tasks > 1 ? String.valueOf(tasks) : "");
            add(prefix + "InstanceType", group.get("InstanceType"));
            add(prefix + "InstanceMarket", group.get("Market"));
            Place constraints = group.get("AutoScalingPolicy").get("Constraints");
            if (isTask && constraints.isSet()) {
                add(prefix + "InitialInstanceCount", group.get("InstanceCount"), 0, null);
            } else if (!role.equals("Master")) {
                add(prefix + "InstanceCount", group.get("InstanceCount"), role.equals("Core") ? 1 : 0, null);
            }
            addIfSet(prefix + "MinimumInstanceCount", constraints.get("MinCapacity"), 0, null);
            addIfSet(prefix + "MaximumInstanceCount", constraints.get("MaxCapacity"), 0, null);
        }
    }

    private void addFleets() {
        for (Place fleet : request.get("Instances").get("InstanceFleets").elements()) {
            String role = role(fleet.get("InstanceFleetType"));
            List<Place> types = fleet.get("InstanceTypeConfigs").elements();
            if (role == null || types.isEmpty()) {
                continue;
            }
            add(role + "InstanceType", types.get(0).get("InstanceType"));
            if (!role.equals("Master")) {
                add(role + "InstanceOnDemandCount", fleet.get("TargetOnDemandCapacity"), 0, null);
                add(role + "InstanceSpotCount", fleet.get("TargetSpotCapacity"), 0, null);
            }
        }
    }

    private static @Nullable String role(Place place) {
        return ROLE_NAMES.get(place.json().asText());
    }

    private void addSubnet() {
        Place subnet = request.get("Instances").get("Ec2SubnetId");
        if (subnet.isSet()) {
            add("Subnet", subnet);
        }
    }

    private void addManagedScaling() {
        Place limits = request.get("ManagedScalingPolicy").get("ComputeLimits");
        String unit = limits.get("UnitType").json().asText().equals("Instances") ? "Instances" : "Capacity";
        addIfSet("Minimum" + unit, limits.get("MinimumCapacityUnits"), 0, null);
        addIfSet("Maximum" + unit, limits.get("MaximumCapacityUnits"), 0, null);
        addIfSet("MaximumOnDemand" + unit, limits.get("MaximumOnDemandCapacityUnits"), 0, null);
        addIfSet("MaximumCore" + unit, limits.get("MaximumCoreCapacityUnits"), 0, null);
    }

    private void addIfSet(String name, Place place, int minimum, @Nullable Integer maximum) {
        if (place.isSet()) {
            add(name, place, minimum, maximum);
        }
    }

    private void add(String name, Place place, int minimum, @Nullable Integer maximum) {
        OverrideRule override = override(place).withMinimum(minimum);
        overrides.put(name, maximum == null ? override : override.withMaximum(maximum));
    }

    private void add(String name, Place place) {
        overrides.put(name, override(place));
    }

    private static OverrideRule override(Place place) {
        return OverrideRule.of(place.path()).withDefault(place.isSet() ? place.json() : null);
    }

    /** A place in the request; what stands there is missing where the request ends before. */
    private record Place(String path, JsonNode json) {
        Place get(String member) {
            return new Place(child(member), json.path(member));
        }

        List<Place> elements() {
            List<Place> elements = new ArrayList<>();
            if (json.isArray()) {
                json.forEach(element -> elements.add(new Place(child(String.valueOf(elements.size())), element)));
            }
            return elements;
        }

        private String child(String member) {
            return path.isEmpty() ? member : path + "." + member;
        }

        boolean isSet() {
            return !json.isMissingNode() && !json.isNull() && !(json.isContainerNode() && json.isEmpty());
        }
    }
}
