package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.emr.Resize.Capacity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The instance groups, instance fleets and bootstrap actions of a cluster, with the changes after its creation. */
final class InstanceLists {
    private InstanceLists() {}

    static ObjectNode groups(Cluster cluster) {
        if (hasFleets(cluster)) {
            throw otherKind("fleets", "ListInstanceGroups", "ListInstanceFleets");
        }
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("InstanceGroups");
        for (JsonNode group : groupConfigs(cluster)) {
            ObjectNode listed = list.addObject();
            String id = groupId(cluster, list.size());
            Capacity requested = groupCapacity(group);
            Resize resize = cluster.resize(id).orElse(new Resize(requested, requested, true));
            listed.put("Id", id)
                    .put("Name", AwsJson.text(group, "Name", ""))
                    .put("Market", AwsJson.text(group, "Market", "ON_DEMAND"))
                    .put("InstanceGroupType", group.get("InstanceRole").asText())
                    .put("InstanceType", group.get("InstanceType").asText())
                    .put("RequestedInstanceCount", resize.to().onDemand())
                    .put(
                            "RunningInstanceCount",
                            isUp(cluster) ? resize.provisioned().onDemand() : 0);
            listed.set("Status", status(cluster, resize));
            copy(group, listed, List.of("BidPrice", "Configurations", "CustomAmiId"));
        }
        return output;
    }

    static ObjectNode fleets(Cluster cluster) {
        if (!hasFleets(cluster)) {
            throw otherKind("groups", "ListInstanceFleets", "ListInstanceGroups");
        }
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("InstanceFleets");
        for (JsonNode fleet : fleetConfigs(cluster)) {
            ObjectNode listed = list.addObject();
            String id = fleetId(cluster, list.size());
            Capacity requested = fleetCapacity(fleet);
            Resize resize = cluster.resize(id).orElse(new Resize(requested, requested, true));
            listed.put("Id", id)
                    .put("Name", AwsJson.text(fleet, "Name", ""))
                    .put("InstanceFleetType", fleet.get("InstanceFleetType").asText())
                    .put("TargetOnDemandCapacity", resize.to().onDemand())
                    .put("TargetSpotCapacity", resize.to().spot())
                    .put(
                            "ProvisionedOnDemandCapacity",
                            isUp(cluster) ? resize.provisioned().onDemand() : 0)
                    .put(
                            "ProvisionedSpotCapacity",
                            isUp(cluster) ? resize.provisioned().spot() : 0);
            listed.set("Status", status(cluster, resize));
            ArrayNode types = listed.putArray("InstanceTypeSpecifications");
            fleet.path("InstanceTypeConfigs").forEach(config -> {
                ObjectNode type = types.addObject();
                copy(
                        config,
                        type,
                        List.of(
                                "InstanceType",
                                "WeightedCapacity",
                                "BidPrice",
                                "BidPriceAsPercentageOfOnDemandPrice",
                                "Configurations",
                                "Priority"));
            });
            copy(fleet, listed, List.of("LaunchSpecifications", "ResizeSpecifications"));
        }
        return output;
    }

    static ObjectNode bootstrapActions(Cluster cluster) {
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("BootstrapActions");
        for (JsonNode action : cluster.request().path("BootstrapActions")) {
            JsonNode script = action.get("ScriptBootstrapAction");
            ObjectNode listed = list.addObject()
                    .put("Name", action.get("Name").asText())
                    .put("ScriptPath", script.get("Path").asText());
            copy(script, listed, List.of("Args"));
        }
        return output;
    }

    static boolean hasFleets(Cluster cluster) {
        return AwsJson.has(cluster.request().get("Instances"), "InstanceFleets");
    }

    /** Returns the id of a group by its index in the cluster, starting at 1. */
    static String groupId(Cluster cluster, int place) {
        return "ig-" + Ids.alphanumeric(cluster.id() + place, 13);
    }

    /** Returns the id of a fleet by its index in the cluster, starting at 1. */
    static String fleetId(Cluster cluster, int place) {
        return "if-" + Ids.alphanumeric(cluster.id() + place, 13);
    }

    static Capacity groupCapacity(JsonNode group) {
        return new Capacity(group.get("InstanceCount").asInt(), 0);
    }

    static Capacity fleetCapacity(JsonNode fleet) {
        return new Capacity(
                fleet.path("TargetOnDemandCapacity").asInt(),
                fleet.path("TargetSpotCapacity").asInt());
    }

    /** Returns the fleets of the request, followed by those that were added later. */
    static List<JsonNode> fleetConfigs(Cluster cluster) {
        return Stream.concat(
                        cluster.request().get("Instances").get("InstanceFleets").valueStream(),
                        cluster.addedInstances().stream())
                .toList();
    }

    /** Returns the groups of the request, followed by those that were added later. */
    static List<JsonNode> groupConfigs(Cluster cluster) {
        return Stream.concat(
                        requested(cluster.request().get("Instances")).valueStream(), cluster.addedInstances().stream())
                .toList();
    }

    /** Returns the groups of a request, including a request with an instance count and types. */
    private static JsonNode requested(JsonNode instances) {
        if (AwsJson.has(instances, "InstanceGroups")) {
            return instances.get("InstanceGroups");
        }
        String master = AwsJson.text(instances, "MasterInstanceType", "");
        int workers = instances.path("InstanceCount").asInt(1) - 1;
        ArrayNode groups = AwsJson.array();
        groups.addObject()
                .put("InstanceRole", "MASTER")
                .put("InstanceType", master)
                .put("InstanceCount", 1);
        if (workers > 0) {
            groups.addObject()
                    .put("InstanceRole", "CORE")
                    .put("InstanceType", AwsJson.text(instances, "SlaveInstanceType", master))
                    .put("InstanceCount", workers);
        }
        return groups;
    }

    private static boolean isUp(Cluster cluster) {
        return cluster.state().isUp();
    }

    private static ObjectNode status(Cluster cluster, Resize resize) {
        ClusterState state = cluster.state();
        String up = resize.done() ? "RUNNING" : "RESIZING";
        String own = isUp(cluster) ? up : state.hasEnded() ? "TERMINATED" : "PROVISIONING";
        ObjectNode status = AwsJson.object().put("State", state == ClusterState.BOOTSTRAPPING ? "BOOTSTRAPPING" : own);
        status.putObject("StateChangeReason");
        status.putObject("Timeline").put("CreationDateTime", AwsJson.timestamp(cluster.created()));
        return status;
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> members) {
        for (String member : members) {
            if (AwsJson.has(from, member)) {
                to.set(member, from.get(member).deepCopy());
            }
        }
    }

    /** Returns the error of an operation on a cluster with the other kind of instances. */
    static AwsException otherKind(String kind, String operation, String instead) {
        return AwsException.client(
                "InvalidRequestException",
                "Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses"
                        + " instance " + kind + ". The " + operation
                        + " operation does not support clusters that use instance "
                        + kind + ". Use the " + instead + " operation instead.",
                Map.of(
                        "ErrorCode",
                        "API_DOES_NOT_SUPPORT_INSTANCE_"
                                + kind.substring(0, kind.length() - 1).toUpperCase(Locale.ROOT) + "_CLUSTERS"));
    }
}
