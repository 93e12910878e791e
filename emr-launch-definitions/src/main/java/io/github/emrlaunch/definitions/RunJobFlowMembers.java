package io.github.emrlaunch.definitions;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members of a <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a> request
 * that Step Functions' <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">createCluster</a> task
 * is known to accept. The task checks names when the state machine is deployed and lags behind EMR, so a member belongs here
 * only once it is known to pass.
 */
public final class RunJobFlowMembers {
    /** The member that holds {@link #INSTANCES}. */
    public static final String INSTANCES_MEMBER = "Instances";

    /**
     * Top-level members, {@value #INSTANCES_MEMBER} left out. Two that the task accepts are missing on purpose: Steps, which
     * it refuses to run, and KerberosAttributes, whose passwords would stand in the execution's history.
     */
    public static final List<String> TOP_LEVEL = List.of(
            "Name",
            "LogUri",
            "AdditionalInfo",
            "AmiVersion",
            "ReleaseLabel",
            "BootstrapActions",
            "SupportedProducts",
            "NewSupportedProducts",
            "Applications",
            "Configurations",
            "VisibleToAllUsers",
            "JobFlowRole",
            "ServiceRole",
            "Tags",
            "SecurityConfiguration",
            "AutoScalingRole",
            "ScaleDownBehavior",
            "CustomAmiId",
            "EbsRootVolumeSize",
            "EbsRootVolumeIops",
            "EbsRootVolumeThroughput",
            "RepoUpgradeOnBoot",
            "StepConcurrencyLevel",
            "ManagedScalingPolicy",
            "AutoTerminationPolicy");

    /** Members of {@value #INSTANCES_MEMBER}. */
    public static final List<String> INSTANCES = List.of(
            "AdditionalMasterSecurityGroups",
            "AdditionalSlaveSecurityGroups",
            "Ec2KeyName",
            "Ec2SubnetId",
            "Ec2SubnetIds",
            "EmrManagedMasterSecurityGroup",
            "EmrManagedSlaveSecurityGroup",
            "HadoopVersion",
            "InstanceCount",
            "InstanceFleets",
            "InstanceGroups",
            "KeepJobFlowAliveWhenNoSteps",
            "MasterInstanceType",
            "Placement",
            "ServiceAccessSecurityGroup",
            "SlaveInstanceType",
            "TerminationProtected");

    /**
     * What objects below these members may hold, by the name of the member that holds them: what the CDK's own createCluster task
     * sends. Of others it is recorded that Step Functions refuses them ({@code ScalingStrategy}), or not known that it accepts them.
     * Objects that aren't named here hold properties of any name.
     *
     * @see <a href="https://github.com/aws/aws-cdk/pull/34677">ScalingStrategy is not supported by Step Functions</a>
     */
    private static final Map<String, Set<String>> NESTED = Map.ofEntries(
            entry("Applications", Set.of("AdditionalInfo", "Args", "Name", "Version")),
            entry("BootstrapActions", Set.of("Name", "ScriptBootstrapAction")),
            entry("ScriptBootstrapAction", Set.of("Args", "Path")),
            entry("Configurations", Set.of("Classification", "Configurations", "Properties")),
            entry("Tags", Set.of("Key", "Value")),
            entry("AutoTerminationPolicy", Set.of("IdleTimeout")),
            entry("ManagedScalingPolicy", Set.of("ComputeLimits")),
            entry(
                    "ComputeLimits",
                    Set.of(
                            "MaximumCapacityUnits",
                            "MaximumCoreCapacityUnits",
                            "MaximumOnDemandCapacityUnits",
                            "MinimumCapacityUnits",
                            "UnitType")),
            entry("Placement", Set.of("AvailabilityZone", "AvailabilityZones")),
            entry(
                    "InstanceGroups",
                    Set.of(
                            "AutoScalingPolicy",
                            "BidPrice",
                            "Configurations",
                            "EbsConfiguration",
                            "InstanceCount",
                            "InstanceRole",
                            "InstanceType",
                            "Market",
                            "Name")),
            entry(
                    "InstanceFleets",
                    Set.of(
                            "InstanceFleetType",
                            "InstanceTypeConfigs",
                            "LaunchSpecifications",
                            "Name",
                            "TargetOnDemandCapacity",
                            "TargetSpotCapacity")),
            entry(
                    "InstanceTypeConfigs",
                    Set.of(
                            "BidPrice",
                            "BidPriceAsPercentageOfOnDemandPrice",
                            "Configurations",
                            "EbsConfiguration",
                            "InstanceType",
                            "Priority",
                            "WeightedCapacity")),
            entry("LaunchSpecifications", Set.of("OnDemandSpecification", "SpotSpecification")),
            entry("OnDemandSpecification", Set.of("AllocationStrategy")),
            entry(
                    "SpotSpecification",
                    Set.of("AllocationStrategy", "BlockDurationMinutes", "TimeoutAction", "TimeoutDurationMinutes")),
            entry("EbsConfiguration", Set.of("EbsBlockDeviceConfigs", "EbsOptimized")),
            entry("EbsBlockDeviceConfigs", Set.of("VolumeSpecification", "VolumesPerInstance")),
            entry("VolumeSpecification", Set.of("Iops", "SizeInGB", "VolumeType")),
            entry("AutoScalingPolicy", Set.of("Constraints", "Rules")),
            entry("Constraints", Set.of("MaxCapacity", "MinCapacity")),
            entry("Rules", Set.of("Action", "Description", "Name", "Trigger")),
            entry("Action", Set.of("Market", "SimpleScalingPolicyConfiguration")),
            entry("SimpleScalingPolicyConfiguration", Set.of("AdjustmentType", "CoolDown", "ScalingAdjustment")),
            entry("Trigger", Set.of("CloudWatchAlarmDefinition")),
            entry(
                    "CloudWatchAlarmDefinition",
                    Set.of(
                            "ComparisonOperator",
                            "Dimensions",
                            "EvaluationPeriods",
                            "MetricName",
                            "Namespace",
                            "Period",
                            "Statistic",
                            "Threshold",
                            "Unit")),
            entry("Dimensions", Set.of("Key", "Value")));

    /** Members besides {@link #TOP_LEVEL} that only the launcher passes on: all that its SDK knows. */
    public static final List<String> LAUNCHER_TOP_LEVEL = List.of(
            "ExtendedSupport",
            "LogEncryptionKmsKeyId",
            "MonitoringConfiguration",
            "OSReleaseLabel",
            "PlacementGroupConfigs");

    /** Members of {@value #INSTANCES_MEMBER} besides {@link #INSTANCES} that only the launcher passes on. */
    public static final List<String> LAUNCHER_INSTANCES = List.of("UnhealthyNodeReplacement");

    private RunJobFlowMembers() {}

    /** The paths of the members that have a value and that wouldn't be passed on this way; empty when all is well. */
    public static List<String> notPassedOn(ObjectNode request, LaunchWay way) {
        List<String> paths = new ArrayList<>(withValueBesides(request, topLevel(way), ""));
        paths.remove(INSTANCES_MEMBER);
        if (request.get(INSTANCES_MEMBER) instanceof ObjectNode instances) {
            paths.addAll(withValueBesides(instances, instances(way), INSTANCES_MEMBER + "."));
        }
        if (way == LaunchWay.CREATE_CLUSTER) {
            addNested(request, "", paths);
        }
        return paths;
    }

    private static void addNested(JsonNode object, String prefix, List<String> paths) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            addNested(member.getKey(), member.getValue(), prefix + member.getKey(), paths);
        }
    }

    private static void addNested(String member, JsonNode value, String path, List<String> paths) {
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                addNested(member, value.get(i), path + "." + i, paths);
            }
        } else if (value instanceof ObjectNode object) {
            Set<String> known = NESTED.get(member);
            if (known != null) {
                paths.addAll(withValueBesides(object, known, path + "."));
            }
            if (known != null || member.equals(INSTANCES_MEMBER)) {
                addNested(object, path + ".", paths);
            }
        }
    }

    private static List<String> topLevel(LaunchWay way) {
        return way == LaunchWay.LAUNCHER ? joined(TOP_LEVEL, LAUNCHER_TOP_LEVEL) : TOP_LEVEL;
    }

    private static List<String> instances(LaunchWay way) {
        return way == LaunchWay.LAUNCHER ? joined(INSTANCES, LAUNCHER_INSTANCES) : INSTANCES;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static List<String> withValueBesides(ObjectNode object, Collection<String> known, String prefix) {
        return object.properties().stream()
                .filter(member -> !member.getValue().isNull() && !known.contains(member.getKey()))
                .map(member -> prefix + member.getKey())
                .toList();
    }

    /**
     * A request with exactly the members that this way passes on, null where the given one has none: a state machine's JSONPath
     * to a missing member would fail the launch.
     *
     * @param request of which {@link #notPassedOn} is empty; left as it is
     */
    public static ObjectNode complete(ObjectNode request, LaunchWay way) {
        ObjectNode complete = copy(request, topLevel(way));
        if (request.get(INSTANCES_MEMBER) instanceof ObjectNode instances) {
            complete.set(INSTANCES_MEMBER, copy(instances, instances(way)));
        }
        return complete;
    }

    private static ObjectNode copy(ObjectNode object, List<String> members) {
        ObjectNode copy = Json.object();
        members.forEach(member -> copy.set(
                member, object.get(member) == null ? null : object.get(member).deepCopy()));
        return copy;
    }
}
