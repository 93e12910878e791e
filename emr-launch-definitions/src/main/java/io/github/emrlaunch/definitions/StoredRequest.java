package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The members that the request of a stored cluster configuration always has, null if unset: launch functions of aws-emr-launch for
 * Python fail on a missing one, and overrides refer to a member by its path.
 */
public final class StoredRequest {
    private static final String INSTANCES = "Instances";

    private static final List<String> MEMBERS = List.of(
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
            "AutoTerminationPolicy",
            "KerberosAttributes",
            INSTANCES);

    private static final List<String> INSTANCES_MEMBERS = List.of(
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

    private StoredRequest() {}

    /** Returns a request without values. */
    public static ObjectNode empty() {
        return complete(Json.object().set(INSTANCES, Json.object()));
    }

    /** Returns the request with all members that it always has, in order; others follow. */
    static ObjectNode complete(ObjectNode request) {
        ObjectNode complete = complete(request, MEMBERS);
        if (request.get(INSTANCES) instanceof ObjectNode instances) {
            complete.set(INSTANCES, complete(instances, INSTANCES_MEMBERS));
        }
        return complete;
    }

    private static ObjectNode complete(ObjectNode object, List<String> members) {
        ObjectNode complete = Json.object();
        members.forEach(complete::putNull);
        return complete.setAll(object);
    }
}
