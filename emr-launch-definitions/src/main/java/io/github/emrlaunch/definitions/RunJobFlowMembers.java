package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

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
        return paths;
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

    private static List<String> withValueBesides(ObjectNode object, List<String> known, String prefix) {
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
