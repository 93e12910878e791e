package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** The optimized integrations of EMR. */
class EmrTaskIntegrationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REQUEST =
            "{\"Name\": \"etl\", \"ReleaseLabel\": \"emr-7.1.0\", \"ServiceRole\": \"service\", \"JobFlowRole\":"
                    + " \"profile\", \"Instances\": {\"KeepJobFlowAliveWhenNoSteps\": true, \"InstanceFleets\": [{\"Name\":"
                    + " \"main\", \"InstanceFleetType\": \"MASTER\", \"TargetOnDemandCapacity\": 1, \"InstanceTypeConfigs\":"
                    + " [{\"InstanceType\": \"m5.xlarge\"}]}, {\"Name\": \"workers\", \"InstanceFleetType\": \"CORE\","
                    + " \"TargetOnDemandCapacity\": 2, \"InstanceTypeConfigs\": [{\"InstanceType\": \"m5.xlarge\"}]}]}}";
    private static final String STEP =
            "{\"ClusterId\": \"%s\", \"Step\": {\"Name\": \"spark\", \"ActionOnFailure\": \"CONTINUE\", \"HadoopJarStep\":"
                    + " {\"Jar\": \"command-runner.jar\"}}}";

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void createClusterSyncWaitsUntilClusterIsReady() throws Exception {
        String id = readyCluster();

        assertThat(aws.clusters().get(0).id()).isEqualTo(id);
        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");
        assertThat(elapsed()).isEqualTo(Duration.ofMinutes(8));
    }

    /** Believed: published machines read {@code $.CreateClusterResult.ClusterId} or {@code $.CreateClusterResult.Cluster.Id}. */
    @Test
    void createClusterSyncReturnsIdAndCluster() throws Exception {
        LocalExecution execution = task("elasticmapreduce:createCluster.sync", REQUEST);

        String id = aws.clusters().get(0).id();
        assertThat(output(execution).path("ClusterId").asText()).isEqualTo(id);
        assertThat(output(execution).at("/Cluster/Id").asText()).isEqualTo(id);
        assertThat(output(execution).at("/Cluster/Status/State").asText()).isEqualTo("WAITING");
    }

    /** connect-emr: createCluster returns the ClusterId. */
    @Test
    void createClusterWithoutSyncReturnsId() throws Exception {
        LocalExecution execution = task("elasticmapreduce:createCluster", REQUEST);

        assertThat(output(execution).toString())
                .isEqualTo("{\"ClusterId\":\"" + aws.clusters().get(0).id() + "\"}");
    }

    /** aws-cdk pull request 34677: createCluster rejects members that Step Functions does not support, including nested members. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "Steps": []                                                   | Steps
        "LogEncryptionKmsKeyId": "key"                                | LogEncryptionKmsKeyId
        "LogEncryptionKmsKeyId.$": "$.Key"                            | LogEncryptionKmsKeyId
        "SessionEnabled": true                                        | SessionEnabled
        "PlacementGroupConfigs": []                                   | PlacementGroupConfigs
        "LearnedTomorrow": 1                                          | LearnedTomorrow
        "ManagedScalingPolicy": {"ScalingStrategy": "ADVANCED"}       | ManagedScalingPolicy.ScalingStrategy
        "ManagedScalingPolicy": {"UtilizationPerformanceIndex.$": "$"} | ManagedScalingPolicy.UtilizationPerformanceIndex
        "Instances": {"UnhealthyNodeReplacement": true}               | Instances.UnhealthyNodeReplacement
        "Instances": {"InstanceFleets": [{"ResizeSpecifications": {}}]} | Instances.InstanceFleets.ResizeSpecifications
        "Configurations": [{"Configurations": [{"Clas": "x"}]}]       | Configurations.Configurations.Clas
        """)
    void createClusterRejectsUnsupportedMembersInDefinition(String member, String path) {
        assertThatThrownBy(() -> machines.create(Machines.task("elasticmapreduce:createCluster", requestWith(member))))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining("The field \"" + path + "\" is not supported by Step Functions");
    }

    /** The same pull request. Here the value is in the input, so the task fails when it runs. */
    @Test
    void createClusterRejectsUnsupportedMembersInInput() throws Exception {
        String machine = machines.create(Machines.task(
                "elasticmapreduce:createCluster", requestWith("\"ManagedScalingPolicy.$\": \"$.Policy\"")));

        LocalExecution execution =
                aws.awaitExecution(aws.startExecution(machine, "{\"Policy\": {\"ScalingStrategy\": \"ADVANCED\"}}"));

        assertThat(execution.error()).isEqualTo("States.Runtime");
        assertThat(execution.cause()).contains("The field \"ManagedScalingPolicy.ScalingStrategy\" is not supported");
        assertThat(aws.clusters()).isEmpty();
    }

    /** The members that the construct of AWS (aws-cdk-lib, EmrCreateCluster) and awslabs/aws-emr-launch send. */
    @Test
    void createClusterAcceptsMembersSentByOtherLibraries() throws Exception {
        LocalExecution execution = task(
                "elasticmapreduce:createCluster",
                requestWith("\"AutoTerminationPolicy\": {\"IdleTimeout\": 600}, \"EbsRootVolumeIops\": 3000,"
                        + " \"EbsRootVolumeThroughput\": 125, \"RepoUpgradeOnBoot\": null, \"AmiVersion\": null,"
                        + " \"SupportedProducts\": null, \"NewSupportedProducts\": null, \"ManagedScalingPolicy\":"
                        + " {\"ComputeLimits\": {\"UnitType\": \"InstanceFleetUnits\", \"MinimumCapacityUnits\": 1,"
                        + " \"MaximumCapacityUnits\": 2}}"));

        assertThat(execution.succeeded()).as(execution.cause()).isTrue();
    }

    @Test
    void createClusterSyncFailsWhenClusterFails() throws Exception {
        aws.emr().failNextCluster(ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "no script"));

        LocalExecution execution = machines.run(Machines.task("elasticmapreduce:createCluster.sync", REQUEST));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(JSON.readTree(execution.cause())
                        .at("/Cluster/Status/StateChangeReason/Code")
                        .asText())
                .isEqualTo("BOOTSTRAP_FAILURE");
    }

    @Test
    void addStepWithoutSyncReturnsImmediately() throws Exception {
        LocalExecution execution = task("elasticmapreduce:addStep", STEP.formatted(readyCluster()));

        assertThat(output(execution).path("StepId").asText()).startsWith("s-");
        assertThat(aws.clusters().get(0).steps().get(0).state()).isEqualTo("RUNNING");
    }

    @Test
    void addStepSyncPollsLessOftenForLongSteps() throws Exception {
        String cluster = readyCluster();
        aws.emr().stepDuration("spark", Duration.ofMinutes(11));
        Duration before = elapsed();

        LocalExecution execution = task("elasticmapreduce:addStep.sync", STEP.formatted(cluster));

        assertThat(output(execution).at("/Step/Status/State").asText()).isEqualTo("COMPLETED");
        assertThat(elapsed().minus(before)).isEqualTo(Duration.ofMinutes(15));
        assertThat(execution.history())
                .extracting(event -> event.path("type").asText())
                .containsSubsequence("TaskStarted", "TaskSubmitted", "TaskSucceeded");
    }

    @Test
    void addStepSyncFailsWhenStepFails() throws Exception {
        String cluster = readyCluster();
        aws.emr().failStep("spark", "out of memory");

        LocalExecution execution = task("elasticmapreduce:addStep.sync", STEP.formatted(cluster));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(JSON.readTree(execution.cause())
                        .at("/Step/Status/FailureDetails/Message")
                        .asText())
                .isEqualTo("out of memory");
    }

    @Test
    void addStepSyncFailsWhenClusterTerminates() throws Exception {
        String cluster = readyCluster();
        aws.emr().hangStep("spark");
        String machine = machines.create(Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)));
        aws.clock().schedule(aws.clock().now().plusSeconds(90), () -> {
            try {
                Wire.call(aws, "ElasticMapReduce.TerminateJobFlows", "{\"JobFlowIds\": [\"" + cluster + "\"]}");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(JSON.readTree(execution.cause()).at("/Step/Status/State").asText())
                .isEqualTo("CANCELLED");
    }

    @Test
    void addStepSyncFailsWhenStepIsCancelled() throws Exception {
        String cluster = readyCluster();
        aws.emr().hangStep("spark");
        String machine = machines.create(Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)));
        aws.clock().schedule(aws.clock().now().plusSeconds(90), () -> {
            try {
                Wire.call(
                        aws,
                        "ElasticMapReduce.CancelSteps",
                        "{\"ClusterId\": \"" + cluster + "\", \"StepIds\": [\""
                                + aws.clusters().get(0).steps().get(0).id() + "\"]}");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));

        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(JSON.readTree(execution.cause()).at("/Step/Status/State").asText())
                .isEqualTo("CANCELLED");
        assertThat(JSON.readTree(execution.cause())
                        .at("/Step/Status/StateChangeReason/Message")
                        .asText())
                .isEqualTo("Cancelled by user");
        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");
    }

    @Test
    void parallelAddStepTasksRunOneStepAtATime() throws Exception {
        String cluster = readyCluster();
        aws.emr().stepDuration("spark", Duration.ofMinutes(3));
        String step = "{\"StartAt\": \"%s\", \"States\": {\"%s\": "
                + Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)) + "}}";

        LocalExecution execution = machines.run("{\"Type\": \"Parallel\", \"End\": true, \"Branches\": ["
                + step.formatted("B", "B") + ", " + step.formatted("C", "C") + "]}");

        assertThat(output(execution).findValuesAsText("State")).containsExactly("COMPLETED", "COMPLETED");
        List<LocalStep> steps = aws.clusters().get(0).steps();
        assertThat(steps.get(1).started()).isEqualTo(steps.get(0).ended());
    }

    @Test
    void failedBranchCancelsStepsOfOtherBranches() throws Exception {
        String cluster = readyCluster();
        Wire.call(
                aws,
                "ElasticMapReduce.ModifyCluster",
                "{\"ClusterId\": \"" + cluster + "\", \"StepConcurrencyLevel\": 2}");
        aws.emr().hangStep("hive");
        aws.emr().failStep("spark", "out of memory");
        String step = "{\"StartAt\": \"%s\", \"States\": {\"%s\": "
                + Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)) + "}}";

        LocalExecution execution = machines.run("{\"Type\": \"Parallel\", \"End\": true, \"Branches\": ["
                + step.formatted("B", "B") + ", "
                + step.formatted("C", "C").replace("\"spark\"", "\"hive\"") + "]}");
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(1));

        assertThat(execution.cause()).contains("out of memory");
        assertThat(aws.clusters().get(0).stepsNamed("hive"))
                .extracting(LocalStep::state)
                .containsExactly("CANCELLED");
    }

    @Test
    void stoppedExecutionCancelsItsStep() throws Exception {
        String cluster = readyCluster();
        aws.emr().hangStep("spark");
        String machine = machines.create(Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)));
        aws.clock().register();

        String execution = aws.startExecution(machine, "{}");
        awaitStep("RUNNING");
        aws.stopExecution(execution);

        assertThat(aws.awaitExecution(execution).status()).isEqualTo("ABORTED");
        awaitStep("CANCEL_PENDING");
    }

    @Test
    void timedOutExecutionDoesNotCancelItsStep() throws Exception {
        String cluster = readyCluster();
        aws.emr().hangStep("spark");
        String machine = machines.createAs(
                "machine",
                "{\"TimeoutSeconds\": 600, \"StartAt\": \"A\", \"States\": {\"A\": "
                        + Machines.task("elasticmapreduce:addStep.sync", STEP.formatted(cluster)) + "}}");

        LocalExecution execution = aws.awaitExecution(aws.startExecution(machine, "{}"));
        aws.awaitIdle();

        assertThat(execution.status()).isEqualTo("TIMED_OUT");
        assertThat(aws.clusters().get(0).steps().get(0).state()).isEqualTo("RUNNING");
    }

    @Test
    void throttledDescribeStepIsRetriedAtNextPoll() throws Exception {
        String cluster = readyCluster();
        Duration before = elapsed();
        aws.faults().throttle("elasticmapreduce:DescribeStep", 2);

        LocalExecution execution = task("elasticmapreduce:addStep.sync", STEP.formatted(cluster));

        assertThat(execution.succeeded()).isTrue();
        assertThat(elapsed().minus(before)).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void cancelStepSubmitsCancellation() throws Exception {
        String cluster = readyCluster();
        aws.emr().hangStep("spark");
        String step = output(task("elasticmapreduce:addStep", STEP.formatted(cluster)))
                .path("StepId")
                .asText();

        LocalExecution execution = task(
                "elasticmapreduce:cancelStep", "{\"ClusterId\": \"" + cluster + "\", \"StepId\": \"" + step + "\"}");

        assertThat(output(execution).at("/CancelStepsInfo/Status").asText()).isEqualTo("SUBMITTED");
        assertThat(aws.clusters().get(0).steps().get(0).state()).isEqualTo("CANCEL_PENDING");
    }

    @Test
    void terminateClusterSyncWaitsUntilClusterIsTerminated() throws Exception {
        String cluster = readyCluster();

        assertThat(task("elasticmapreduce:terminateCluster.sync", "{\"ClusterId\": \"" + cluster + "\"}")
                        .succeeded())
                .isTrue();

        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATED");
    }

    @Test
    void modifyInstanceFleetByNameResizesFleet() throws Exception {
        String cluster = readyCluster();
        String parameters = "{\"ClusterId\": \"" + cluster
                + "\", \"InstanceFleetName\": \"%s\", \"InstanceFleet\": {\"TargetOnDemandCapacity\": 5}}";

        assertThat(task("elasticmapreduce:modifyInstanceFleetByName", parameters.formatted("workers"))
                        .succeeded())
                .isTrue();
        LocalExecution unknown = task("elasticmapreduce:modifyInstanceFleetByName", parameters.formatted("nobody"));

        assertThat(Wire.call(aws, "ElasticMapReduce.ListInstanceFleets", "{\"ClusterId\": \"" + cluster + "\"}")
                        .body()
                        .at("/InstanceFleets/1/TargetOnDemandCapacity")
                        .asInt())
                .isEqualTo(5);
        assertThat(unknown.error()).isEqualTo("EMR.AmazonElasticMapReduceException");
        assertThat(unknown.cause()).contains("'nobody'");
    }

    @Test
    void failedTaskHasErrorMessageOfEmr() throws Exception {
        LocalExecution execution = task("elasticmapreduce:addStep.sync", STEP.formatted("j-NONE"));

        assertThat(execution.error()).isEqualTo("EMR.AmazonElasticMapReduceException");
        assertThat(execution.cause())
                .startsWith(
                        "Specified job flow ID does not exist. (Service: AmazonElasticMapReduce; Status Code: 400;");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        elasticmapreduce:addStep | {"Step": {}}                                          | The field 'ClusterId' is required but was missing
        elasticmapreduce:addStep | {"ClusterId": "j", "Step": {"Names": "x"}}             | The field "Step.Names" is not supported
        elasticmapreduce:addStep | {"ClusterId": "j", "Step": {}, "Steps": []}            | The field "Steps" is not supported
        elasticmapreduce:addStep | {"ClusterId": "j", "Step": {"HadoopJarStep": {"Arg": []}}} | The field "Step.HadoopJarStep.Arg" is not supported
        elasticmapreduce:modifyInstanceFleetByName | {"ClusterId": "j", "InstanceFleetName": "f", "InstanceFleet": {"Name": "g"}} | The field "InstanceFleet.Name" is not supported
        elasticmapreduce:modifyInstanceGroupByName | {"ClusterId": "j", "InstanceGroupName": "g", "InstanceGroup": {"ShrinkPolicy": {"Now": 1}}} | The field "InstanceGroup.ShrinkPolicy.Now" is not supported
        elasticmapreduce:cancelStep | {"ClusterId.$": "$.Id"}                             | The field 'StepId' is required
        elasticmapreduce:cancelStep.sync | {"ClusterId": "j"}                             | does not support the resource
        elasticmapreduce:addStep.waitForTaskToken.sync | {"ClusterId": "j"}               | does not support the resource
        """)
    void rejectsInvalidTasksWhenStateMachineIsCreated(String resource, String parameters, String problem) {
        assertThatThrownBy(() -> machines.create(Machines.task(resource, parameters)))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void syncTaskNeedsPermissionForManagedRule() {
        aws.existing()
                .role(
                        "no-rule",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"elasticmapreduce:*\", \"Resource\": \"*\"}}")
                .role(
                        "rule",
                        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": [\"events:PutTargets\", \"events:PutRule\","
                                + " \"events:DescribeRule\"], \"Resource\": \"arn:aws:events:us-east-1:123456789012:rule/"
                                + "StepFunctionsGetEventForEMRAddJobFlowStepsRule\"}}");
        String definition = "{\"StartAt\": \"A\", \"States\": {\"A\": "
                + Machines.task("elasticmapreduce:addStep.sync", STEP.formatted("j")) + "}}";

        assertThatThrownBy(() -> machines.createAs("no-rule", definition))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining("role/no-rule' is not authorized to create managed-rule");
        assertThat(machines.createAs("rule", definition)).contains(":stateMachine:");
    }

    /** Returns the request with further members, which replace members with the same name. */
    private static String requestWith(String members) throws IOException {
        return ((ObjectNode) JSON.readTree(REQUEST))
                .setAll((ObjectNode) JSON.readTree("{" + members + "}"))
                .toString();
    }

    private void awaitStep(String state) {
        Poll.until(() -> aws.clusters().get(0).steps(), steps -> steps.stream()
                .anyMatch(step -> step.state().equals(state)));
    }

    private String readyCluster() throws Exception {
        return output(machines.run(Machines.task("elasticmapreduce:createCluster.sync", REQUEST)))
                .path("ClusterId")
                .asText();
    }

    private LocalExecution task(String resource, String parameters) throws InterruptedException {
        return machines.run(Machines.task(resource, parameters));
    }

    private Duration elapsed() {
        return Duration.between(
                Instant.parse("2026-01-01T00:00:00Z"), aws.clock().now());
    }

    private static JsonNode output(LocalExecution execution) throws IOException {
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return JSON.readTree(Objects.requireNonNull(execution.output()));
    }
}
