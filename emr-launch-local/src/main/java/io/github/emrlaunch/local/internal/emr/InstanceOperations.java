package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.emr.Resize.Capacity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations that list and add the instances of a cluster. */
final class InstanceOperations {
    private static final int PAGE = 500;
    private static final Capacity NONE = new Capacity(0, 0);

    private final Clusters clusters;
    private final ClusterPermissions permissions;
    private final Lifecycle lifecycle;

    InstanceOperations(Clusters clusters, ClusterPermissions permissions, Lifecycle lifecycle) {
        this.clusters = clusters;
        this.permissions = permissions;
        this.lifecycle = lifecycle;
    }

    Map<String, Operation> table() {
        return Map.of(
                "ListInstanceGroups",
                        onCluster("ListInstanceGroups", (context, input) -> InstanceLists.groups(clusterOf(input))),
                "ListInstanceFleets",
                        onCluster("ListInstanceFleets", (context, input) -> InstanceLists.fleets(clusterOf(input))),
                "ListBootstrapActions",
                        onCluster(
                                "ListBootstrapActions",
                                (context, input) -> InstanceLists.bootstrapActions(clusterOf(input))),
                "ListInstances", onCluster("ListInstances", this::listInstances),
                "AddInstanceGroups",
                        new Operation(permissions.cluster("AddInstanceGroups", "JobFlowId"), this::addInstanceGroups),
                "AddInstanceFleet", onCluster("AddInstanceFleet", this::addInstanceFleet));
    }

    private Operation onCluster(String name, Operation.Handler handler) {
        return new Operation(permissions.cluster(name, "ClusterId"), handler);
    }

    private Cluster clusterOf(ObjectNode input) {
        return clusters.cluster(Inputs.required(input, "ClusterId"));
    }

    private JsonNode listInstances(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        Set<String> states = Set.copyOf(Inputs.strings(input, "InstanceStates"));
        Set<String> owners = owners(cluster, input);
        List<ObjectNode> matching = ClusterInstances.of(cluster).stream()
                .filter(instance -> states.isEmpty()
                        || states.contains(instance.at("/Status/State").asText()))
                .filter(instance -> owners.contains(AwsJson.text(
                        instance,
                        "InstanceGroupId",
                        instance.path("InstanceFleetId").asText())))
                .toList();
        Page<ObjectNode> page = Clusters.page(matching, input, PAGE);
        ObjectNode output = AwsJson.object();
        output.putArray("Instances").addAll(page.elements());
        if (page.next() != null) {
            output.put("Marker", page.next());
        }
        return output;
    }

    /** Returns the ids of the groups or fleets in a request. */
    private static Set<String> owners(Cluster cluster, ObjectNode input) {
        boolean fleets = InstanceLists.hasFleets(cluster);
        if (fleets && (AwsJson.has(input, "InstanceGroupId") || AwsJson.has(input, "InstanceGroupTypes"))) {
            throw InstanceLists.otherKind("fleets", "ListInstances by group", "ListInstances by fleet");
        }
        if (!fleets && (AwsJson.has(input, "InstanceFleetId") || AwsJson.has(input, "InstanceFleetType"))) {
            throw InstanceLists.otherKind("groups", "ListInstances by fleet", "ListInstances by group");
        }
        Set<String> types = new HashSet<>(Inputs.strings(input, "InstanceGroupTypes"));
        if (AwsJson.has(input, "InstanceFleetType")) {
            types.add(input.get("InstanceFleetType").asText());
        }
        String id = AwsJson.text(input, fleets ? "InstanceFleetId" : "InstanceGroupId");
        Set<String> owners = new HashSet<>();
        boolean known = id == null;
        JsonNode list = fleets
                ? InstanceLists.fleets(cluster).path("InstanceFleets")
                : InstanceLists.groups(cluster).path("InstanceGroups");
        for (JsonNode owner : list) {
            String type = owner.path(fleets ? "InstanceFleetType" : "InstanceGroupType")
                    .asText();
            boolean named = id == null || id.equals(owner.path("Id").asText());
            known |= named;
            if (named && (types.isEmpty() || types.contains(type))) {
                owners.add(owner.path("Id").asText());
            }
        }
        if (!known) {
            throw Clusters.invalid(
                    "InvalidRequest",
                    (fleets ? "Instance fleet" : "Instance group") + " id '" + id + "' is not valid.");
        }
        return owners;
    }

    private JsonNode addInstanceGroups(CallContext context, ObjectNode input) {
        Cluster cluster = clusters.jobFlow(Inputs.required(input, "JobFlowId"));
        ArrayNode ids = AwsJson.array();
        synchronized (cluster) {
            if (InstanceLists.hasFleets(cluster)) {
                throw InstanceLists.otherKind("fleets", "AddInstanceGroups", "AddInstanceFleet");
            }
            if (!cluster.state().isUp()) {
                throw AwsException.validation(
                        "An instance group may only be modified when the cluster is running or waiting");
            }
            JsonNode groups = input.get("InstanceGroups");
            for (JsonNode group : groups) {
                if (!group.get("InstanceRole").asText().equals("TASK")) {
                    throw AwsException.validation("Only task instance groups can be added to a cluster that runs.");
                }
                JobFlowInstanceRules.checkBidPrice(group);
                JobFlowInstanceRules.checkType(AwsJson.text(group, "InstanceType"));
            }
            List<JsonNode> present = InstanceLists.groupConfigs(cluster);
            JobFlowInstanceRules.checkTaskGroups(groups.size()
                    + present.stream()
                            .filter(group -> group.get("InstanceRole").asText().equals("TASK"))
                            .count());
            for (JsonNode group : groups) {
                cluster.addInstances(group);
                String id = InstanceLists.groupId(
                        cluster, InstanceLists.groupConfigs(cluster).size());
                lifecycle.resize(cluster, id, new Resize(NONE, InstanceLists.groupCapacity(group), false));
                ids.add(id);
            }
        }
        ObjectNode output = AwsJson.object().put("JobFlowId", cluster.id());
        output.set("InstanceGroupIds", ids);
        return output.put("ClusterArn", cluster.arn());
    }

    private JsonNode addInstanceFleet(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        JsonNode fleet = input.get("InstanceFleet");
        synchronized (cluster) {
            if (!InstanceLists.hasFleets(cluster)) {
                throw InstanceLists.otherKind("groups", "AddInstanceFleet", "AddInstanceGroups");
            }
            if (!cluster.state().isUp()) {
                throw Clusters.invalid(
                        "InvalidRequest",
                        "An instance fleet may only be modified when the cluster is running or waiting");
            }
            boolean hasTask = InstanceLists.fleetConfigs(cluster).stream()
                    .anyMatch(
                            present -> present.get("InstanceFleetType").asText().equals("TASK"));
            if (hasTask || !fleet.get("InstanceFleetType").asText().equals("TASK")) {
                throw Clusters.invalid(
                        "InvalidRequest",
                        "Only a task instance fleet can be added to a cluster that runs, and only where it has none.");
            }
            JobFlowInstanceRules.checkTypes(fleet, "TASK", AwsJson.text(fleet, "Name", "null"));
            cluster.addInstances(fleet);
            String id = InstanceLists.fleetId(
                    cluster, InstanceLists.fleetConfigs(cluster).size());
            lifecycle.resize(cluster, id, new Resize(NONE, InstanceLists.fleetCapacity(fleet), false));
            return AwsJson.object()
                    .put("ClusterId", cluster.id())
                    .put("InstanceFleetId", id)
                    .put("ClusterArn", cluster.arn());
        }
    }
}
