package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.emr.Resize.Capacity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The operations that change the size and the lifetime of a cluster. */
final class ScalingOperations {
    private final Clusters clusters;
    private final ClusterPermissions permissions;
    private final Lifecycle lifecycle;

    ScalingOperations(Clusters clusters, ClusterPermissions permissions, Lifecycle lifecycle) {
        this.clusters = clusters;
        this.permissions = permissions;
        this.lifecycle = lifecycle;
    }

    Map<String, Operation> table() {
        Map<String, Operation> table = new HashMap<>();
        table.put(
                "ModifyInstanceGroups",
                new Operation(
                        input -> permissions
                                .cluster("ModifyInstanceGroups", "ClusterId")
                                .apply(input.deepCopy()
                                        .put("ClusterId", ofGroups(input).id())),
                        this::modifyInstanceGroups));
        table.put("ModifyInstanceFleet", onCluster("ModifyInstanceFleet", this::modifyInstanceFleet));
        table.put("PutManagedScalingPolicy", onCluster("PutManagedScalingPolicy", this::putManagedScalingPolicy));
        table.put("GetManagedScalingPolicy", onCluster("GetManagedScalingPolicy", this::getManagedScalingPolicy));
        table.put(
                "RemoveManagedScalingPolicy",
                onCluster("RemoveManagedScalingPolicy", this::removeManagedScalingPolicy));
        table.put("PutAutoTerminationPolicy", onCluster("PutAutoTerminationPolicy", this::putAutoTerminationPolicy));
        table.put("GetAutoTerminationPolicy", onCluster("GetAutoTerminationPolicy", this::getAutoTerminationPolicy));
        table.put(
                "RemoveAutoTerminationPolicy",
                onCluster("RemoveAutoTerminationPolicy", this::removeAutoTerminationPolicy));
        return table;
    }

    private Operation onCluster(String name, Operation.Handler handler) {
        return new Operation(permissions.cluster(name, "ClusterId"), handler);
    }

    private Cluster clusterOf(ObjectNode input) {
        return clusters.cluster(Inputs.required(input, "ClusterId"));
    }

    /** Returns the cluster that the request names, or else the cluster of the first instance group in the request. */
    private Cluster ofGroups(ObjectNode input) {
        if (AwsJson.has(input, "ClusterId")) {
            return clusterOf(input);
        }
        String group =
                input.path("InstanceGroups").path(0).path("InstanceGroupId").asText();
        return clusters.all().stream()
                .filter(cluster ->
                        !AwsJson.has(cluster.request().get("Instances"), "InstanceFleets") && hasGroup(cluster, group))
                .findFirst()
                .orElseThrow(() -> notValid("Instance group", group));
    }

    private static boolean hasGroup(Cluster cluster, String id) {
        return StreamSupport.stream(
                        InstanceLists.groups(cluster).path("InstanceGroups").spliterator(), false)
                .anyMatch(group -> group.path("Id").asText().equals(id));
    }

    private JsonNode modifyInstanceGroups(CallContext context, ObjectNode input) {
        Cluster cluster = ofGroups(input);
        requireUp(cluster, "An instance group may only be modified when the cluster is running or waiting");
        JsonNode groups = InstanceLists.groups(cluster).path("InstanceGroups");
        List<Runnable> resizes = new ArrayList<>();
        for (JsonNode change : input.path("InstanceGroups")) {
            JsonNode group = named(groups, change.path("InstanceGroupId").asText(), "Instance group");
            String type = group.path("InstanceGroupType").asText();
            int before = group.path("RequestedInstanceCount").asInt();
            int count = change.path("InstanceCount").asInt(before);
            if (type.equals("MASTER") && count != before) {
                throw AwsException.validation("A master instance group may not be resized");
            }
            if (count < (type.equals("TASK") ? 0 : 1)) {
                throw AwsException.validation("An instance group must have at least one instance");
            }
            resizes.add(() -> resize(cluster, group, new Capacity(before, 0), new Capacity(count, 0)));
        }
        resizes.forEach(Runnable::run);
        return AwsJson.object();
    }

    private JsonNode modifyInstanceFleet(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        JsonNode fleets = InstanceLists.fleets(cluster).path("InstanceFleets");
        requireUp(cluster, "An instance fleet may only be modified when the cluster is running or waiting");
        JsonNode change = input.path("InstanceFleet");
        JsonNode fleet = named(fleets, change.path("InstanceFleetId").asText(), "Instance fleet");
        Capacity before = new Capacity(
                fleet.path("TargetOnDemandCapacity").asInt(),
                fleet.path("TargetSpotCapacity").asInt());
        Capacity after = new Capacity(
                change.path("TargetOnDemandCapacity").asInt(before.onDemand()),
                change.path("TargetSpotCapacity").asInt(before.spot()));
        String type = fleet.path("InstanceFleetType").asText();
        if (type.equals("MASTER") && !after.equals(before)) {
            throw Clusters.invalid("InvalidRequest", "The master instance fleet may not be resized");
        }
        if (after.onDemand() < 0 || after.spot() < 0 || (type.equals("CORE") && after.onDemand() + after.spot() == 0)) {
            throw Clusters.invalid(
                    "InvalidRequest",
                    "The instance fleet (" + fleet.path("Name").asText() + ") should have a value of one or greater for"
                            + " targetOnDemandCapacity or targetSpotCapacity");
        }
        resize(cluster, fleet, before, after);
        return AwsJson.object();
    }

    private void resize(Cluster cluster, JsonNode instances, Capacity before, Capacity after) {
        if (!after.equals(before)) {
            lifecycle.resize(cluster, instances.path("Id").asText(), new Resize(before, after, false));
        }
    }

    private static void requireUp(Cluster cluster, String message) {
        if (!cluster.state().isUp()) {
            throw AwsException.validation(message);
        }
    }

    private static JsonNode named(JsonNode list, String id, String what) {
        for (JsonNode element : list) {
            if (element.path("Id").asText().equals(id)) {
                return element;
            }
        }
        throw notValid(what, id);
    }

    private static AwsException notValid(String what, String id) {
        return AwsException.validation(what + " id '" + id + "' is not valid.");
    }

    private JsonNode putManagedScalingPolicy(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        JsonNode policy = input.get("ManagedScalingPolicy");
        RunJobFlowRules.checkManagedScaling(policy, cluster.request());
        cluster.setManagedScaling(policy);
        return AwsJson.object();
    }

    private JsonNode getManagedScalingPolicy(CallContext context, ObjectNode input) {
        return policy("ManagedScalingPolicy", clusterOf(input).managedScaling());
    }

    private JsonNode removeManagedScalingPolicy(CallContext context, ObjectNode input) {
        clusterOf(input).setManagedScaling(MissingNode.getInstance());
        return AwsJson.object();
    }

    private JsonNode putAutoTerminationPolicy(CallContext context, ObjectNode input) {
        Cluster cluster = clusterOf(input);
        JsonNode policy = input.path("AutoTerminationPolicy");
        RunJobFlowRules.checkAutoTermination(policy, RunJobFlowRules.release(cluster.request()));
        cluster.setAutoTermination(policy);
        lifecycle.watchIdleness(cluster);
        return AwsJson.object();
    }

    private JsonNode getAutoTerminationPolicy(CallContext context, ObjectNode input) {
        return policy("AutoTerminationPolicy", clusterOf(input).autoTermination());
    }

    private JsonNode removeAutoTerminationPolicy(CallContext context, ObjectNode input) {
        clusterOf(input).setAutoTermination(MissingNode.getInstance());
        return AwsJson.object();
    }

    private static ObjectNode policy(String member, JsonNode policy) {
        ObjectNode output = AwsJson.object();
        if (policy.isObject()) {
            output.set(member, policy);
        }
        return output;
    }
}
