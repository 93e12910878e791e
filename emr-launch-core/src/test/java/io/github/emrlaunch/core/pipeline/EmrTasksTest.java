package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Timeout;

class EmrTasksTest {
    private static final EmrCluster CLUSTER = EmrCluster.anyAtPath("$.ClusterId");
    private static final TaskStateBaseProps NESTED =
            TaskStateBaseProps.builder().resultPath("$.Nested").build();
    private static final TaskStateBaseProps GOING_ON = TaskStateBaseProps.builder()
            .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
            .resultPath("$.Started")
            .build();
    private static final String OTHER = "arn:aws:states:eu-west-1:123456789012:stateMachine:other";
    private static final EmrStep STEP = EmrStep.of("Job", "s3://jobs/job.jar", "one");

    private final TestStack test = TestStack.create();

    private JsonNode state(String name, IChainable chain) {
        StateMachine.Builder.create(test.stack(), "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        JsonNode machine = test.properties("AWS::StepFunctions::StateMachine").stream()
                .reduce((first, second) -> second)
                .orElseThrow();
        return Json.parse(TestStack.text(machine.path("DefinitionString"))).at("/States/" + name);
    }

    private List<String> allowed() {
        return test.statements("MachineRole");
    }

    @Test
    void addsAStepAndWaitsForIt() {
        JsonNode state = state("Add", EmrTasks.addStep(test.stack(), "Add", CLUSTER, STEP));

        assertThat(state).isEqualTo(Json.parse("""
                {"Type": "Task", "QueryLanguage": "JSONata",
                 "Resource": "arn:<AWS::Partition>:states:::elasticmapreduce:addStep.sync",
                 "Arguments": {"ClusterId": "{% $states.input.ClusterId %}",
                   "Step": {"Name": "Job", "ActionOnFailure": "CONTINUE",
                     "HadoopJarStep": {"Jar": "s3://jobs/job.jar", "Args": ["one"]}}},
                 "Output": "{% $states.input %}", "End": true}"""));
        String cluster = "arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:cluster/*";
        assertThat(allowed())
                .containsExactly(
                        "elasticmapreduce:AddJobFlowSteps on " + cluster,
                        "elasticmapreduce:DescribeStep elasticmapreduce:CancelSteps on " + cluster,
                        "events:PutTargets events:PutRule events:DescribeRule on "
                                + "arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:"
                                + "rule/StepFunctionsGetEventForEMRAddJobFlowStepsRule");
    }

    @Test
    void addsStepWithRuntimeRoleWithoutWaiting() {
        EmrStep step =
                STEP.withExecutionRole(Role.fromRoleArn(test.stack(), "Role", "arn:aws:iam::123456789012:role/job"));
        EmrTask task = EmrTasks.addStep(
                test.stack(),
                "Add",
                EmrCluster.ofId("j-1"),
                step,
                TaskStateBaseProps.builder()
                        .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                        .comment("goes on")
                        .taskTimeout(Timeout.duration(Duration.minutes(1)))
                        .resultPath("$.Step")
                        .build());
        task.addCatch(Pass.Builder.create(test.stack(), "Caught").build());
        task.next(Pass.Builder.create(test.stack(), "Next").build());

        JsonNode state = state("Add", task);

        assertThat(state.path("Resource").asText()).endsWith(":elasticmapreduce:addStep");
        assertThat(state.path("Arguments").path("ClusterId").asText()).isEqualTo("j-1");
        assertThat(state.path("Arguments").path("ExecutionRoleArn").asText())
                .isEqualTo("arn:aws:iam::123456789012:role/job");
        assertThat(state.path("Output").asText())
                .isEqualTo("{% $merge([$states.input, {\"Step\": $states.result}]) %}");
        assertThat(state.path("Comment").asText()).isEqualTo("goes on");
        assertThat(state.path("TimeoutSeconds").asInt()).isEqualTo(60);
        assertThat(state.at("/Catch/0/Next").asText()).isEqualTo("Caught");
        assertThat(state.path("Next").asText()).isEqualTo("Next");
        assertThat(allowed())
                .containsExactly("elasticmapreduce:AddJobFlowSteps on "
                        + "arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:cluster/j-1");
        assertThat(test.resources().toString())
                .contains(
                        "\"StringLike\":{\"elasticmapreduce:ExecutionRoleArn\":\"arn:aws:iam::123456789012:role/job\"}");
    }

    @Test
    void launchesClusterAndMayAccessOnlyOwnLaunches() {
        EmrLaunchFunction launch = launchFunction();

        JsonNode start = state(
                "Launch Cluster",
                EmrTasks.startLaunch(test.stack(), "Launch Cluster", launch)
                        .next(EmrTasks.terminateCluster(test.stack(), "End", EmrCluster.launchedBy(launch))));

        assertThat(start.path("Resource").asText()).endsWith(":states:startExecution.sync:2");
        assertThat(start.path("Output").asText())
                .isEqualTo(
                        "{% $merge([$states.input, {\"LaunchClusterResult\": {\"ClusterId\": ($states.result.Output.LaunchClusterResult.ClusterId)}}]) %}");
        String names = names("Stack/Launch Cluster");
        assertThat(start.at("/Arguments/Name").asText()).isEqualTo("{%% '%s' & $uuid() %%}", names);
        assertThat(allowed())
                .contains("states:DescribeExecution states:StopExecution on "
                        + "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:default_nightly:"
                        + names + "*");
        JsonNode condition = test.resources().findValues("Condition").stream()
                .filter(value -> value.toString().contains("default_nightly"))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(TestStack.readable(condition).toString())
                .contains("\"elasticmapreduce:ResourceTag/emr-launch:execution\":"
                        + "\"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:default_nightly:*\"");
    }

    @Test
    void terminatesClusterWithoutWaiting() {
        JsonNode state = state(
                "End",
                EmrTasks.terminateCluster(
                        test.stack(),
                        "End",
                        EmrCluster.ofId("j-1"),
                        TaskStateBaseProps.builder().resultPath("$.End").build()));

        assertThat(state).isEqualTo(Json.parse("""
                {"Type": "Task", "QueryLanguage": "JSONata",
                 "Resource": "arn:<AWS::Partition>:states:::elasticmapreduce:terminateCluster",
                 "Arguments": {"ClusterId": "j-1"},
                 "Output": "{% $merge([$states.input, {\\"End\\": $states.result}]) %}", "End": true}"""));
        assertThat(allowed())
                .containsExactly("elasticmapreduce:TerminateJobFlows on "
                        + "arn:<AWS::Partition>:elasticmapreduce:<AWS::Region>:<AWS::AccountId>:cluster/j-1");
    }

    /** The response of DescribeCluster has the secrets of configurations. */
    @Test
    void rejectsRunJobPatternOfTerminateCluster() {
        TaskStateBaseProps waiting = TaskStateBaseProps.builder()
                .integrationPattern(IntegrationPattern.RUN_JOB)
                .resultPath("$.End")
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.terminateCluster(test.stack(), "End", CLUSTER, waiting))
                .withMessageContainingAll("'integrationPattern' must be REQUEST_RESPONSE, got: RUN_JOB", "secrets");
    }

    @Test
    void warnsAboutLiteralArgumentThatLooksLikePath() {
        JsonNode state = state(
                "Add",
                EmrTasks.addStep(
                        test.stack(), "Add", CLUSTER, EmrStep.of("Job", "s3://jobs/job.jar", "--table", "$.table")));

        assertThat(state.at("/Arguments/Step/HadoopJarStep/Args/1").asText()).isEqualTo("$.table");
        Annotations.fromStack(test.stack())
                .hasWarning(
                        "*",
                        Match.stringLikeRegexp(
                                "Step 'Job' has the argument '\\$\\.table', which is a literal.*JsonPath\\.stringAt.*"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        spark-submit | To run a program, use the jar command-runner.jar with the program as first argument
        job.jar      | Use the URI of the jar in S3, or its path on the primary node
        """)
    void warnsAboutJarWithoutPath(String jar, String advice) {
        EmrTasks.addStep(test.stack(), "Add", CLUSTER, EmrStep.of("Job", jar, "--class", "Main"));

        Annotations.fromStack(test.stack())
                .hasWarning(
                        "*",
                        Match.stringLikeRegexp(
                                "Step 'Job' has the jar '%s', and EMR needs a URI or an absolute path\\. %s.*"
                                        .formatted(jar, advice)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-runner.jar", "s3://jobs/job.jar", "file:///jobs/job.jar", "/home/hadoop/job.jar"})
    void doesNotWarnAboutValidJars(String jar) {
        EmrTasks.addStep(test.stack(), "Add", CLUSTER, EmrStep.of("Job", jar, "sleep"));

        Annotations.fromStack(test.stack()).hasNoWarning("*", Match.stringLikeRegexp(".*has the jar.*"));
    }

    /** REF is a referenced value, LIST a referenced list. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        command-runner.jar     | REF --conf a=b s3://j/job.py             | argument 1 of command-runner.jar determines what runs
        command-runner.jar     | spark-submit --conf REF s3://j/job.py    | argument 3 of command-runner.jar determines what runs
        command-runner.jar     | spark-submit --conf a=b LIST             | argument 4 of command-runner.jar determines what runs
        command-runner.jar     | LIST                                     | argument 1 of command-runner.jar determines what runs
        command-runner.jar     | bash LIST                                | argument 2 of command-runner.jar determines what runs
        command-runner.jar     | bash script.sh LIST                      | argument 3 of command-runner.jar is a referenced list
        command-runner.jar     | bash REF                                 | argument 2 of command-runner.jar determines what runs
        command-runner.jar     | bash -c REF                              | argument 3 of command-runner.jar determines what runs
        command-runner.jar     | sudo python3 -c REF                      | argument 4 of command-runner.jar determines what runs
        command-runner.jar     | sudo REF                                 | argument 2 of command-runner.jar determines what runs
        command-runner.jar     | hive -e REF                              | argument 3 of command-runner.jar determines what runs
        command-runner.jar     | hive LIST                                | argument 2 of command-runner.jar is a referenced list
        command-runner.jar     | spark-sql --execute REF                  | argument 3 of command-runner.jar determines what runs
        command-runner.jar     | spark-sql LIST                           | argument 2 of command-runner.jar is a referenced list
        command-runner.jar     | hive-script --run-hive-script -f REF     | argument 4 of command-runner.jar determines what runs
        command-runner.jar     | s3-dist-cp --src=s3://a LIST             | argument 3 of command-runner.jar is a referenced list
        command-runner.jar     | hadoop-streaming -mapper REF             | argument 3 of command-runner.jar determines what runs
        /lib/hadoop-streaming.jar | -mapper REF                           | argument 2 of /lib/hadoop-streaming.jar determines what runs
        /lib/hadoop-streaming.jar | -input s3://a LIST                    | argument 3 of /lib/hadoop-streaming.jar is a referenced list
        s3://r/script-runner.jar  | REF                                   | argument 1 of s3://r/script-runner.jar determines what runs
        s3://r/script-runner.jar  | LIST                                  | argument 1 of s3://r/script-runner.jar determines what runs
        REF                       | a                                     | 'jar' determines what runs
        {% $states.input.jar %}   | a                                     | 'jar' determines what runs
        """)
    void rejectsReferenceThatDeterminesProgram(String jar, String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.addStep(test.stack(), "Add", CLUSTER, withReferences(jar, arguments)))
                .withMessageContaining("Stack/Add: Step 'Job': " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        command-runner.jar       | spark-submit REF REF LIST
        command-runner.jar       | timeout 3600 spark-submit s3://j/job.py -c REF LIST
        command-runner.jar       | s3-dist-cp --src s3://a --dest REF
        command-runner.jar       | bash /home/hadoop/load.sh REF
        s3://r/script-runner.jar | s3://j/load.sh -e REF LIST
        s3://j/job.jar           | -c REF LIST
        """)
    void acceptsReferenceAsValueOfArgument(String jar, String arguments) {
        JsonNode state = state("Add", EmrTasks.addStep(test.stack(), "Add", CLUSTER, withReferences(jar, arguments)));

        assertThat(state.at("/Arguments/Step/HadoopJarStep/Args").toString()).contains("$states.input.Arg");
    }

    private static EmrStep withReferences(String jar, String arguments) {
        Map<String, String> references = Map.of(
                "REF", JsonPath.stringAt("$.Arg"),
                "LIST", JsonPath.listAt("$.Args").get(0));
        return EmrStep.of(
                "Job",
                references.getOrDefault(jar, jar),
                Stream.of(arguments.split(" +", -1))
                        .map(argument -> references.getOrDefault(argument, argument))
                        .toList());
    }

    @Test
    void acceptsJarComposedByExpression() {
        EmrStep step = EmrStep.of("Job", "{% 's3://jobs/' & $version & '/job.jar' %}");

        assertThat(state("Add", EmrTasks.addStep(test.stack(), "Add", CLUSTER, step))
                        .at("/Arguments/Step/HadoopJarStep/Jar")
                        .asText())
                .isEqualTo("{% 's3://jobs/' & $version & '/job.jar' %}");
    }

    @Test
    void rejectsReferenceAsMainClassOrPropertyName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.addStep(
                        test.stack(),
                        "Class",
                        CLUSTER,
                        new EmrStep(
                                "Job",
                                "s3://j/job.jar",
                                JsonPath.stringAt("$.Class"),
                                List.of(),
                                Map.of(),
                                ActionOnFailure.CONTINUE,
                                null,
                                List.of(),
                                new TreeMap<>(),
                                Map.of(),
                                StepFailureRules.NONE)))
                .withMessageContaining("'mainClass' determines what runs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.addStep(
                        test.stack(),
                        "Property",
                        CLUSTER,
                        EmrStep.of("Job", "s3://j/job.jar").withProperties(Map.of(JsonPath.stringAt("$.Key"), "v"))))
                .withMessageContaining("'properties' determines what runs");
    }

    @Test
    void createsTasksThatModifyClusters() {
        JsonNode fleet = state(
                "Fleet",
                EmrTasks.setTerminationProtection(test.stack(), "Protect", CLUSTER, true)
                        .next(EmrTasks.modifyInstanceGroup(test.stack(), "Group", CLUSTER, "task", 3))
                        .next(EmrTasks.modifyInstanceFleet(test.stack(), "Fleet", CLUSTER, "core", 2, 4))
                        .next(EmrTasks.cancelStep(test.stack(), "Cancel", CLUSTER, "$.StepId")));

        assertThat(fleet.path("Arguments")).isEqualTo(Json.parse("""
                {"ClusterId": "{% $states.input.ClusterId %}", "InstanceFleetName": "core",
                 "InstanceFleet": {"TargetOnDemandCapacity": 2, "TargetSpotCapacity": 4}}"""));
        assertThat(allowed())
                .allMatch(statement -> statement.endsWith(":cluster/*"))
                .extracting(statement -> statement.replaceAll(" on .*", ""))
                .containsExactly(
                        "elasticmapreduce:SetTerminationProtection",
                        "elasticmapreduce:ListInstanceGroups elasticmapreduce:ModifyInstanceGroups",
                        "elasticmapreduce:ListInstanceFleets elasticmapreduce:ModifyInstanceFleet",
                        "elasticmapreduce:CancelSteps");
    }

    @Test
    void runsStateMachineAndMayStopOnlyOwnExecutions() {
        IStateMachine other = StateMachine.fromStateMachineArn(
                test.stack(), "Other", "arn:aws:states:eu-west-1:123456789012:stateMachine:other");

        JsonNode state = state(
                "Run Other",
                EmrTasks.startStateMachine(
                        test.stack(), "Run Other", other, TaskInput.fromJsonPathAt("$.Job"), NESTED));

        assertThat(state).isEqualTo(Json.parse("""
                {"Type": "Task", "QueryLanguage": "JSONata",
                 "Resource": "arn:<AWS::Partition>:states:::states:startExecution.sync:2",
                 "Arguments": {"StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:other",
                   "Input": "{%% $states.input.Job %%}", "Name": "{%% '%s' & $uuid() %%}"},
                 "Output": "{%% $merge([$states.input, {\\"Nested\\": {\\"ExecutionArn\\": ($states.result.ExecutionArn), \\"Output\\": ($states.result.Output)}}]) %%}",
                 "End": true}""".formatted(names("Stack/Run Other"))));
        assertThat(allowed())
                .containsExactly(
                        "states:StartExecution on arn:aws:states:eu-west-1:123456789012:stateMachine:other",
                        "states:DescribeExecution states:StopExecution on "
                                + "arn:aws:states:eu-west-1:123456789012:execution:other:%s*"
                                        .formatted(names("Stack/Run Other")),
                        "events:PutTargets events:PutRule events:DescribeRule on "
                                + "arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:"
                                + "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule");
    }

    @Test
    void startsStateMachineWithoutWaiting() {
        JsonNode state = state(
                "Start Other",
                EmrTasks.startStateMachine(
                        test.stack(), "Start Other", other(), TaskInput.fromJsonPathAt("$.Job"), GOING_ON));

        assertThat(state.path("Resource").asText()).endsWith(":states:startExecution");
        assertThat(state.path("Output").asText())
                .isEqualTo("{% $merge([$states.input, {\"Started\": $states.result}]) %}");
        assertThat(allowed()).containsExactly("states:StartExecution on " + OTHER);
    }

    @Test
    void outputPathReplacesStateWithOutputOfStateMachine() {
        JsonNode state = state(
                "Run Other",
                EmrTasks.startStateMachine(
                        test.stack(),
                        "Run Other",
                        other(),
                        TaskInput.fromJsonPathAt("$"),
                        TaskStateBaseProps.builder().outputPath("$.Output").build()));

        assertThat(state.path("Output").asText())
                .isEqualTo(
                        "{% ($output := {\"ExecutionArn\": ($states.result.ExecutionArn), \"Output\": ($states.result.Output)}; ($output.Output)) %}");
    }

    @Test
    void waitsForTaskToken() {
        JsonNode state = state(
                "Ask Other",
                EmrTasks.startStateMachine(
                        test.stack(),
                        "Ask Other",
                        other(),
                        TaskInput.fromObject(Map.of("Token", JsonPath.getTaskToken())),
                        TaskStateBaseProps.builder()
                                .integrationPattern(IntegrationPattern.WAIT_FOR_TASK_TOKEN)
                                .build()));

        assertThat(state.path("Resource").asText()).endsWith(":states:startExecution.waitForTaskToken");
        assertThat(state.at("/Arguments/Input/Token").asText()).isEqualTo("{% $states.context.Task.Token %}");
        assertThat(state.has("Output")).isFalse();
        assertThat(allowed()).containsExactly("states:StartExecution on " + OTHER);
    }

    /** A lost worker would keep the task waiting for a year. */
    @Test
    void setsHeartbeatAndTaskTimeout() {
        JsonNode asked = state("Ask", ask(Timeout.duration(Duration.minutes(5)), Timeout.duration(Duration.hours(1))));

        assertThat(asked.path("HeartbeatSeconds").asInt()).isEqualTo(300);
        assertThat(asked.path("TimeoutSeconds").asInt()).isEqualTo(3600);
    }

    @Test
    void readsHeartbeatTimeoutFromState() {
        JsonNode asked = state("Ask", ask(Timeout.at("$.Heartbeat"), Timeout.duration(Duration.hours(1))));

        assertThat(asked.path("HeartbeatSeconds").asText()).isEqualTo("{% $states.input.Heartbeat %}");
    }

    @Test
    void rejectsHeartbeatThatIsNotShorterThanTaskTimeout() {
        Timeout hour = Timeout.duration(Duration.hours(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ask(hour, hour))
                .withMessageContaining(
                        "'heartbeatTimeout' must be shorter than 'taskTimeout', got: 3600 and 3600 seconds");
    }

    private EmrTask ask(Timeout heartbeat, Timeout timeout) {
        return EmrTasks.startStateMachine(
                test.stack(),
                "Ask",
                other(),
                TaskInput.fromObject(Map.of("Token", JsonPath.getTaskToken())),
                TaskStateBaseProps.builder()
                        .integrationPattern(IntegrationPattern.WAIT_FOR_TASK_TOKEN)
                        .heartbeatTimeout(heartbeat)
                        .taskTimeout(timeout)
                        .build());
    }

    /** The names of executions that the task may stop. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nightly-2026.11_28@x | nightly-2026.11_28@x | nightly-2026.11_28@x
        Étape                | Étape                | Étape
        REF                  | {% $states.input.Run %} | *
        {% 'run-' & $x %}    | {% 'run-' & $x %}    | *
        """)
    void startsExecutionWithGivenName(String name, String inState, String mayStop) {
        String given = name.equals("REF") ? JsonPath.stringAt("$.Run") : name;

        JsonNode state = state(
                "Run Other",
                EmrTasks.startStateMachine(
                        test.stack(), "Run Other", other(), TaskInput.fromJsonPathAt("$.Job"), given, NESTED));

        assertThat(state.at("/Arguments/Name").asText()).isEqualTo(inState);
        assertThat(allowed())
                .contains("states:DescribeExecution states:StopExecution on "
                        + "arn:aws:states:eu-west-1:123456789012:execution:other:" + mayStop);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a*",
                "a?",
                "a:b",
                "a/b",
                "a,b",
                "a;b",
                "a$",
                "a&b",
                "a#",
                "a%",
                "a\\b",
                "a^",
                "a|b",
                "a~",
                "a`",
                "a\"",
                "{a}",
                "[a]",
                "<a>",
                "a\u0001",
                "a\u00a0b",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
            })
    void rejectsInvalidExecutionName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.startStateMachine(
                        test.stack(), "Run Other", other(), TaskInput.fromJsonPathAt("$"), name, NESTED))
                .withMessageStartingWith("Stack/Run Other: 'name' of an execution must have 1 to 80 characters");
    }

    @Test
    void startsLaunchWithGivenNameWithoutWaiting() {
        EmrLaunchFunction launch = launchFunction();

        JsonNode state = state(
                "Start",
                EmrTasks.startLaunch(test.stack(), "Start", launch, JsonPath.stringAt("$$.Execution.Name"), GOING_ON));

        assertThat(state.path("Resource").asText()).endsWith(":states:startExecution");
        assertThat(state.at("/Arguments/Name").asText())
                .startsWith("{% ($name := ($states.context.Execution.Name); ")
                .endsWith(" : $name) %}");
        assertThat(state.path("Output").asText())
                .isEqualTo("{% $merge([$states.input, {\"Started\": $states.result}]) %}");
        assertThat(allowed()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.startLaunch(
                        test.stack(),
                        "Token",
                        launch,
                        TaskStateBaseProps.builder()
                                .integrationPattern(IntegrationPattern.WAIT_FOR_TASK_TOKEN)
                                .build()))
                .withMessageContaining("'integrationPattern' must be RUN_JOB or REQUEST_RESPONSE");
    }

    /** A launch with the name of a pipeline's launch would prevent the pipeline from launching. */
    @Test
    void rejectsLaunchNameReservedForPipelines() {
        EmrLaunchFunction launch = launchFunction();
        String name = PipelineLaunch.name("arn:aws:states:eu-west-1:123456789012:execution:pipeline:2026-11-28");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.startLaunch(test.stack(), "Start", launch, name, GOING_ON))
                .withMessage(
                        "Stack/Start: 'name' must not have the form of the names of launches by pipelines and chains, got: '%s'",
                        name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrChains.launch(test.stack(), "Start", launch, name))
                .withMessageContaining("must not have the form of the names of launches by pipelines and chains");
    }

    private EmrLaunchFunction launchFunction() {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build())
                .build();
    }

    private IStateMachine other() {
        return StateMachine.fromStateMachineArn(test.stack(), "Other", OTHER);
    }

    @Test
    void rejectsHeartbeatTimeoutOfAddStep() {
        TaskStateBaseProps impatient = TaskStateBaseProps.builder()
                .heartbeatTimeout(Timeout.duration(Duration.minutes(1)))
                .build();
        assertThatThrownBy(() -> EmrTasks.addStep(test.stack(), "Add", CLUSTER, STEP, impatient))
                .hasMessageContaining("'heartbeatTimeout'");
    }

    @Test
    void rejectsInvalidParametersOfTasks() {
        assertThatThrownBy(() -> EmrCluster.ofId("$.ClusterId"))
                .hasMessage(
                        "'clusterId' must be an id such as j-2AXXXXXXGAPLF, got: '$.ClusterId'. "
                                + "For the path of a launch's cluster, use EmrCluster.launchedBy; for any other, EmrCluster.anyAtPath");
        // In the policy of the role, they would stand for all clusters.
        for (String pattern : List.of("*", "j-?", "j-1/*", "${aws:username}", "")) {
            assertThatThrownBy(() -> EmrCluster.ofId(pattern))
                    .hasMessageStartingWith(
                            "'clusterId' must be an id such as j-2AXXXXXXGAPLF, got: '" + pattern + "'");
        }
        assertThatThrownBy(() -> EmrCluster.anyAtPath("j-1"))
                .hasMessage("'path' must be a path in the state such as $.Result.Id, got: 'j-1'");
        assertThatThrownBy(() -> EmrTasks.cancelStep(test.stack(), "Cancel", CLUSTER, "s-1"))
                .hasMessage("'stepIdPath' must be a path in the state such as $.Result.Id, got: 's-1'");
        assertThatThrownBy(() -> EmrTasks.modifyInstanceGroup(test.stack(), "Group", CLUSTER, "task", -1))
                .hasMessage("'instanceCount' must be a whole number, at least 0, got: -1");
        assertThatThrownBy(() -> EmrTasks.modifyInstanceGroup(test.stack(), "Group", CLUSTER, "", 1))
                .hasMessage("'groupName' must have 1 to 256 characters, got: ''");
        TaskStateBaseProps token = TaskStateBaseProps.builder()
                .integrationPattern(IntegrationPattern.WAIT_FOR_TASK_TOKEN)
                .build();
        assertThatThrownBy(() -> EmrTasks.addStep(test.stack(), "Add", CLUSTER, STEP, token))
                .hasMessageContaining("EMR does not return task tokens");
    }

    /** It is not documented which of two Step Functions changes. */
    @Test
    void rejectsInstanceGroupNameThatIsNotUnique() {
        EmrCluster cluster = EmrCluster.launchedBy(EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration()
                        .instanceGroups(
                                InstanceGroup.master("m7g.xlarge"),
                                InstanceGroup.core("m7g.xlarge", 1),
                                InstanceGroup.task("m7g.xlarge", 1),
                                InstanceGroup.task("m7g.2xlarge", 1))
                        .build())
                .build());

        assertThatThrownBy(() -> EmrTasks.modifyInstanceGroup(test.stack(), "Tasks", cluster, "Task", 3))
                .hasMessage("'groupName' must be a unique name, and the configuration of launch function nightly "
                        + "has several with it: Instances.InstanceGroups.2, Instances.InstanceGroups.3. Name each one differently: "
                        + "builder(role).name(…), got: 'Task'");
        assertThatCode(() -> EmrTasks.modifyInstanceGroup(test.stack(), "Core", cluster, "Core", 3))
                .doesNotThrowAnyException();
    }

    /** The prefix of the names of a task's executions: its state machine may stop no others. */
    private static String names(String path) {
        return Digests.of("Stack/" + path, 12) + "-";
    }
}
