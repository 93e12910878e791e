package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RunJobFlowMembersTest {
    private static final ObjectNode REQUEST = Json.parseObject("""
            {"Name": "etl", "OSReleaseLabel": "2023", "KerberosAttributes": null, "Steps": [],
             "Instances": {"InstanceCount": 3, "UnhealthyNodeReplacement": true, "Future": null}}""");

    @Test
    void tellWhatTheTaskWouldNotPassOn() {
        assertThat(RunJobFlowMembers.notPassedOn(REQUEST, LaunchWay.CREATE_CLUSTER))
                .containsExactly("OSReleaseLabel", "Steps", "Instances.UnhealthyNodeReplacement");
    }

    /**
     * ScalingStrategy is refused (aws-cdk pull request 34677); what the CDK's own createCluster task doesn't send is believed to be
     * refused, too.
     */
    @Test
    void tellWhatTheTaskWouldNotPassOnBelowOtherMembers() {
        ObjectNode request = Json.parseObject("""
                {"ManagedScalingPolicy": {"ComputeLimits": {"UnitType": "Instances", "MaximumCoreCapacityUnits": null},
                   "ScalingStrategy": "ADVANCED", "UtilizationPerformanceIndex": 50},
                 "Configurations": [{"Classification": "spark", "Properties": {"any": "1"},
                   "Configurations": [{"Classification": "export", "Later": "x"}]}],
                 "Instances": {"InstanceFleets": [{"Name": "Core"}, {"ResizeSpecifications": {},
                   "InstanceTypeConfigs": [{"InstanceType": "m7g.xlarge", "Priority": 1, "CustomAmiId": "ami-1"}],
                   "LaunchSpecifications": {"OnDemandSpecification":
                     {"AllocationStrategy": "lowest-price", "CapacityReservationOptions": {}}}}],
                   "InstanceGroups": [{"EbsConfiguration": {"EbsBlockDeviceConfigs":
                     [{"VolumeSpecification": {"VolumeType": "gp3", "SizeInGB": 10, "Throughput": 250}}]}}]}}""");

        assertThat(RunJobFlowMembers.notPassedOn(request, LaunchWay.CREATE_CLUSTER))
                .containsExactlyInAnyOrder(
                        "ManagedScalingPolicy.ScalingStrategy",
                        "ManagedScalingPolicy.UtilizationPerformanceIndex",
                        "Configurations.0.Configurations.0.Later",
                        "Instances.InstanceFleets.1.ResizeSpecifications",
                        "Instances.InstanceFleets.1.InstanceTypeConfigs.0.CustomAmiId",
                        "Instances.InstanceFleets.1.LaunchSpecifications.OnDemandSpecification.CapacityReservationOptions",
                        "Instances.InstanceGroups.0.EbsConfiguration.EbsBlockDeviceConfigs.0.VolumeSpecification.Throughput");
        assertThat(RunJobFlowMembers.notPassedOn(request, LaunchWay.LAUNCHER)).isEmpty();
    }

    @Test
    void completeARequestWithNulls() {
        ObjectNode complete = RunJobFlowMembers.complete(REQUEST, LaunchWay.CREATE_CLUSTER);

        assertThat(complete.fieldNames())
                .toIterable()
                .containsAll(RunJobFlowMembers.TOP_LEVEL)
                .hasSize(26);
        assertThat(complete.path("Instances").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(RunJobFlowMembers.INSTANCES);
        assertThat(complete.get("LogUri").isNull()).isTrue();
        assertThat(complete.at("/Instances/InstanceCount").intValue()).isEqualTo(3);
    }

    @Test
    void areMoreForTheLauncher() {
        assertThat(RunJobFlowMembers.notPassedOn(REQUEST, LaunchWay.LAUNCHER)).containsExactly("Steps");
        ObjectNode complete = RunJobFlowMembers.complete(REQUEST, LaunchWay.LAUNCHER);

        assertThat(complete.fieldNames())
                .toIterable()
                .containsAll(RunJobFlowMembers.TOP_LEVEL)
                .containsAll(RunJobFlowMembers.LAUNCHER_TOP_LEVEL)
                .hasSize(31);
        assertThat(complete.path("OSReleaseLabel").asText()).isEqualTo("2023");
        assertThat(complete.at("/Instances/UnhealthyNodeReplacement").booleanValue())
                .isTrue();
    }
}
