package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.sqs.Queue;

/** The state machine of a pipeline and its role, in the template. */
class PipelineStatementsTest {
    private final TestStack test = TestStack.create();

    private PersistentClusterPipeline.Builder pipeline() {
        return PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .clusterId("j-1");
    }

    private JsonNode step(String name) {
        JsonNode machine = test.properties("AWS::StepFunctions::StateMachine").get(0);
        return Json.parse(TestStack.text(machine.path("DefinitionString"))).findValue(name);
    }

    @Test
    void escapesExpressionDelimitersInStepTexts() {
        Queue queue = Queue.Builder.create(test.stack(), "Queue").build();
        String known = Fn.join("", List.of("say \"", "hi\" \\"));
        pipeline()
                .phases(Phase.of(
                        "Work",
                        EmrStep.of("Job", "a {% jar %}", known, queue.getQueueName() + "{% \"x\" %}", "\n")
                                .withProperties(Map.of("a {% key %}", "{% value %}."))))
                .build();

        JsonNode jar = step("Job").at("/Arguments/Step/HadoopJarStep");
        assertThat(jar.path("Jar").asText()).isEqualTo("{% \"a \\u007b% jar %\\u007d\" %}");
        assertThat(jar.at("/Args/0").asText()).isEqualTo("say \"hi\" \\");
        assertThat(jar.at("/Args/1").asText()).startsWith("{% \"<Queue").endsWith("\\u007b% \\\"x\\\" %\\u007d\" %}");
        assertThat(jar.at("/Args/2").asText()).isEqualTo("\n");
        assertThat(jar.at("/Properties/0/Key").asText()).isEqualTo("{% \"a \\u007b% key %\\u007d\" %}");
    }

    /** The statements of the pipeline's role, as {@code actions on resource if condition}, without those for logs. */
    private List<String> allowed() {
        return statements("RunPipeline").stream()
                .filter(statement -> !statement.contains("logs:"))
                .toList();
    }

    private List<String> statements(String policyName) {
        return test.properties("AWS::IAM::Role").stream()
                .map(role -> role.at("/Policies/0"))
                .filter(policy -> policy.path("PolicyName").asText().equals(policyName))
                .flatMap(policy -> StreamSupport.stream(
                        policy.at("/PolicyDocument/Statement").spliterator(), false))
                .map(PipelineStatementsTest::inWords)
                .toList();
    }

    private static String inWords(JsonNode statement) {
        JsonNode condition = statement.at("/Condition/StringLike");
        StringBuilder words = new StringBuilder(
                "%s on %s".formatted(texts(statement.path("Action")), texts(statement.path("Resource"))));
        condition
                .properties()
                .forEach(entry -> words.append(" if %s is %s".formatted(entry.getKey(), texts(entry.getValue()))));
        return words.toString().replaceAll("<AWS::[A-Za-z]+>", "").replaceAll("[0-9A-F]{8}([>.])", "$1");
    }

    private static String texts(JsonNode textOrList) {
        return textOrList.isArray()
                ? StreamSupport.stream(textOrList.spliterator(), false)
                        .map(TestStack::text)
                        .collect(Collectors.joining(", "))
                : TestStack.text(textOrList);
    }

    @Test
    void roleMayUseTheClustersOfItsOwnLaunchesOnly() {
        TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(test.profile())
                        .clusterConfiguration(test.configuration().build())
                        .build())
                .phases(Phase.of("Work", EmrStep.of("One", "a.jar"), EmrStep.of("Two", "b.jar")))
                .build();

        String launches =
                "arn::states:::execution:default_nightly:" + PipelineLaunch.prefix("pipeline_default_pipeline") + "*";
        String ofLaunch =
                " on arn::elasticmapreduce:::cluster/* if elasticmapreduce:ResourceTag/emr-launch:execution is "
                        + launches;
        assertThat(allowed())
                .containsExactly(
                        "states:StartExecution on <LaunchStateMachine>",
                        "states:DescribeExecution, states:StopExecution on " + launches,
                        "events:PutTargets, events:PutRule, events:DescribeRule on"
                                + " arn::events:::rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
                        "elasticmapreduce:AddJobFlowSteps" + ofLaunch,
                        "elasticmapreduce:DescribeStep, elasticmapreduce:CancelSteps" + ofLaunch,
                        "events:PutTargets, events:PutRule, events:DescribeRule on"
                                + " arn::events:::rule/StepFunctionsGetEventForEMRAddJobFlowStepsRule",
                        "lambda:InvokeFunction on <EmrLaunchStepFunction.Arn>",
                        "elasticmapreduce:SetTerminationProtection, elasticmapreduce:TerminateJobFlows" + ofLaunch);
    }

    @Test
    void roleOfPersistentPipelineMayUseClustersOfItsLaunchFunctionOnly() {
        PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(test.profile())
                        .clusterConfiguration(test.configuration().build())
                        .build())
                .phases(Phase.of("Work", EmrStep.of("One", "a.jar")))
                .build();

        String ofLaunch =
                " on arn::elasticmapreduce:::cluster/* if elasticmapreduce:ResourceTag/emr-launch:execution is"
                        + " arn::states:::execution:default_nightly:*";
        assertThat(allowed())
                .filteredOn(statement -> statement.contains("elasticmapreduce"))
                .containsExactly(
                        "elasticmapreduce:AddJobFlowSteps" + ofLaunch,
                        "elasticmapreduce:DescribeStep, elasticmapreduce:CancelSteps" + ofLaunch);
        assertThat(statements("Function"))
                .containsSequence(
                        "elasticmapreduce:ListClusters on *",
                        "elasticmapreduce:DescribeCluster" + ofLaunch,
                        "logs:CreateLogStream, logs:PutLogEvents on"
                                + " arn::logs:::log-group:/aws/vendedlogs/states/pipeline_default_pipeline:log-stream:*/emr-launch-pipeline_default_pipeline[*");
    }

    @Test
    void roleMayAddStepsWithTheirExecutionRolesOnly() {
        Role one = Role.Builder.create(test.stack(), "One")
                .assumedBy(new AccountRootPrincipal())
                .build();
        Role two = Role.Builder.create(test.stack(), "Two")
                .assumedBy(new AccountRootPrincipal())
                .build();
        pipeline()
                .phases(Phase.of(
                        "Work",
                        EmrStep.of("A", "a.jar").withExecutionRole(one),
                        EmrStep.of("B", "b.jar").withExecutionRole(two),
                        EmrStep.of("C", "c.jar").withExecutionRole(one)))
                .build();

        assertThat(allowed())
                .containsExactly(
                        "states:ListExecutions on arn::states:::stateMachine:pipeline_default_pipeline",
                        "elasticmapreduce:AddJobFlowSteps on arn::elasticmapreduce:::cluster/j-1 if"
                                + " elasticmapreduce:ExecutionRoleArn is <One.Arn>, <Two.Arn>",
                        "elasticmapreduce:DescribeStep, elasticmapreduce:CancelSteps on"
                                + " arn::elasticmapreduce:::cluster/j-1",
                        "events:PutTargets, events:PutRule, events:DescribeRule on"
                                + " arn::events:::rule/StepFunctionsGetEventForEMRAddJobFlowStepsRule",
                        "lambda:InvokeFunction on <EmrLaunchStepFunction.Arn>",
                        "lambda:InvokeFunction on <EmrLaunchCleanUpFunction.Arn>");
    }

    @Test
    void rejectsTooLargeStateMachineDefinition() {
        List<EmrStep> steps = IntStream.range(0, 110)
                .mapToObj(i -> EmrStep.of("Step " + i, "job.jar", "%04d".formatted(i) + "x".repeat(10_000)))
                .toList();

        assertThatThrownBy(() -> pipeline().phases(Phase.of("Work", steps)).build())
                .hasMessageStartingWith("Stack/Pipeline: The definition of the state machine has ")
                .hasMessageEndingWith(
                        " characters, Step Functions allows 1048576: put long arguments into files, or split the phases into several"
                                + " pipelines");
        assertThat(test.stack().getNode().tryFindChild("Pipeline")).isNull();
    }
}
