package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;
import java.util.Map;

/**
 * A cluster in the format of DescribeCluster, see <a
 * href="https://docs.aws.amazon.com/emr/latest/APIReference/API_Cluster.html">Cluster</a>.
 */
final class ClusterDescription {
    private static final List<String> SAME_IN_REQUEST = List.of(
            "LogUri",
            "LogEncryptionKmsKeyId",
            "ReleaseLabel",
            "VisibleToAllUsers",
            "Applications",
            "ServiceRole",
            "Configurations",
            "SecurityConfiguration",
            "AutoScalingRole",
            "ScaleDownBehavior",
            "CustomAmiId",
            "EbsRootVolumeSize",
            "EbsRootVolumeIops",
            "EbsRootVolumeThroughput",
            "RepoUpgradeOnBoot",
            "OSReleaseLabel",
            "ExtendedSupport",
            "SessionEnabled",
            "MonitoringConfiguration");
    private static final List<String> SAME_IN_INSTANCES =
            List.of("Ec2KeyName", "AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups");

    private ClusterDescription() {}

    static ObjectNode of(
            ObjectNode summary,
            JsonNode request,
            boolean terminationProtected,
            Map<String, String> tags,
            boolean ready,
            ClusterNetwork placement) {
        JsonNode instances = request.get("Instances");
        ObjectNode cluster = summary;
        cluster.putArray("Configurations");
        copy(request, cluster, SAME_IN_REQUEST);
        cluster.set("Ec2InstanceAttributes", attributes(request, instances, placement));
        cluster.put(
                "InstanceCollectionType",
                AwsJson.has(instances, "InstanceFleets") ? "INSTANCE_FLEET" : "INSTANCE_GROUP");
        cluster.put(
                "AutoTerminate", !instances.path("KeepJobFlowAliveWhenNoSteps").asBoolean());
        cluster.put("TerminationProtected", terminationProtected);
        copy(instances, cluster, List.of("UnhealthyNodeReplacement"));
        if (AwsJson.has(request, "PlacementGroupConfigs")) {
            cluster.set("PlacementGroups", request.get("PlacementGroupConfigs").deepCopy());
        }
        if (AwsJson.has(request, "KerberosAttributes")) {
            // EMR does not return passwords.
            cluster.putObject("KerberosAttributes")
                    .put(
                            "Realm",
                            request.get("KerberosAttributes").path("Realm").asText());
        }
        ArrayNode tagList = cluster.putArray("Tags");
        tags.forEach((key, value) -> tagList.addObject().put("Key", key).put("Value", value));
        if (ready) {
            String address = ClusterInstances.primaryAddress(summary.get("Id").asText());
            cluster.put("MasterPublicDnsName", ClusterInstances.hostName(address));
        }
        return cluster;
    }

    private static ObjectNode attributes(JsonNode request, JsonNode instances, ClusterNetwork placement) {
        ObjectNode attributes = AwsJson.object()
                .put("IamInstanceProfile", request.get("JobFlowRole").asText());
        copy(instances, attributes, SAME_IN_INSTANCES);
        List<String> subnets = ClusterPreconditions.subnets(instances);
        if (!subnets.isEmpty()) {
            attributes.put("Ec2SubnetId", subnets.get(0));
            subnets.forEach(attributes.putArray("RequestedEc2SubnetIds")::add);
        }
        if (placement.availabilityZone() != null) {
            attributes.put("Ec2AvailabilityZone", placement.availabilityZone());
        }
        placement.managedGroups().forEach(attributes::put);
        return attributes;
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> members) {
        for (String member : members) {
            if (AwsJson.has(from, member)) {
                to.set(member, from.get(member).deepCopy());
            }
        }
    }
}
