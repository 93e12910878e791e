package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The part of a RunJobFlow request that EMR shows for its cluster. On AWS, only the caller sees a RunJobFlow request. So the request
 * that the local emulator received is compared with the description of the cluster in the account.
 */
final class ClusterView {
    private static final List<String> OF_CLUSTER = List.of(
            "Name",
            "ReleaseLabel",
            "OSReleaseLabel",
            "ServiceRole",
            "AutoScalingRole",
            "SecurityConfiguration",
            "ScaleDownBehavior",
            "CustomAmiId",
            "EbsRootVolumeSize",
            "EbsRootVolumeIops",
            "EbsRootVolumeThroughput",
            "RepoUpgradeOnBoot",
            "StepConcurrencyLevel",
            "VisibleToAllUsers",
            "LogEncryptionKmsKeyId");
    private static final List<String> OF_INSTANCES = List.of("TerminationProtected", "UnhealthyNodeReplacement");
    private static final List<String> OF_NETWORK = List.of(
            "Ec2KeyName",
            "EmrManagedMasterSecurityGroup",
            "EmrManagedSlaveSecurityGroup",
            "ServiceAccessSecurityGroup",
            "AdditionalMasterSecurityGroups",
            "AdditionalSlaveSecurityGroups");

    private ClusterView() {}

    /** Returns the view of a RunJobFlow request. */
    static ObjectNode of(JsonNode request) {
        JsonNode instances = request.path("Instances");
        ObjectNode view = Json.object();
        copy(request, view, OF_CLUSTER);
        copy(request, view, List.of("JobFlowRole", "AutoTerminationPolicy", "ManagedScalingPolicy"));
        copy(instances, view, OF_INSTANCES);
        copy(instances, view, OF_NETWORK);
        copy(instances, view, List.of("Ec2SubnetId"));
        logUri(request, view);
        applications(request, view);
        tags(request, view);
        configurations(request.path("Configurations"), "", view);
        for (JsonNode group : instances.path("InstanceGroups")) {
            group(view, group, group.path("InstanceRole"), group.path("InstanceCount"));
        }
        for (JsonNode fleet : instances.path("InstanceFleets")) {
            fleet(view, fleet);
        }
        return view;
    }

    /** Returns the view of a running or terminated cluster. */
    static ObjectNode of(AwsApi aws, String clusterId) throws InterruptedException {
        ObjectNode id = Json.object().put("ClusterId", clusterId);
        JsonNode cluster = ask(aws, "DescribeCluster", id).path("Cluster");
        JsonNode attributes = cluster.path("Ec2InstanceAttributes");
        ObjectNode view = Json.object();
        copy(cluster, view, OF_CLUSTER);
        copy(cluster, view, OF_INSTANCES);
        copy(attributes, view, OF_NETWORK);
        copy(attributes, view, List.of("Ec2SubnetId"));
        view.set("JobFlowRole", attributes.path("IamInstanceProfile"));
        copy(ask(aws, "GetAutoTerminationPolicy", id), view, List.of("AutoTerminationPolicy"));
        copy(ask(aws, "GetManagedScalingPolicy", id), view, List.of("ManagedScalingPolicy"));
        logUri(cluster, view);
        applications(cluster, view);
        tags(cluster, view);
        configurations(cluster.path("Configurations"), "", view);
        if (cluster.path("InstanceCollectionType").asText().equals("INSTANCE_FLEET")) {
            ask(aws, "ListInstanceFleets", id).path("InstanceFleets").forEach(fleet -> fleet(view, fleet));
        } else {
            ask(aws, "ListInstanceGroups", id)
                    .path("InstanceGroups")
                    .forEach(group ->
                            group(view, group, group.path("InstanceGroupType"), group.path("RequestedInstanceCount")));
        }
        return view;
    }

    private static JsonNode ask(AwsApi aws, String operation, ObjectNode input) throws InterruptedException {
        return aws.required("elasticmapreduce", "ElasticMapReduce." + operation, input);
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> members) {
        members.stream().filter(from::hasNonNull).forEach(member -> to.set(member, from.get(member)));
    }

    /** Normalizes the log URI: EMR shows the older scheme, and a trailing slash. */
    private static void logUri(JsonNode from, ObjectNode to) {
        if (from.hasNonNull("LogUri")) {
            to.put(
                    "LogUri",
                    from.get("LogUri").asText().replaceFirst("^s3n:", "s3:").replaceFirst("/+$", ""));
        }
    }

    private static void applications(JsonNode from, ObjectNode to) {
        StreamSupport.stream(from.path("Applications").spliterator(), false)
                .map(application -> application.path("Name").asText())
                .sorted()
                .forEach(to.putArray("Applications")::add);
    }

    private static void tags(JsonNode from, ObjectNode to) {
        TreeMap<String, String> tags = new TreeMap<>();
        from.path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        tags.forEach(to.putObject("Tags")::put);
    }

    private static void configurations(JsonNode list, String prefix, ObjectNode to) {
        for (JsonNode configuration : list) {
            String name = prefix + "Configuration "
                    + configuration.path("Classification").asText();
            if (!configuration.path("Properties").isEmpty()) {
                to.set(name, configuration.path("Properties"));
            }
            configurations(configuration.path("Configurations"), name + " / ", to);
        }
    }

    private static void group(ObjectNode to, JsonNode group, JsonNode role, JsonNode count) {
        ObjectNode entry = to.putObject(
                "InstanceGroup " + role.asText() + " " + group.path("Name").asText());
        entry.set("InstanceCount", count);
        copy(group, entry, List.of("InstanceType", "Market"));
    }

    private static void fleet(ObjectNode to, JsonNode fleet) {
        ObjectNode entry =
                to.putObject("InstanceFleet " + fleet.path("InstanceFleetType").asText());
        copy(fleet, entry, List.of("Name", "TargetOnDemandCapacity", "TargetSpotCapacity"));
    }
}
