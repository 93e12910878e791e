package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.CancelStepsInfo;
import software.amazon.awssdk.services.emr.model.EmrException;
import software.amazon.awssdk.services.emr.model.InstanceFleetConfig;
import software.amazon.awssdk.services.emr.model.InstanceFleetType;
import software.amazon.awssdk.services.emr.model.InstanceGroupModifyConfig;
import software.amazon.awssdk.services.emr.model.InstanceTypeConfig;
import software.amazon.awssdk.services.emr.model.InvalidRequestException;
import software.amazon.awssdk.services.emr.model.KeyValue;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.Step;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepSummary;

class StepLifecycleTest {
    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = SdkClients.emr(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances").securityConfiguration("known-by-name");
    }

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    @Test
    void stepsRunOneAfterTheOther() {
        String cluster = readyCluster(request -> {});
        aws.emr().stepDuration("second", Duration.ofMinutes(5));

        List<String> ids = add(cluster, step("first"), step("second"));

        assertThat(states()).containsExactly("RUNNING", "PENDING");
        assertThat(clusterState()).isEqualTo("RUNNING");
        minutes(1);
        assertThat(states()).containsExactly("COMPLETED", "RUNNING");
        minutes(5);
        assertThat(states()).containsExactly("COMPLETED", "COMPLETED");
        assertThat(clusterState()).isEqualTo("WAITING");
        assertThat(aws.clusters().get(0).stateChangeReason()).isEqualTo("Cluster ready after last step completed.");
        Step second = describe(cluster, ids.get(1));
        assertThat(Duration.between(
                        second.status().timeline().startDateTime(),
                        second.status().timeline().endDateTime()))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void stepsWaitUntilClusterHasStarted() {
        String cluster = run(request -> {});

        add(cluster, step("early"));

        assertThat(states()).containsExactly("PENDING");
        minutes(8);
        assertThat(states()).containsExactly("RUNNING");
    }

    @Test
    void describeStepReturnsRequestedConfiguration() {
        String cluster = readyCluster(request -> request.logUri("s3://logs/"));
        String id = add(
                        cluster,
                        StepConfig.builder()
                                .name("spark")
                                .actionOnFailure(ActionOnFailure.CONTINUE)
                                .hadoopJarStep(jar -> jar.jar("command-runner.jar")
                                        .args("spark-submit", "s3://code/job.py")
                                        .mainClass("Main")
                                        .properties(KeyValue.builder()
                                                .key("k")
                                                .value("v")
                                                .build()))
                                .build())
                .get(0);

        Step described = describe(cluster, id);

        assertThat(id).matches("s-[A-Z0-9]{13}");
        assertThat(described.config().args()).containsExactly("spark-submit", "s3://code/job.py");
        assertThat(described.config().properties()).containsEntry("k", "v");
        assertThat(described.config().mainClass()).isEqualTo("Main");
        assertThat(described.actionOnFailure()).isEqualTo(ActionOnFailure.CONTINUE);
    }

    @Test
    void failedStepReportsMessageAndLogFile() {
        String cluster = readyCluster(request -> request.logUri("s3://logs"));
        aws.emr().failStep("etl", "Job aborted due to stage failure");
        List<String> ids = add(cluster, step("etl"), step("etl"));
        minutes(2);

        Step failed = describe(cluster, ids.get(0));

        assertThat(failed.status().state()).isEqualTo(StepState.FAILED);
        assertThat(failed.status().failureDetails().reason()).isEqualTo("Unknown Error.");
        assertThat(failed.status().failureDetails().message()).isEqualTo("Job aborted due to stage failure");
        assertThat(failed.status().failureDetails().logFile())
                .isEqualTo("s3://logs/" + cluster + "/steps/" + ids.get(0) + "/stderr.gz");
        assertThat(aws.clusters().get(0).stepsNamed("etl"))
                .extracting(LocalStep::state, LocalStep::message)
                .containsExactly(tuple("FAILED", "Job aborted due to stage failure"), tuple("COMPLETED", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "CONTINUE,          false, COMPLETED, WAITING",
        "CANCEL_AND_WAIT,   false, CANCELLED, WAITING",
        "TERMINATE_CLUSTER, false, CANCELLED, TERMINATED_WITH_ERRORS",
        "TERMINATE_JOB_FLOW, false, CANCELLED, TERMINATED_WITH_ERRORS",
        "TERMINATE_CLUSTER, true,  CANCELLED, WAITING"
    })
    void actionOnFailureIsApplied(ActionOnFailure action, boolean guarded, String next, String state) {
        String cluster = readyCluster(request -> {});
        emr.setTerminationProtection(request -> request.jobFlowIds(cluster).terminationProtected(guarded));
        aws.emr().failSteps("bad", "no");

        add(cluster, step("bad").toBuilder().actionOnFailure(action).build(), step("next"));
        minutes(5);

        assertThat(states()).containsExactly("FAILED", next);
        assertThat(clusterState()).isEqualTo(state);
    }

    @Test
    void stepFailureIsReasonOfClusterTermination() {
        String cluster = readyCluster(request -> {});
        aws.emr().failStep("bad", "no");
        add(
                cluster,
                step("bad").toBuilder().actionOnFailure("TERMINATE_CLUSTER").build());
        minutes(5);

        assertThat(emr.describeCluster(request -> request.clusterId(cluster))
                        .cluster()
                        .status()
                        .stateChangeReason())
                .satisfies(reason -> {
                    assertThat(reason.codeAsString()).isEqualTo("STEP_FAILURE");
                    assertThat(reason.message()).isEqualTo("Shut down as step failed");
                });
    }

    @Test
    void clusterWithoutKeepAliveTerminatesAfterItsSteps() {
        aws.emr().failStep("second", "no");
        run(request -> request.instances(instances -> instances
                        .masterInstanceType("m5.xlarge")
                        .slaveInstanceType("m5.xlarge")
                        .instanceCount(1)
                        .keepJobFlowAliveWhenNoSteps(false))
                .steps(step("first"), step("second")));
        minutes(12);

        assertThat(states()).containsExactly("COMPLETED", "FAILED");
        assertThat(clusterState()).isEqualTo("TERMINATED_WITH_ERRORS");
        assertThat(aws.clusters().get(0).stateChangeReason()).isEqualTo("Steps completed with errors");
    }

    @Test
    void stepConcurrencyLevelAllowsConcurrentSteps() {
        String cluster = readyCluster(request -> request.stepConcurrencyLevel(2));
        add(cluster, step("a"), step("b"), step("c"), step("d"));

        assertThat(states()).containsExactly("RUNNING", "RUNNING", "PENDING", "PENDING");
        emr.modifyCluster(request -> request.clusterId(cluster).stepConcurrencyLevel(3));
        assertThat(states()).containsExactly("RUNNING", "RUNNING", "RUNNING", "PENDING");
        assertThat(emr.describeCluster(request -> request.clusterId(cluster))
                        .cluster()
                        .stepConcurrencyLevel())
                .isEqualTo(3);
    }

    /** API reference, StepConfig: "The step is not submitted and the action fails with a message that the … is not valid". */
    @ParameterizedTest
    @ValueSource(strings = {"CANCEL_AND_WAIT", "TERMINATE_CLUSTER", "TERMINATE_JOB_FLOW"})
    void concurrentStepsRequireActionOnFailureContinue(String actionOnFailure) {
        String cluster = readyCluster(request -> request.stepConcurrencyLevel(2));

        assertThatThrownBy(() -> add(
                        cluster,
                        step("a").toBuilder().actionOnFailure(actionOnFailure).build()))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining(
                        "The ActionOnFailure setting " + actionOnFailure + " of the step 'a' is not valid");
        assertThat(states()).isEmpty();
    }

    /** aws-cdk issue 8490: command-runner.jar tries to run a program whose name is the complete command line. */
    @Test
    void commandLineAsOneArgumentFailsTheStep() {
        String cluster = readyCluster(request -> {});

        add(
                cluster,
                command("a", "spark-submit s3://bucket/job.py"),
                command("b", "spark-submit", "s3://bucket/job.py"));
        aws.clock().advance(Duration.ofHours(1));

        assertThat(states()).containsExactly("FAILED", "COMPLETED");
        assertThat(aws.clusters().get(0).steps().get(0).message())
                .contains("Cannot run program \"spark-submit s3://bucket/job.py\" (in directory \".\"): error=2");
    }

    private static StepConfig command(String name, String... arguments) {
        return step(name).toBuilder()
                .hadoopJarStep(jar -> jar.jar("command-runner.jar").args(arguments))
                .build();
    }

    @Test
    void rejectsTooManyTooLongAndInvalidSteps() {
        String cluster = run(request -> {});
        StepConfig[] many = IntStream.range(0, 250).mapToObj(i -> step("s" + i)).toArray(StepConfig[]::new);
        add(cluster, many);

        assertThatThrownBy(() -> add(cluster, Arrays.copyOf(many, 7)))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining(
                        "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
        assertThatThrownBy(() -> add(
                        cluster,
                        step("long").toBuilder()
                                .hadoopJarStep(jar -> jar.jar("a.jar").args("x".repeat(10_236)))
                                .build()))
                .hasMessageContaining("10240 characters");
        assertThatThrownBy(() -> add(cluster, StepConfig.builder().name("empty").build()))
                .hasMessageContaining("'steps.1.member.hadoopJarStep' failed to satisfy constraint");
        assertThatThrownBy(() -> add("j-NONE", step("a")))
                .hasMessageContaining("Specified job flow ID does not exist.");
    }

    @Test
    void terminatingClusterRejectsSteps() {
        String cluster = readyCluster(request -> {});
        add(cluster, step("running"), step("pending"));
        emr.terminateJobFlows(request -> request.jobFlowIds(cluster));

        assertThatThrownBy(() -> add(cluster, step("late")))
                .isInstanceOf(EmrException.class)
                .hasMessageContaining("A job flow that is shutting down, terminated, or finished may not be modified.");
        assertThat(states()).containsExactly("CANCELLED", "CANCELLED");
    }

    @Test
    void stepsAreCancelled() {
        String cluster = readyCluster(request -> {});
        aws.emr().hangStep("hangs");
        List<String> ids = add(cluster, step("done"), step("hangs"), step("pending"), step("last"));
        minutes(60);
        assertThat(states()).containsExactly("COMPLETED", "RUNNING", "PENDING", "PENDING");

        List<CancelStepsInfo> infos = emr.cancelSteps(
                        request -> request.clusterId(cluster).stepIds(ids.subList(0, 3)))
                .cancelStepsInfoList();

        assertThat(infos)
                .extracting(CancelStepsInfo::statusAsString)
                .containsExactly("FAILED", "SUBMITTED", "SUBMITTED");
        assertThat(states()).containsExactly("COMPLETED", "CANCEL_PENDING", "CANCELLED", "PENDING");
        minutes(2);
        assertThat(states()).containsExactly("COMPLETED", "CANCELLED", "CANCELLED", "COMPLETED");
    }

    @Test
    void stepsAreListedInPagesNewestFirst() {
        String cluster = run(request -> {});
        List<String> ids = add(
                cluster, IntStream.range(0, 120).mapToObj(i -> step("s" + i)).toArray(StepConfig[]::new));
        minutes(9);

        assertThat(emr.listSteps(request -> request.clusterId(cluster)).steps()).hasSize(50);
        assertThat(emr.listStepsPaginator(request -> request.clusterId(cluster)).steps().stream()
                        .map(StepSummary::id))
                .hasSize(120)
                .doesNotHaveDuplicates()
                .endsWith(ids.get(0));
        assertThat(emr.listSteps(request -> request.clusterId(cluster).stepStates(StepState.COMPLETED))
                        .steps())
                .extracting(StepSummary::id)
                .containsExactly(ids.get(0));
        assertThat(emr.listSteps(request -> request.clusterId(cluster).stepIds(ids.get(3), ids.get(2)))
                        .steps())
                .extracting(StepSummary::id)
                .containsExactly(ids.get(3), ids.get(2));
        assertThatThrownBy(() -> describe(cluster, "s-NONE"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Step id 's-NONE' is not valid.");
    }

    @Test
    void idleTimeStartsAgainAfterAStep() {
        String cluster = readyCluster(request -> request.autoTerminationPolicy(policy -> policy.idleTimeout(600L)));
        minutes(9);
        add(cluster, step("a"));
        minutes(10);
        assertThat(clusterState()).isEqualTo("WAITING");
        minutes(3);
        assertThat(clusterState()).isEqualTo("TERMINATED");
    }

    @Test
    void autoTerminationPolicyCanBePutAndRemoved() {
        String cluster = readyCluster(request -> {});
        emr.putAutoTerminationPolicy(
                request -> request.clusterId(cluster).autoTerminationPolicy(policy -> policy.idleTimeout(60L)));
        emr.removeAutoTerminationPolicy(request -> request.clusterId(cluster));
        minutes(10);
        assertThat(clusterState()).isEqualTo("WAITING");

        emr.putAutoTerminationPolicy(
                request -> request.clusterId(cluster).autoTerminationPolicy(policy -> policy.idleTimeout(60L)));
        assertThat(emr.getAutoTerminationPolicy(request -> request.clusterId(cluster))
                        .autoTerminationPolicy()
                        .idleTimeout())
                .isEqualTo(60);
        minutes(3);
        assertThat(clusterState()).isEqualTo("TERMINATED");
    }

    @Test
    void groupsAreResized() {
        String cluster = run(request -> request.instances(instances -> instances
                .masterInstanceType("m5.xlarge")
                .slaveInstanceType("m5.xlarge")
                .instanceCount(3)
                .keepJobFlowAliveWhenNoSteps(true)));
        String core = emr.listInstanceGroups(request -> request.clusterId(cluster))
                .instanceGroups()
                .get(1)
                .id();
        assertThatThrownBy(() -> resizeGroup(cluster, core, 5))
                .hasMessageContaining("An instance group may only be modified when the cluster is running or waiting");
        minutes(8);

        resizeGroup(cluster, core, 5);

        assertThat(group(cluster, 1)).isEqualTo("RESIZING 5 2");
        minutes(2);
        assertThat(group(cluster, 1)).isEqualTo("RUNNING 5 5");
        assertThatThrownBy(() -> resizeGroup(cluster, core, 0)).hasMessageContaining("at least one instance");
    }

    @Test
    void fleetsAreResized() {
        String cluster = readyCluster(request -> request.instances(instances -> instances
                .keepJobFlowAliveWhenNoSteps(true)
                .instanceFleets(fleet(InstanceFleetType.MASTER, 1), fleet(InstanceFleetType.CORE, 2))));
        String core = emr.listInstanceFleets(request -> request.clusterId(cluster))
                .instanceFleets()
                .get(1)
                .id();

        emr.modifyInstanceFleet(request -> request.clusterId(cluster)
                .instanceFleet(fleet -> fleet.instanceFleetId(core).targetSpotCapacity(4)));
        minutes(2);

        assertThat(emr.listInstanceFleets(request -> request.clusterId(cluster))
                        .instanceFleets()
                        .get(1))
                .satisfies(fleet -> {
                    assertThat(fleet.provisionedOnDemandCapacity()).isEqualTo(2);
                    assertThat(fleet.provisionedSpotCapacity()).isEqualTo(4);
                });
    }

    @Test
    void runtimeRoleRequiresSecurityConfiguration() {
        aws.existing().role("team");
        String plain = readyCluster(request -> {});
        String configured = run(request -> request.securityConfiguration("known-by-name"));
        String role = "arn:aws:iam::123456789012:role/team";

        assertThatThrownBy(() -> emr.addJobFlowSteps(request ->
                        request.jobFlowId(plain).executionRoleArn(role).steps(step("a"))))
                .hasMessageContaining("Runtime roles are not available for this cluster.");
        String id = emr.addJobFlowSteps(request ->
                        request.jobFlowId(configured).executionRoleArn(role).steps(step("a")))
                .stepIds()
                .get(0);
        assertThat(describe(configured, id).executionRoleArn()).isEqualTo(role);
    }

    /** AWS does not document whether EMR accepts a role for steps in a request without steps. */
    @Test
    void runtimeRoleInRequestWithoutStepsRequiresSecurityConfiguration() {
        String role = "arn:aws:iam::123456789012:role/team";

        assertThat(new EmrWire(aws)
                        .run("'StepExecutionRoleArn': '" + role + "'")
                        .message())
                .contains("Runtime roles are not available for this cluster.");
        assertThat(new EmrWire(aws)
                        .run("'SecurityConfiguration': 'known-by-name', 'StepExecutionRoleArn': '" + role + "'")
                        .status())
                .isEqualTo(200);
    }

    /** Documented for the roles of RunJobFlow in general: the role of its steps is passed like the others. */
    @Test
    void runtimeRoleOfStepsRequiresPassRole() {
        Wire.Keys keys = Sessions.keys(
                aws,
                "launcher",
                "{\"Effect\": \"Allow\", \"Action\": \"elasticmapreduce:RunJobFlow\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": \"iam:PassRole\", \"Resource\":"
                        + " [\"arn:aws:iam::123456789012:role/service\", \"arn:aws:iam::123456789012:role/instances\","
                        + " \"arn:aws:iam::123456789012:role/steps\"]}");
        EmrWire launcher = new EmrWire(aws, keys);
        String request =
                "'SecurityConfiguration': 'known-by-name', 'StepExecutionRoleArn': 'arn:aws:iam::123456789012:role/%s'";

        assertThat(launcher.run(request.formatted("steps")).status()).isEqualTo(200);
        assertThat(launcher.run(request.formatted("admin")).message())
                .contains("iam:PassRole on resource: arn:aws:iam::123456789012:role/admin");
    }

    @Test
    void stepFailsIfInstancesCannotAssumeRuntimeRole() {
        String cluster = readyCluster(request -> request.securityConfiguration("known-by-name"));

        emr.addJobFlowSteps(request -> request.jobFlowId(cluster)
                .executionRoleArn("arn:aws:iam::123456789012:role/nobody")
                .steps(step("a")));
        minutes(1);

        assertThat(aws.clusters().get(0).stepsNamed("a").get(0).message())
                .contains("not authorized to assume the runtime role arn:aws:iam::123456789012:role/nobody");
    }

    private void resizeGroup(String cluster, String group, int count) {
        emr.modifyInstanceGroups(request -> request.clusterId(cluster)
                .instanceGroups(InstanceGroupModifyConfig.builder()
                        .instanceGroupId(group)
                        .instanceCount(count)
                        .build()));
    }

    private static InstanceFleetConfig fleet(InstanceFleetType type, int capacity) {
        return InstanceFleetConfig.builder()
                .instanceFleetType(type)
                .targetOnDemandCapacity(capacity)
                .instanceTypeConfigs(
                        InstanceTypeConfig.builder().instanceType("m5.xlarge").build())
                .build();
    }

    private String group(String cluster, int index) {
        return emr.listInstanceGroups(request -> request.clusterId(cluster)).instanceGroups().stream()
                .skip(index)
                .map(group -> group.status().stateAsString() + " " + group.requestedInstanceCount() + " "
                        + group.runningInstanceCount())
                .findFirst()
                .orElseThrow();
    }

    private List<String> states() {
        return aws.clusters().get(0).steps().stream().map(LocalStep::state).toList();
    }

    private String clusterState() {
        return aws.clusters().get(0).state();
    }

    private void minutes(int minutes) {
        aws.clock().advance(Duration.ofMinutes(minutes));
    }

    private Step describe(String cluster, String step) {
        return emr.describeStep(request -> request.clusterId(cluster).stepId(step))
                .step();
    }

    private List<String> add(String cluster, StepConfig... steps) {
        return emr.addJobFlowSteps(request -> request.jobFlowId(cluster).steps(steps))
                .stepIds();
    }

    private static StepConfig step(String name) {
        return StepConfig.builder()
                .name(name)
                .actionOnFailure(ActionOnFailure.CONTINUE)
                .hadoopJarStep(jar -> jar.jar("command-runner.jar"))
                .build();
    }

    private String readyCluster(Consumer<RunJobFlowRequest.Builder> change) {
        String id = run(change);
        minutes(8);
        return id;
    }

    private String run(Consumer<RunJobFlowRequest.Builder> change) {
        RunJobFlowRequest.Builder request = RunJobFlowRequest.builder()
                .name("etl")
                .releaseLabel("emr-7.1.0")
                .serviceRole("service")
                .jobFlowRole("profile")
                .instances(instances -> instances
                        .masterInstanceType("m5.xlarge")
                        .slaveInstanceType("m5.xlarge")
                        .instanceCount(1)
                        .keepJobFlowAliveWhenNoSteps(true));
        change.accept(request);
        return emr.runJobFlow(request.build()).jobFlowId();
    }
}
