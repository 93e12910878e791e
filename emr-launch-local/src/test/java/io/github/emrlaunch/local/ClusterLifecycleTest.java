package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.BootstrapActionConfig;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.JobFlowInstancesConfig;
import software.amazon.awssdk.services.emr.model.ListClustersResponse;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.Tag;

class ClusterLifecycleTest {
    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = SdkClients.emr(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing()
                .role("service")
                .instanceProfile("profile", "instances")
                .subnet("subnet-private", false)
                .subnet("subnet-public", true)
                .securityGroup("sg-master")
                .securityGroup("sg-workers")
                .securityGroup("sg-access");
    }

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    @Test
    void clusterStatesFollowVirtualTime() {
        Instant start = aws.clock().now();
        String id = run(instances());

        assertThat(describe(id).status().state()).isEqualTo(ClusterState.STARTING);
        aws.clock().advance(Duration.ofMinutes(4));
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.BOOTSTRAPPING);
        aws.clock().advance(Duration.ofMinutes(4));

        Cluster cluster = describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.WAITING);
        assertThat(cluster.status().stateChangeReason().message()).isEqualTo("Cluster ready to run steps.");
        assertThat(cluster.status().stateChangeReason().code()).isNull();
        assertThat(cluster.status().timeline().creationDateTime()).isEqualTo(start);
        assertThat(cluster.status().timeline().readyDateTime()).isEqualTo(start.plus(Duration.ofMinutes(8)));
        assertThat(cluster.status().timeline().endDateTime()).isNull();
        assertThat(cluster.ec2InstanceAttributes().iamInstanceProfile()).isEqualTo("profile");
        assertThat(cluster.releaseLabel()).isEqualTo("emr-7.1.0");
        assertThat(cluster.autoTerminate()).isFalse();
        assertThat(cluster.masterPublicDnsName()).isNotEmpty();
    }

    @Test
    void clusterRunsStepsBeforeWaiting() {
        String id = emr.runJobFlow(request("etl", instances())
                        .steps(StepConfig.builder()
                                .name("step")
                                .hadoopJarStep(jar -> jar.jar("command-runner.jar"))
                                .build())
                        .build())
                .jobFlowId();

        aws.clock().advance(Duration.ofMinutes(8));
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.RUNNING);
        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void clusterWithoutKeepAliveTerminates() {
        String id =
                run(instances().toBuilder().keepJobFlowAliveWhenNoSteps(false).build());

        aws.clock().advance(Duration.ofMinutes(9));

        Cluster cluster = describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(cluster.status().stateChangeReason().codeAsString()).isEqualTo("ALL_STEPS_COMPLETED");
        assertThat(cluster.status().timeline().endDateTime())
                .isEqualTo(cluster.status().timeline().creationDateTime().plus(Duration.ofMinutes(9)));
    }

    @Test
    void idleClusterTerminatesAfterIdleTimeout() {
        String id = emr.runJobFlow(request("etl", instances())
                        .autoTerminationPolicy(policy -> policy.idleTimeout(600L))
                        .build())
                .jobFlowId();

        aws.clock().advance(Duration.ofMinutes(17));
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.WAITING);
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(describe(id).status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(describe(id).status().stateChangeReason().message()).contains("idle for 600 seconds");
    }

    @Test
    void terminatedClusterHasStateChangeReason() {
        String id = run(instances());

        emr.terminateJobFlows(request -> request.jobFlowIds(id));

        assertThat(describe(id).status().state()).isEqualTo(ClusterState.TERMINATING);
        aws.clock().advance(Duration.ofHours(1));
        Cluster cluster = describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.TERMINATED);
        assertThat(cluster.status().stateChangeReason().codeAsString()).isEqualTo("USER_REQUEST");
        assertThat(cluster.status().stateChangeReason().message()).isEqualTo("Terminated by user request");
    }

    @Test
    void terminationProtectionPreventsTermination() {
        String guarded = run(instances().toBuilder().terminationProtected(true).build());
        String open = run(instances());

        assertThatThrownBy(() -> emr.terminateJobFlows(request -> request.jobFlowIds(guarded, open)))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining(
                        "Could not shut down one or more job flows since they are termination protected.");
        assertThat(describe(guarded).status().state()).isEqualTo(ClusterState.STARTING);
        assertThat(describe(open).status().state()).isEqualTo(ClusterState.TERMINATING);

        emr.setTerminationProtection(request -> request.jobFlowIds(guarded).terminationProtected(false));
        emr.terminateJobFlows(request -> request.jobFlowIds(guarded));
        assertThat(describe(guarded).status().state()).isEqualTo(ClusterState.TERMINATING);
    }

    @Test
    void rejectsTerminationOfMoreThanTenClusters() {
        assertThatThrownBy(() -> emr.terminateJobFlows(request -> request.jobFlowIds(
                        IntStream.range(0, 11).mapToObj(i -> "j-" + i).toList())))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining("is 10, got: 11");
    }

    @Test
    void rejectsUnknownClusterId() {
        assertThatThrownBy(() -> describe("j-NONE"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Cluster id 'j-NONE' is not valid.");
        assertThatThrownBy(() -> emr.terminateJobFlows(request -> request.jobFlowIds("j-NONE")))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining("Specified job flow ID not valid.");
        assertThat(wire("DescribeCluster", "{\"ClusterId\": \"j-NONE\"}")
                        .body()
                        .path("ErrorCode")
                        .asText())
                .isEqualTo("NoSuchCluster");
    }

    @Test
    void tagsCanBeAdded() {
        String id = run(instances());

        emr.addTags(request -> request.resourceId(id)
                .tags(Tag.builder().key("team").value("etl").build()));

        assertThat(describe(id).tags())
                .contains(Tag.builder().key("team").value("etl").build());
        assertThat(aws.clusters().get(0).tags()).containsEntry("team", "etl");
    }

    @Test
    void instancesAndBootstrapActionsAreListedAsRequested() {
        String id = emr.runJobFlow(request("etl", instances())
                        .bootstrapActions(BootstrapActionConfig.builder()
                                .name("install")
                                .scriptBootstrapAction(script ->
                                        script.path("s3://scripts/install.sh").args("a"))
                                .build())
                        .build())
                .jobFlowId();
        aws.clock().advance(Duration.ofMinutes(8));

        assertThat(emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups())
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.instanceType()).isEqualTo("m5.xlarge");
                    assertThat(group.runningInstanceCount()).isEqualTo(1);
                });
        assertThat(emr.listBootstrapActions(request -> request.clusterId(id)).bootstrapActions())
                .singleElement()
                .satisfies(action -> assertThat(action.scriptPath()).isEqualTo("s3://scripts/install.sh"));
        assertThatThrownBy(() -> emr.listInstanceFleets(request -> request.clusterId(id)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("uses instance groups");
    }

    @Test
    void clustersAreListedInPagesOfFiftyNewestFirst() {
        List<String> ids =
                IntStream.range(0, 120).mapToObj(i -> run(instances())).toList();
        aws.clock().advance(Duration.ofMinutes(8));
        String late = run(instances());
        emr.terminateJobFlows(request -> request.jobFlowIds(ids.get(0)));

        ListClustersResponse first = emr.listClusters();
        List<String> all = emr.listClustersPaginator().stream()
                .flatMap(page -> page.clusters().stream())
                .map(ClusterSummary::id)
                .toList();

        assertThat(first.clusters()).hasSize(50);
        assertThat(first.clusters().get(0).id()).isEqualTo(late);
        assertThat(all).hasSize(121).doesNotHaveDuplicates().endsWith(ids.get(0));
        assertThat(emr.listClustersPaginator(request -> request.clusterStates(ClusterState.WAITING)).stream()
                        .flatMap(page -> page.clusters().stream()))
                .hasSize(119);
        assertThat(emr.listClusters(request ->
                                request.createdAfter(aws.clock().now().minusSeconds(1)))
                        .clusters())
                .extracting(ClusterSummary::id)
                .containsExactly(late);
        assertThatThrownBy(() -> emr.listClusters(request -> request.marker("forged")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Marker 'forged' is not valid.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        subnet-none    | -         | -          | -         | The subnet configuration was invalid: The subnet subnet-none does not exist.
        subnet-private | sg-master | -          | -         | You must specify both EmrManagedMasterSecurityGroup and EmrManagedSlaveSecurityGroup
        subnet-private | sg-master | sg-workers | -         | You must also specify a ServiceAccessSecurityGroup if you use custom security groups when creating a cluster in a private subnet.
        subnet-public  | sg-master | sg-workers | sg-access | You cannot specify a ServiceAccessSecurityGroup for a cluster launched in public subnet.
        subnet-public  | sg-other  | sg-workers | -         | The security group 'sg-other' does not exist
        """)
    void invalidNetworkTerminatesClusterWithValidationError(
            String subnet, String master, String workers, String access, String message) {
        String id = run(instances().toBuilder()
                .ec2SubnetId(subnet)
                .emrManagedMasterSecurityGroup(master)
                .emrManagedSlaveSecurityGroup(workers)
                .serviceAccessSecurityGroup(access)
                .build());

        aws.clock().advance(Duration.ofMinutes(5));

        assertEndedWithErrors(id, "VALIDATION_ERROR", message);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"subnet-private, sg-access", "subnet-public, -"})
    void clusterStartsInValidNetwork(String subnet, String access) {
        String id = run(instances().toBuilder()
                .ec2SubnetId(subnet)
                .emrManagedMasterSecurityGroup("sg-master")
                .emrManagedSlaveSecurityGroup("sg-workers")
                .serviceAccessSecurityGroup(access)
                .build());

        aws.clock().advance(Duration.ofMinutes(8));

        assertThat(describe(id).status().state()).isEqualTo(ClusterState.WAITING);
        assertThat(describe(id).ec2InstanceAttributes().ec2AvailabilityZone()).isEqualTo("us-east-1a");
    }

    @Test
    void unknownServiceRoleTerminatesClusterWithValidationError() {
        String id = emr.runJobFlow(
                        request("etl", instances()).serviceRole("nobody").build())
                .jobFlowId();

        aws.clock().advance(Duration.ofMinutes(5));

        assertEndedWithErrors(id, "VALIDATION_ERROR", "EMR service role nobody is invalid");
    }

    @Test
    void clusterCanFailWhileBootstrapping() {
        aws.emr()
                .failNextCluster(
                        ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "bootstrap action 1 failed"));
        String broken = run(instances());
        String healthy = run(instances());

        aws.clock().advance(Duration.ofMinutes(5));
        assertThat(describe(broken).status().state()).isEqualTo(ClusterState.BOOTSTRAPPING);
        aws.clock().advance(Duration.ofMinutes(5));

        assertEndedWithErrors(broken, "BOOTSTRAP_FAILURE", "bootstrap action 1 failed");
        assertThat(describe(healthy).status().state()).isEqualTo(ClusterState.WAITING);
    }

    @Test
    void clusterCanFailWhileStarting() {
        aws.emr().failClustersNamed("etl", ClusterFault.failsWhileStarting("INTERNAL_ERROR", "no capacity"));
        String id = run(instances());

        aws.clock().advance(Duration.ofMinutes(3));

        assertEndedWithErrors(id, "INTERNAL_ERROR", "no capacity");
    }

    @Test
    void clusterCanHangInStarting() {
        aws.emr().failNextCluster(ClusterFault.neverStarts());
        String id = run(instances());

        aws.clock().advance(Duration.ofDays(7));

        assertThat(describe(id).status().state()).isEqualTo(ClusterState.STARTING);
    }

    @Test
    void runJobFlowCanBeRejected() {
        aws.emr().failNextCluster(ClusterFault.rejected("ThrottlingException", "Rate exceeded"));

        Wire.Answer answer = wire(
                "RunJobFlow",
                "{\"Name\": \"etl\", \"ReleaseLabel\": \"emr-7.1.0\", \"ServiceRole\":"
                        + " \"service\", \"JobFlowRole\": \"profile\", \"Instances\": {\"MasterInstanceType\": \"m5.xlarge\", \"SlaveInstanceType\": \"m5.xlarge\","
                        + " \"InstanceCount\": 1}}");

        assertThat(answer.errorType()).isEqualTo("ThrottlingException");
        assertThat(answer.message()).isEqualTo("Rate exceeded");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void rejectedRequestKeepsPlannedFault() {
        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("INTERNAL_ERROR", "no capacity"));
        Wire.Answer answer = wire(
                "RunJobFlow",
                "{\"Name\": \"etl\", \"ReleaseLabel\": \"emr-7.1.0\", \"ServiceRole\": \"service\", \"JobFlowRole\": \"profile\","
                        + " \"StepExecutionRoleArn\": \"arn:aws:iam::123456789012:role/service\", \"Instances\": {\"MasterInstanceType\":"
                        + " \"m5.xlarge\", \"SlaveInstanceType\": \"m5.xlarge\", \"InstanceCount\": 1}}");
        assertThat(answer.message()).startsWith("Runtime roles are not available");
        String id = run(instances());

        aws.clock().advance(Duration.ofMinutes(3));

        assertEndedWithErrors(id, "INTERNAL_ERROR", "no capacity");
    }

    @Test
    void describeClusterCanBeThrottled() {
        aws.emr().failNextCluster(ClusterFault.describeThrottled(2));
        String id = run(instances());

        List<Integer> statuses = IntStream.range(0, 3)
                .mapToObj(i -> wire("DescribeCluster", "{\"ClusterId\": \"" + id + "\"}")
                        .status())
                .toList();

        assertThat(statuses).containsExactly(400, 400, 200);
    }

    private Wire.Answer wire(String operation, String body) {
        try {
            return Wire.call(aws, "ElasticMapReduce." + operation, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertEndedWithErrors(String id, String code, String message) {
        Cluster cluster = describe(id);
        assertThat(cluster.status().state()).isEqualTo(ClusterState.TERMINATED_WITH_ERRORS);
        assertThat(cluster.status().stateChangeReason().codeAsString()).isEqualTo(code);
        assertThat(cluster.status().stateChangeReason().message()).contains(message);
    }

    private static JobFlowInstancesConfig instances() {
        return JobFlowInstancesConfig.builder()
                .keepJobFlowAliveWhenNoSteps(true)
                .instanceGroups(InstanceGroupConfig.builder()
                        .instanceRole("MASTER")
                        .instanceType("m5.xlarge")
                        .instanceCount(1)
                        .build())
                .build();
    }

    private static RunJobFlowRequest.Builder request(String name, JobFlowInstancesConfig instances) {
        return RunJobFlowRequest.builder()
                .name(name)
                .releaseLabel("emr-7.1.0")
                .serviceRole("service")
                .jobFlowRole("profile")
                .instances(instances);
    }

    private String run(JobFlowInstancesConfig instances) {
        return emr.runJobFlow(request("etl", instances).build()).jobFlowId();
    }

    private Cluster describe(String id) {
        return emr.describeCluster(request -> request.clusterId(id)).cluster();
    }
}
