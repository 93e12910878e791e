package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalFaults;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * Steps whose outcome EMR does not report, and steps left by stopped executions, on the local emulator. All pipelines except {@code
 * transient} use clusters of the launch function {@code shared}.
 */
class StepFaultsIT {
    private static final String LOST = "{\"detail-type\": [\"Step Functions Execution Status Change\"]}";
    private static final int MANY = 40;

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(StepFaultsIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("shared")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .stepConcurrencyLevel(2)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        List<EmrStep> many = IntStream.range(0, MANY)
                .mapToObj(i -> EmrStep.of("Part " + i, "s3://jobs/part.jar", String.valueOf(i)))
                .toList();
        TransientClusterPipeline.Builder.create(stack, "Transient")
                .pipelineName("transient")
                .launchFunction(launch)
                .phases(Phase.parallel("Parts", many).validatedBy(EmrStep.of("Check", "s3://jobs/check.jar")))
                .build();
        Topic failed = Topic.Builder.create(stack, "Failed").topicName("failed").build();
        persistent(stack, "persistent", launch)
                .phases(Phase.parallel("Parts", many), Phase.of("End", EmrStep.of("Last", "s3://jobs/last.jar")))
                .build();
        persistent(stack, "tough", launch)
                .phases(Phase.of(
                        "Work",
                        // Another value in the state that polls the step.
                        EmrStep.of("Retried", "s3://jobs/job.jar", JsonPath.stringAt("$$.State.Name"))
                                .withRetries(2),
                        EmrStep.of("Limited", "s3://jobs/job.jar")
                                .withTimeout(software.amazon.awscdk.Duration.minutes(10)),
                        EmrStep.of("Last", "s3://jobs/job.jar")))
                .build();
        persistent(stack, "patient", launch)
                .phases(Phase.of("Work", EmrStep.of("Long", "s3://jobs/job.jar")))
                .timeout(software.amazon.awscdk.Duration.hours(12))
                .build();
        persistent(stack, "killing", launch)
                .phases(left())
                .notifications(Notifications.ofFailure(failed))
                .build();
        persistent(stack, "sparing", launch)
                .phases(left())
                .cancelRunningSteps(false)
                .build();
        StateMachine.Builder.create(stack, "Chain")
                .stateMachineName("chain")
                .definitionBody(DefinitionBody.fromChainable(
                        EmrTasks.startLaunch(stack, "Start Launch", launch).next(tables(stack, launch))))
                .build();
    }

    /** A Map state of a user, whose iterations have steps with one name on one cluster. */
    private static software.amazon.awscdk.services.stepfunctions.Map tables(Stack stack, EmrLaunchFunction launch) {
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.Builder.create(stack, "For Each")
                        .itemsPath("$.Tables")
                        .itemSelector(Map.of(
                                "LaunchClusterResult", JsonPath.objectAt("$.LaunchClusterResult"),
                                "Table", JsonPath.stringAt("$$.Map.Item.Value")))
                        .build();
        map.itemProcessor(EmrChains.phases(
                stack,
                "Load Table",
                EmrCluster.launchedBy(launch),
                List.of(Phase.of("Load", EmrStep.of("Load", "s3://jobs/job.jar", JsonPath.stringAt("$.Table"))))));
        return map;
    }

    /** More steps than the cluster runs concurrently. */
    private static Phase left() {
        return Phase.parallel(
                "Work",
                EmrStep.of("One", "s3://jobs/job.jar"),
                EmrStep.of("Two", "s3://jobs/job.jar"),
                EmrStep.of("Three", "s3://jobs/job.jar"));
    }

    private static PersistentClusterPipeline.Builder persistent(Stack stack, String name, EmrLaunchFunction launch) {
        return PersistentClusterPipeline.Builder.create(stack, "Pipeline-" + name)
                .pipelineName(name)
                .launchFunction(launch)
                .timeout(software.amazon.awscdk.Duration.hours(6));
    }

    private String start(String machine) throws InterruptedException {
        if (!machine.equals("transient") && aws.clusters().stream().noneMatch(LocalCluster::isAlive)) {
            LocalExecution launch =
                    aws.awaitExecution(aws.startExecution(deployment.stateMachine("default_shared"), "{}"));
            assertThat(launch.succeeded()).as("%s", launch.cause()).isTrue();
        }
        return aws.startExecution(deployment.stateMachine("pipeline_default_" + machine), "{}");
    }

    private LocalExecution run(String machine) throws InterruptedException {
        return aws.awaitExecution(start(machine));
    }

    private LocalCluster cluster() {
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    private List<String> statesOf(String step) {
        return cluster().stepsNamed(step).stream().map(LocalStep::state).toList();
    }

    static Stream<Arguments> passingFaults() {
        Map<String, Consumer<LocalFaults>> faults = Map.of(
                "throttled", all -> all.throttle("elasticmapreduce:AddJobFlowSteps", 60),
                "a fault of EMR", all -> all.fail("elasticmapreduce:AddJobFlowSteps", CallFault.serverError(), 3),
                "answers lost", all -> all.fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 5),
                "looks that are refused",
                        all -> all.fail(
                                "elasticmapreduce:DescribeStep",
                                CallFault.failed("InvalidRequestException", 400, "Not now"),
                                4),
                "all at once, and the function too",
                        all -> {
                            all.throttle("elasticmapreduce:AddJobFlowSteps", 20);
                            all.fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 2);
                            all.throttle("elasticmapreduce:ListSteps", 9);
                            all.fail(
                                    "lambda:Invoke",
                                    CallFault.failed("TooManyRequestsException", 429, "Rate exceeded"),
                                    1);
                        });
        return Stream.of("transient", "persistent").flatMap(machine -> faults.entrySet().stream()
                .map(fault -> Arguments.of(machine, fault.getKey(), fault.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("passingFaults")
    void runsEachStepOnceDespiteTemporaryFaults(String machine, String fault, Consumer<LocalFaults> plan)
            throws InterruptedException {
        String execution = start(machine);
        plan.accept(aws.faults());
        LocalExecution ended = aws.awaitExecution(execution);

        assertThat(ended.succeeded()).as("%s: %s", ended.error(), ended.cause()).isTrue();
        assertThat(cluster().steps())
                .hasSize(MANY + 1)
                .allMatch(step -> step.state().equals("COMPLETED"))
                .extracting(LocalStep::name)
                .doesNotHaveDuplicates();
        assertThat(ended.history()).hasSizeLessThan(5_000);
    }

    /** The step of each iteration is identified by its arguments. */
    @Test
    void identifiesStepsOfMapIterationsByArguments() throws InterruptedException {
        aws.faults().throttle("elasticmapreduce:AddJobFlowSteps", 5);
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 3);

        LocalExecution execution = aws.awaitExecution(aws.startExecution(
                deployment.stateMachine("chain"), "{\"Tables\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]}"));

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(cluster().stepsNamed("Load"))
                .allMatch(step -> step.state().equals("COMPLETED"))
                .extracting(step -> step.request().at("/HadoopJarStep/Args/0").asText())
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
    }

    /** With equal items, the steps cannot be assigned to iterations. */
    @Test
    void failsIfStepsOfMapIterationsCannotBeDistinguished() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 2);

        LocalExecution execution = aws.awaitExecution(
                aws.startExecution(deployment.stateMachine("chain"), "{\"Tables\": [\"a\", \"a\"]}"));

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_AMBIGUOUS);
    }

    /** A large number of throttled calls. */
    @Test
    void waitsForLongStepDespiteThrottling() throws InterruptedException {
        aws.emr().stepDuration("Long", Duration.ofHours(5));
        String execution = start("patient");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(2)), () -> {
            aws.faults()
                    .fail("elasticmapreduce:DescribeStep", CallFault.failed("InvalidRequestException", 400, "No"), 1);
            aws.faults().fail("lambda:Invoke", CallFault.failed("TooManyRequestsException", 429, "Rate exceeded"), 20);
        });

        LocalExecution ended = aws.awaitExecution(execution);

        assertThat(ended.succeeded()).as("%s: %s", ended.error(), ended.cause()).isTrue();
        assertThat(statesOf("Long")).containsExactly("COMPLETED");
        assertThat(ended.history()).hasSizeLessThan(800);
    }

    /** An execution without faults does not invoke the function. */
    @Test
    void successfulStepNeedsNoFunctionInvocation() throws InterruptedException {
        LocalExecution execution = run("persistent");

        assertThat(execution.succeeded()).isTrue();
        assertThat(execution.history().toString()).doesNotContain("LookAtStep", ": Look");
    }

    @Test
    void doesNotRetryStepRejectedByEmr() throws InterruptedException {
        aws.faults()
                .fail(
                        "elasticmapreduce:AddJobFlowSteps",
                        CallFault.failed("ValidationException", 400, "The step is not valid"),
                        1);

        LocalExecution execution = run("tough");

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_REFUSED);
        assertThat(execution.cause()).contains("EMR did not take step 'Retried'", "The step is not valid");
        assertThat(cluster().steps()).isEmpty();
    }

    @Test
    void failsIfAddJobFlowStepsIsAlwaysThrottled() throws InterruptedException {
        start("tough");
        aws.faults().throttle("elasticmapreduce:AddJobFlowSteps", 10_000);

        LocalExecution execution = run("tough");

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_REFUSED);
        assertThat(execution.cause()).contains("Rate exceeded");
        assertThat(execution.history()).hasSizeLessThan(1_000);
    }

    @Test
    void retriesFailedStep() throws InterruptedException {
        aws.emr().failStep("Retried", "lost a node");
        aws.emr().failStep("Retried", "lost a node");

        LocalExecution execution = run("tough");

        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        assertThat(statesOf("Retried")).containsExactly("FAILED", "FAILED", "COMPLETED");
    }

    @Test
    void failsWhenRetriesOfStepAreUsedUp() throws InterruptedException {
        aws.emr().failSteps("Retried", "out of memory");

        LocalExecution execution = run("tough");

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_FAILED);
        assertThat(execution.cause())
                .contains(
                        "Step %s ('Retried')"
                                .formatted(
                                        cluster().stepsNamed("Retried").get(2).id()),
                        "out of memory");
        assertThat(statesOf("Retried")).containsExactly("FAILED", "FAILED", "FAILED");
    }

    /** The third attempt is a separate step, which is not confused with an earlier one. */
    @Test
    void findsAttemptWithLostResponseAmongEarlierAttempts() throws InterruptedException {
        aws.emr().failStep("Retried", "lost a node");
        String execution = start("tough");
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 2);

        assertThat(aws.awaitExecution(execution).succeeded()).isTrue();
        assertThat(statesOf("Retried")).containsExactly("FAILED", "COMPLETED");
    }

    /** After so many refusals it is requested once more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void cancelsStepThatExceedsTimeout(int refused) throws InterruptedException {
        aws.emr().hangStep("Limited");
        aws.faults()
                .fail(
                        "elasticmapreduce:CancelSteps",
                        CallFault.failed("InvalidRequestException", 400, "Not now"),
                        refused);

        LocalExecution execution = run("tough");

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_TIMED_OUT);
        assertThat(execution.cause()).contains("('Limited')", "is CANCELLED", "longer than its timeout");
        assertThat(statesOf("Limited")).containsExactly("CANCELLED");
        assertThat(statesOf("Last")).isEmpty();
    }

    /** The task has lost the step, so its timeout cancels nothing. */
    @Test
    void cancelsTimedOutStepThatTaskNoLongerObserves() throws InterruptedException {
        aws.emr().hangStep("Limited");
        String execution = start("tough");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofSeconds(90)), () -> aws.faults()
                .fail("elasticmapreduce:DescribeStep", CallFault.failed("InvalidRequestException", 400, "Not now"), 1));

        LocalExecution ended = aws.awaitExecution(execution);

        assertThat(ended.error()).isEqualTo(PipelineErrors.STEP_TIMED_OUT);
        assertThat(statesOf("Limited")).containsExactly("CANCELLED");
    }

    private void letCancellationsEnd() throws InterruptedException {
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(2));
        aws.awaitIdle();
    }

    /** Executions with each kind of end, with One and Two running and Three waiting. */
    private String deadRun(String machine, String end) throws InterruptedException {
        List.of("One", "Two", "Three").forEach(aws.emr()::hangStep);
        String execution = start(machine);
        if (end.equals("ABORTED")) {
            aws.faults().fail("elasticmapreduce:CancelSteps", CallFault.serverError(), 3);
            aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(20)), () -> aws.stopExecution(execution));
        }
        if (end.equals("FAILED")) {
            aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(20)), () -> {
                aws.faults().fail("elasticmapreduce:CancelSteps", CallFault.serverError(), 2);
                aws.faults()
                        .fail("elasticmapreduce:ListSteps", CallFault.failed("InvalidRequestException", 400, "No"), 1);
                aws.faults()
                        .fail(
                                "elasticmapreduce:DescribeStep",
                                CallFault.failed("InvalidRequestException", 400, "No"),
                                1);
            });
        }
        assertThat(aws.awaitExecution(execution).status()).isEqualTo(end);
        return execution;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMED_OUT", "ABORTED", "FAILED"})
    void cancelsStepsOfUnsuccessfulExecution(String end) throws InterruptedException {
        String run = deadRun("killing", end);
        letCancellationsEnd();

        assertThat(cluster().steps()).hasSize(3).extracting(LocalStep::state).containsOnly("CANCELLED");
        assertThat(cluster().isAlive()).isTrue();
        assertThat(aws.publications("failed")).singleElement().satisfies(publication -> {
            JsonNode message = Json.parse(publication.message());
            assertThat(message.path("Execution").asText()).isEqualTo(run);
            assertThat(message.path("Status").asText()).isEqualTo(end);
            assertThat(message.path("ClusterId").asText()).isEqualTo(cluster().id());
            assertThat(message.has("Left")).isFalse();
        });
    }

    /** EMR's responses are lost, so that no TaskSubmitted has an ID. For those that wait for a poll, no poll has found it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelsStepsWithLostResponses(boolean isLookedAt) throws InterruptedException {
        List.of("One", "Two", "Three").forEach(aws.emr()::hangStep);
        String execution = start("killing");
        if (!isLookedAt) {
            // From the time at which the first of them is added.
            aws.faults()
                    .fail(
                            "elasticmapreduce:AddJobFlowSteps",
                            CallFault.before(() -> aws.faults()
                                    .failFor(
                                            "elasticmapreduce:ListSteps",
                                            CallFault.throttled(),
                                            Duration.ofMinutes(25))),
                            1);
        }
        aws.faults().fail("elasticmapreduce:AddJobFlowSteps", CallFault.answerLost(), 3);
        aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(20)), () -> aws.stopExecution(execution));
        aws.awaitExecution(execution);
        aws.awaitIdle();
        aws.clock().advance(Duration.ofMinutes(45));
        letCancellationsEnd();

        assertThat(cluster().steps()).isNotEmpty().extracting(LocalStep::state).containsOnly("CANCELLED");
        assertThat(aws.publications("failed")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMED_OUT", "ABORTED"})
    void keepsRunningStepsIfCancellationIsDisabled(String end) throws InterruptedException {
        deadRun("sparing", end);
        letCancellationsEnd();

        assertThat(cluster().steps())
                .extracting(LocalStep::state)
                .containsExactlyInAnyOrder("RUNNING", "RUNNING", "CANCELLED");
    }

    @Test
    void sweepCancelsStepsWithoutEvent() throws InterruptedException {
        aws.events().lose(LOST, 10_000);
        deadRun("killing", "TIMED_OUT");
        aws.awaitIdle();
        assertThat(cluster().steps()).extracting(LocalStep::state).contains("RUNNING");

        aws.clock().advance(Duration.ofMinutes(31));
        letCancellationsEnd();

        assertThat(cluster().steps()).extracting(LocalStep::state).containsOnly("CANCELLED");
    }

    @Test
    void stepThatCannotBeCancelledDoesNotFailNextExecution() throws InterruptedException {
        aws.emr().stepDuration("Long", Duration.ofHours(5));
        aws.events().lose(LOST, 10_000);
        String dead = start("patient");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofMinutes(10)), () -> aws.stopExecution(dead));
        aws.faults().fail("elasticmapreduce:CancelSteps", CallFault.failed("InvalidRequestException", 400, "No"), 100);
        aws.awaitExecution(dead);

        LocalExecution next = run("patient");

        assertThat(next.succeeded()).as("%s: %s", next.error(), next.cause()).isTrue();
        assertThat(statesOf("Long")).containsExactly("COMPLETED", "COMPLETED");
        assertThat(next.history().toString()).contains("StepsLeft");
    }

    /** Neither the event nor the sweep has been processed yet. */
    @Test
    void nextExecutionCancelsStepsOfTimedOutExecution() throws InterruptedException {
        List.of("One", "Two", "Three").forEach(aws.emr()::hangStep);
        String dead = start("killing");
        AtomicReference<String> next = new AtomicReference<>("");
        aws.clock().schedule(aws.clock().now().plus(Duration.ofHours(1)), () -> {
            aws.clearFaults();
            aws.events().lose(LOST, 10_000);
            next.set(aws.startExecution(deployment.stateMachine("pipeline_default_killing"), "{}"));
        });

        assertThat(aws.awaitExecution(dead).status()).isEqualTo("TIMED_OUT");
        LocalExecution ended = aws.awaitExecution(String.valueOf(next.get()));

        assertThat(ended.succeeded()).as("%s: %s", ended.error(), ended.cause()).isTrue();
        for (String step : List.of("One", "Two", "Three")) {
            assertThat(statesOf(step)).containsExactly("CANCELLED", "COMPLETED");
        }
    }
}
