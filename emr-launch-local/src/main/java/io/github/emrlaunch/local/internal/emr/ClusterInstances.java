package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.emr.Resize.Capacity;
import java.util.ArrayList;
import java.util.List;

/** The EC2 instances of a cluster. Their addresses are the same in every run. */
final class ClusterInstances {
    private ClusterInstances() {}

    /** Returns the instances in the order of their groups or fleets. A cluster that EMR rejected has none. */
    static List<ObjectNode> of(Cluster cluster) {
        List<ObjectNode> instances = new ArrayList<>();
        if ("VALIDATION_ERROR".equals(cluster.reason().code())) {
            return instances;
        }
        boolean fleets = InstanceLists.hasFleets(cluster);
        List<JsonNode> configs = fleets ? InstanceLists.fleetConfigs(cluster) : InstanceLists.groupConfigs(cluster);
        for (int i = 0; i < configs.size(); i++) {
            if (fleets) {
                addFleet(cluster, InstanceLists.fleetId(cluster, i + 1), configs.get(i), instances);
            } else {
                addGroup(cluster, InstanceLists.groupId(cluster, i + 1), configs.get(i), instances);
            }
        }
        return instances;
    }

    private static void addGroup(Cluster cluster, String id, JsonNode group, List<ObjectNode> instances) {
        Capacity capacity = provisioned(cluster, id, InstanceLists.groupCapacity(group));
        for (int i = 0; i < capacity.onDemand(); i++) {
            instances.add(instance(
                            cluster,
                            id,
                            i,
                            group.get("InstanceRole").asText(),
                            group.get("InstanceType").asText())
                    .put("InstanceGroupId", id)
                    .put("Market", AwsJson.text(group, "Market", "ON_DEMAND")));
        }
    }

    /** Adds the instances of a fleet as if all had the first instance type of the fleet. */
    private static void addFleet(Cluster cluster, String id, JsonNode fleet, List<ObjectNode> instances) {
        Capacity capacity = provisioned(cluster, id, InstanceLists.fleetCapacity(fleet));
        JsonNode type = fleet.path("InstanceTypeConfigs").path(0);
        int weight = type.path("WeightedCapacity").asInt(1);
        int onDemand = instances(capacity.onDemand(), weight);
        for (int i = 0; i < onDemand + instances(capacity.spot(), weight); i++) {
            instances.add(instance(
                            cluster,
                            id,
                            i,
                            fleet.get("InstanceFleetType").asText(),
                            type.path("InstanceType").asText())
                    .put("InstanceFleetId", id)
                    .put("Market", i < onDemand ? "ON_DEMAND" : "SPOT"));
        }
    }

    private static int instances(int units, int weight) {
        return (units + weight - 1) / weight;
    }

    private static Capacity provisioned(Cluster cluster, String id, Capacity requested) {
        return cluster.resize(id).map(Resize::provisioned).orElse(requested);
    }

    private static ObjectNode instance(Cluster cluster, String owner, int number, String role, String type) {
        String seed = owner + "/" + number;
        boolean primary = role.equals("MASTER") && number == 0;
        String address = primary ? primaryAddress(cluster.id()) : "10.0.1." + octet(seed);
        ObjectNode instance = AwsJson.object()
                .put("Id", "ci-" + Ids.alphanumeric(seed, 13))
                .put("Ec2InstanceId", "i-" + Ids.hex(seed, 17))
                .put("PublicDnsName", "")
                .put("PrivateDnsName", hostName(address))
                .put("PrivateIpAddress", address)
                .put("InstanceType", type);
        ObjectNode status = instance.putObject("Status").put("State", state(cluster.state()));
        status.putObject("StateChangeReason");
        status.putObject("Timeline").put("CreationDateTime", AwsJson.timestamp(cluster.created()));
        instance.putArray("EbsVolumes");
        return instance;
    }

    private static String state(ClusterState state) {
        return switch (state) {
            case STARTING -> "PROVISIONING";
            case BOOTSTRAPPING -> "BOOTSTRAPPING";
            case RUNNING, WAITING, TERMINATING -> "RUNNING";
            case TERMINATED, TERMINATED_WITH_ERRORS -> "TERMINATED";
        };
    }

    /** Returns the EC2 instance id of a cluster's first primary node. */
    static String primaryId(Cluster cluster) {
        return of(cluster).stream()
                .filter(instance -> instance.path("PrivateIpAddress").asText().equals(primaryAddress(cluster.id())))
                .map(instance -> instance.path("Ec2InstanceId").asText())
                .findFirst()
                .orElseGet(() -> "i-" + Ids.hex(cluster.id(), 17));
    }

    /** Returns the private address of a cluster's first primary node. */
    static String primaryAddress(String clusterId) {
        return "10.0.0." + octet(clusterId);
    }

    static String hostName(String address) {
        return "ip-" + address.replace('.', '-') + ".ec2.internal";
    }

    private static int octet(String seed) {
        return Integer.parseInt(Ids.hex(seed, 2), 16);
    }
}
