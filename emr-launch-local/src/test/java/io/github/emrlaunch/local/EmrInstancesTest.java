package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.Instance;
import software.amazon.awssdk.services.emr.model.InstanceFleetConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroup;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroupModifyConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroupType;
import software.amazon.awssdk.services.emr.model.InstanceState;
import software.amazon.awssdk.services.emr.model.InstanceTypeConfig;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;

/** The instances of clusters, and groups and fleets that are added later. */
class EmrInstancesTest {
    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = SdkClients.emr(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    /** API reference, ListInstances and Instance. */
    @Test
    void instancesAreListedWithTheirGroupsAndStates() {
        String id = run(groups());

        assertThat(instances(id))
                .extracting(Instance::status)
                .allMatch(status -> status.state() == InstanceState.PROVISIONING);
        aws.clock().advance(Duration.ofMinutes(8));

        assertThat(instances(id)).hasSize(3).doesNotHaveDuplicates().allSatisfy(instance -> {
            assertThat(instance.id()).matches("ci-[A-Z0-9]{13}");
            assertThat(instance.ec2InstanceId()).matches("i-[0-9a-f]{17}");
            assertThat(instance.status().state()).isEqualTo(InstanceState.RUNNING);
            assertThat(instance.instanceType()).isEqualTo("m5.xlarge");
        });
        assertThat(instances(id).get(0).privateDnsName())
                .as("the primary node")
                .isEqualTo(emr.describeCluster(request -> request.clusterId(id))
                        .cluster()
                        .masterPublicDnsName());
        assertThat(emr.listInstances(request -> request.clusterId(id).instanceGroupTypes(InstanceGroupType.CORE))
                        .instances())
                .hasSize(2);
        assertThat(emr.listInstances(request -> request.clusterId(id).instanceStates(InstanceState.TERMINATED))
                        .instances())
                .isEmpty();
        assertThatThrownBy(
                        () -> emr.listInstances(request -> request.clusterId(id).instanceGroupId("ig-NONE")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Instance group id 'ig-NONE' is not valid.");
    }

    @Test
    void weightedCapacityDecidesNumberOfFleetInstances() {
        String id = run(fleets());
        aws.clock().advance(Duration.ofMinutes(8));

        assertThat(instances(id))
                .extracting(Instance::marketAsString)
                .containsExactly("ON_DEMAND", "ON_DEMAND", "SPOT");
        assertThat(emr.listInstances(request -> request.clusterId(id).instanceFleetType("CORE"))
                        .instances())
                .hasSize(2);
    }

    /** API reference, AddInstanceGroups: "Adds one or more instance groups to a running cluster." */
    @Test
    void addsTaskGroupsToRunningCluster() {
        String id = run(groups());
        assertThatThrownBy(() -> addGroup(id, "TASK"))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining("An instance group may only be modified when the cluster is running or waiting");
        aws.clock().advance(Duration.ofMinutes(8));

        List<String> added = addGroup(id, "TASK");

        assertThat(lastGroup(id))
                .extracting(
                        InstanceGroup::id, InstanceGroup::requestedInstanceCount, InstanceGroup::runningInstanceCount)
                .containsExactly(added.get(0), 4, 0);
        aws.clock().advance(Duration.ofMinutes(3));
        assertThat(lastGroup(id).runningInstanceCount()).isEqualTo(4);
        assertThat(instances(id)).hasSize(7);
        assertThatThrownBy(() -> addGroup(id, "CORE"))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining("Only task instance groups");
    }

    private static InstanceGroupModifyConfig resize(InstanceGroup group, int count) {
        return InstanceGroupModifyConfig.builder()
                .instanceGroupId(group.id())
                .instanceCount(count)
                .build();
    }

    @Test
    void rejectedResizeChangesNoGroup() {
        String id = run(groups());
        aws.clock().advance(Duration.ofMinutes(8));
        List<InstanceGroup> before =
                emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups();

        assertThatThrownBy(() -> emr.modifyInstanceGroups(request -> request.clusterId(id)
                        .instanceGroups(List.of(resize(before.get(1), 7), resize(before.get(0), 2)))))
                .hasMessageContaining("A master instance group may not be resized");

        assertThat(emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups())
                .isEqualTo(before);
    }

    /** API reference, AddInstanceFleet; management guide, "Configure instance fleets": one task fleet. */
    @Test
    void addsOnlyOneTaskFleetToRunningCluster() {
        String id = run(fleets());
        aws.clock().advance(Duration.ofMinutes(8));

        String fleet = addFleet(id);
        aws.clock().advance(Duration.ofMinutes(3));

        assertThat(emr.listInstanceFleets(request -> request.clusterId(id)).instanceFleets())
                .extracting(listed -> tuple(listed.instanceFleetTypeAsString(), listed.provisionedOnDemandCapacity()))
                .containsExactly(tuple("MASTER", 1), tuple("CORE", 2), tuple("TASK", 2));
        assertThat(emr.listInstances(request -> request.clusterId(id).instanceFleetId(fleet))
                        .instances())
                .hasSize(2);
        assertThatThrownBy(() -> addFleet(id))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Only a task instance fleet can be added");
    }

    /** turbot/steampipe-plugin-aws issue 1222 has the message and the error code. */
    @Test
    void rejectsInstanceGroupOperationsForClusterWithFleets() {
        String id = run(fleets());
        aws.clock().advance(Duration.ofMinutes(8));

        Wire.Answer answer = new EmrWire(aws).call("ListInstanceGroups", "'ClusterId': '" + id + "'");
        assertThat(answer.errorType()).isEqualTo("InvalidRequestException");
        assertThat(answer.body().path("ErrorCode").asText()).isEqualTo("API_DOES_NOT_SUPPORT_INSTANCE_FLEET_CLUSTERS");
        assertThat(answer.message())
                .contains("The ListInstanceGroups operation does not support clusters that use instance fleets."
                        + " Use the ListInstanceFleets operation instead.");
        assertThatThrownBy(() -> addGroup(id, "TASK"))
                .hasMessageContaining("Use the AddInstanceFleet operation instead");
    }

    @Test
    void rejectsInstanceFleetOperationsForClusterWithGroups() {
        String id = run(groups());
        aws.clock().advance(Duration.ofMinutes(8));

        Wire.Answer answer = new EmrWire(aws).call("ListInstanceFleets", "'ClusterId': '" + id + "'");
        assertThat(answer.errorType()).isEqualTo("InvalidRequestException");
        assertThat(answer.body().path("ErrorCode").asText()).isEqualTo("API_DOES_NOT_SUPPORT_INSTANCE_GROUP_CLUSTERS");
        assertThat(answer.message())
                .contains("The ListInstanceFleets operation does not support clusters that use instance groups."
                        + " Use the ListInstanceGroups operation instead.");
        assertThatThrownBy(() -> addFleet(id)).hasMessageContaining("Use the AddInstanceGroups operation instead");
        assertThat(instances(id)).as("no fleet was added").hasSize(3);
    }

    private List<Instance> instances(String id) {
        return emr.listInstances(request -> request.clusterId(id)).instances();
    }

    private InstanceGroup lastGroup(String id) {
        List<InstanceGroup> groups =
                emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups();
        return groups.get(groups.size() - 1);
    }

    private List<String> addGroup(String id, String role) {
        return emr.addInstanceGroups(request -> request.jobFlowId(id).instanceGroups(group(role, 4)))
                .instanceGroupIds();
    }

    private String addFleet(String id) {
        return emr.addInstanceFleet(request -> request.clusterId(id).instanceFleet(fleet("TASK", 2, 0, 1)))
                .instanceFleetId();
    }

    private String run(JobFlowInstancesConfig.Builder instances) {
        return emr.runJobFlow(request -> request.name("etl")
                        .releaseLabel("emr-7.1.0")
                        .serviceRole("service")
                        .jobFlowRole("profile")
                        .instances(instances.keepJobFlowAliveWhenNoSteps(true).build()))
                .jobFlowId();
    }

    private static JobFlowInstancesConfig.Builder groups() {
        return JobFlowInstancesConfig.builder().instanceGroups(group("MASTER", 1), group("CORE", 2));
    }

    private static InstanceGroupConfig group(String role, int count) {
        return InstanceGroupConfig.builder()
                .instanceRole(role)
                .instanceType("m5.xlarge")
                .instanceCount(count)
                .build();
    }

    private static JobFlowInstancesConfig.Builder fleets() {
        return JobFlowInstancesConfig.builder().instanceFleets(fleet("MASTER", 1, 0, 1), fleet("CORE", 2, 3, 4));
    }

    private static InstanceFleetConfig fleet(String type, int onDemand, int spot, int weight) {
        return InstanceFleetConfig.builder()
                .instanceFleetType(type)
                .targetOnDemandCapacity(onDemand)
                .targetSpotCapacity(spot)
                .instanceTypeConfigs(InstanceTypeConfig.builder()
                        .instanceType("m5.xlarge")
                        .weightedCapacity(weight)
                        .build())
                .build();
    }
}
