package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The overrides that follow from a request, with the names of the Python library, and with similar names for members that
 * it does not cover. Task groups after the first have a number in their names: {@code Task2InstanceCount}.
 *
 * <p>A count has a maximum: ten times the value of the request, and at least 20. Instance types and releases have no limit.
 * Members {@linkplain OverridePath#securityConsequence relevant for security}, such as the subnet, are not included.
 */
public final class OverrideInterface {
    private static final Map<String, String> ROLE_NAMES = Map.of("MASTER", "Master", "CORE", "Core", "TASK", "Task");
    private static final int COUNT_FACTOR = 10;
    private static final int LEAST_MAXIMUM = 20;
    private static final int MAX_STEP_CONCURRENCY = 256;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int MAX_IDLE_SECONDS = 604_800;

    private final Place request;
    private final Map<String, OverrideRule> overrides = new LinkedHashMap<>();

    private OverrideInterface(ObjectNode request) {
        this.request = new Place("", request);
    }

    /**
     * Returns the overrides by name, in the order of the request.
     *
     * @param request the part of a RunJobFlow request from a cluster configuration
     */
    public static Map<String, OverrideRule> of(ObjectNode request) {
        OverrideInterface made = new OverrideInterface(request);
        made.addGeneral();
        made.addGroups();
        made.addFleets();
        made.addOlderForm();
        made.addManagedScaling();
        made.addIdleTimeout();
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
                addCount(prefix + "InitialInstanceCount", group.get("InstanceCount"), 0);
            } else if (!role.equals("Master")) {
                addCount(prefix + "InstanceCount", group.get("InstanceCount"), role.equals("Core") ? 1 : 0);
            }
            addCountIfSet(prefix + "MinimumInstanceCount", constraints.get("MinCapacity"));
            addCountIfSet(prefix + "MaximumInstanceCount", constraints.get("MaxCapacity"));
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
                Place onDemand = fleet.get("TargetOnDemandCapacity");
                Place spot = fleet.get("TargetSpotCapacity");
                // A launch may move capacity between the markets.
                Long maximum = onDemand.isUnknown() || spot.isUnknown()
                        ? null
                        : maximumCount(onDemand.json().asLong() + spot.json().asLong());
                add(role + "InstanceOnDemandCount", onDemand, 0, maximum);
                add(role + "InstanceSpotCount", spot, 0, maximum);
            }
        }
    }

    /** Adds the members that are older than groups and fleets. The count is that of all nodes. */
    private void addOlderForm() {
        Place instances = request.get("Instances");
        if (instances.get("MasterInstanceType").isSet()) {
            add("MasterInstanceType", instances.get("MasterInstanceType"));
            add("CoreInstanceType", instances.get("SlaveInstanceType"));
            addCount("InstanceCount", instances.get("InstanceCount"), 1);
        }
    }

    private static @Nullable String role(Place place) {
        return ROLE_NAMES.get(place.json().asText());
    }

    private void addManagedScaling() {
        Place limits = request.get("ManagedScalingPolicy").get("ComputeLimits");
        String unit = limits.get("UnitType").json().asText().equals("Instances") ? "Instances" : "Capacity";
        addCountIfSet("Minimum" + unit, limits.get("MinimumCapacityUnits"));
        addCountIfSet("Maximum" + unit, limits.get("MaximumCapacityUnits"));
        addCountIfSet("MaximumOnDemand" + unit, limits.get("MaximumOnDemandCapacityUnits"));
        addCountIfSet("MaximumCore" + unit, limits.get("MaximumCoreCapacityUnits"));
    }

    private void addIdleTimeout() {
        Place timeout = request.get("AutoTerminationPolicy").get("IdleTimeout");
        if (timeout.isSet()) {
            add("IdleTimeout", timeout, MIN_IDLE_SECONDS, MAX_IDLE_SECONDS);
        }
    }

    private void addCountIfSet(String name, Place place) {
        if (place.isSet()) {
            addCount(name, place, 0);
        }
    }

    private void addCount(String name, Place place, int minimum) {
        add(
                name,
                place,
                minimum,
                place.isUnknown() ? null : maximumCount(place.json().asLong()));
    }

    private static long maximumCount(long count) {
        return Math.max(LEAST_MAXIMUM, COUNT_FACTOR * count);
    }

    private void add(String name, Place place, int minimum, @Nullable Number maximum) {
        if (!place.isThere()) {
            return;
        }
        OverrideRule rule = (place.isUnknown()
                        ? OverrideRule.of(place.path()).withType(ValueType.INTEGER)
                        : rule(place))
                .withMinimum(minimum);
        overrides.put(name, maximum == null ? rule : rule.withMaximum(maximum));
    }

    private void add(String name, Place place) {
        if (place.isThere()) {
            overrides.put(name, rule(place));
        }
    }

    private static OverrideRule rule(Place place) {
        return OverrideRule.of(place.path()).withDefault(place.isSet() ? place.json() : null);
    }

    /** A location in the request with its value, which is missing if the location does not exist. */
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

        /** Returns whether an override can target it. EMR has a default for many members that a group or fleet may omit. */
        boolean isThere() {
            return !json.isMissingNode();
        }

        /**
         * Returns whether it is a count that is known only at deployment, so type and maximum cannot be derived. The CDK writes such a
         * number as
         * a huge number or as text. In a document before it is stored it is a raw value, which Jackson calls a POJO.
         */
        boolean isUnknown() {
            return json.isTextual() || json.isPojo() || Math.abs(json.asDouble()) > Integer.MAX_VALUE;
        }

        boolean isSet() {
            return !json.isMissingNode() && !json.isNull() && !(json.isContainerNode() && json.isEmpty());
        }
    }
}
