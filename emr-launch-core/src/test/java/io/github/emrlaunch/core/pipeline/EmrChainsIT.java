package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.LaunchErrors;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.Result;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Wait;
import software.amazon.awscdk.services.stepfunctions.WaitTime;
import software.constructs.Construct;

/** Users' state machines of the library's tasks and chains and of the CDK's states, on the local emulator. */
class EmrChainsIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(EmrChainsIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction launchFunction = EmrLaunchFunction.Builder.create(stack, "LaunchFunction")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(
                                InstanceGroup.master("m7g.xlarge"),
                                InstanceGroup.builder(InstanceRole.CORE)
                                        .name("workers")
                                        .instanceType("m7g.xlarge")
                                        .instanceCount(2)
                                        .build())
                        .stepConcurrencyLevel(3)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        StateMachine findDay = StateMachine.Builder.create(stack, "FindDay")
                .stateMachineName("find-day")
                .definitionBody(DefinitionBody.fromChainable(Pass.Builder.create(stack, "Today")
                        .parameters(Map.of("Day", "monday", "Asked", JsonPath.stringAt("$.Zone")))
                        .build()))
                .build();
        machine(stack, "chain", chain(stack, launchFunction, findDay));
        machine(stack, "each", each(stack, launchFunction));
        machine(stack, "items", items(stack, launchFunction));
        StateMachine.Builder.create(stack, "Machine-jsonata")
                .stateMachineName("jsonata")
                .queryLanguage(QueryLanguage.JSONATA)
                .definitionBody(DefinitionBody.fromChainable(
                        twice(new Construct(stack, "Jsonata"), launchFunction, "Run Phases of JSONata")))
                .build();
        for (QueryLanguage language : QueryLanguage.values()) {
            Construct scope = new Construct(stack, "Launch-" + language);
            StateMachine.Builder.create(scope, "Machine")
                    .stateMachineName("launch-" + language)
                    .queryLanguage(language)
                    .definitionBody(
                            DefinitionBody.fromChainable(EmrChains.launch(scope, "Launch Cluster", launchFunction)
                                    .next(EmrTasks.terminateCluster(
                                            scope, "Terminate", EmrCluster.launchedBy(launchFunction)))))
                    .build();
        }
        Topic topic = Topic.Builder.create(stack, "Ends").topicName("ends").build();
        for (QueryLanguage language : QueryLanguage.values()) {
            Construct scope = new Construct(stack, "Nested-" + language);
            StateMachine.Builder.create(scope, "Machine")
                    .stateMachineName("nested-" + language)
                    .queryLanguage(language)
                    .definitionBody(DefinitionBody.fromChainable(nested(scope, launchFunction, findDay, topic)))
                    .build();
        }
    }

    /** Executions with a name that are not waited for, a chain that replaces the state, and notifications with the user's messages. */
    private static Chain nested(Construct scope, EmrLaunchFunction launchFunction, StateMachine findDay, Topic topic) {
        Chain failed = EmrChains.fail(
                scope,
                "Failed",
                EndNotification.to(topic, TaskInput.fromObject(Map.of("Why", JsonPath.stringAt("$.Failure.Error"))))
                        .withSubject(JsonPath.stringAt("$.Subject")),
                JsonPath.stringAt("$.Failure.Error"),
                JsonPath.stringAt("$.Failure.Cause"));
        EmrOverridableStep step = EmrChains.addStepWithOverrides(
                scope,
                "Add Step",
                EmrCluster.launchedBy(launchFunction),
                EmrStep.of("First", "s3://jobs/first.jar", "daily", JsonPath.stringAt("$.Table"))
                        .withOverridableArguments("daily"),
                TaskStateBaseProps.builder()
                        .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                        .resultSelector(Map.of("Id.$", "$.StepId"))
                        .resultPath("$.Added")
                        .build());
        step.addCatch(failed, CatchProps.builder().resultPath("$.Failure").build());
        return Chain.start(EmrTasks.startStateMachine(
                        scope,
                        "Start",
                        findDay,
                        TaskInput.fromObject(Map.of("Zone", "CET")),
                        JsonPath.stringAt("$.Run"),
                        TaskStateBaseProps.builder()
                                .integrationPattern(IntegrationPattern.REQUEST_RESPONSE)
                                .resultPath("$.Started")
                                .build()))
                .next(EmrChains.launch(scope, "Launch", launchFunction, JsonPath.stringAt("$.Run")))
                .next(step)
                .next(EmrTasks.startStateMachine(
                        scope,
                        "Run",
                        findDay,
                        TaskInput.fromObject(Map.of("Zone", JsonPath.objectAt("$"))),
                        TaskStateBaseProps.builder().outputPath("$.Output").build()))
                .next(EmrChains.succeed(
                        scope,
                        "Done",
                        EndNotification.to(topic, TaskInput.fromJsonPathAt("$.Day"))
                                .withSubject("Done, naïvely")));
    }

    private static void machine(Stack stack, String name, IChainable definition) {
        StateMachine.Builder.create(stack, "Machine-" + name)
                .stateMachineName(name)
                .definitionBody(DefinitionBody.fromChainable(definition))
                .build();
    }

    private static Chain chain(Stack stack, EmrLaunchFunction launchFunction, StateMachine findDay) {
        EmrCluster cluster = EmrCluster.launchedBy(launchFunction);
        EmrStep first = EmrStep.of("First", "s3://jobs/first.jar", "daily").withOverridableArguments("daily");
        EmrStep second = EmrStep.of("Second", "s3://jobs/second.jar");
        Wait wait = Wait.Builder.create(stack, "Wait for Workers")
                .time(WaitTime.duration(Duration.minutes(5)))
                .build();

        return Chain.start(EmrTasks.startStateMachine(
                        stack,
                        "Find Day",
                        findDay,
                        TaskInput.fromObject(Map.of("Zone", "UTC")),
                        TaskStateBaseProps.builder().resultPath("$.FindDay").build()))
                .next(EmrTasks.startLaunch(stack, "Launch", launchFunction))
                .next(EmrTasks.modifyInstanceGroup(stack, "Grow", cluster, "workers", 4))
                .next(wait)
                .next(EmrChains.phasesWithOverrides(
                        stack, "Run Phases", cluster, List.of(Phase.of("Work", first, second))))
                .next(EmrTasks.terminateCluster(stack, "Terminate", cluster));
    }

    /** The chain as a branch with a prefix, and a task as the iterator of a Map state. */
    private static Chain each(Stack stack, EmrLaunchFunction launchFunction) {
        EmrCluster cluster = EmrCluster.launchedBy(launchFunction);
        EmrPhases branch = EmrChains.phases(
                new Construct(stack, "Branch"),
                "In a Branch",
                cluster,
                List.of(Phase.parallel("Both", EmrStep.of("A", "a.jar"), EmrStep.of("B", "b.jar"))));
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.Builder.create(
                                new Construct(stack, "Items"), "For Each")
                        .itemsPath("$.Items")
                        .itemSelector(Map.of("LaunchClusterResult", JsonPath.objectAt("$.LaunchClusterResult")))
                        .resultPath(JsonPath.DISCARD)
                        .build();
        map.itemProcessor(
                EmrTasks.addStep(new Construct(stack, "Item"), "Add Step", cluster, EmrStep.of("Item", "item.jar")));
        return Chain.start(EmrTasks.startLaunch(new Construct(stack, "Start"), "Start Launch", launchFunction))
                .next(Pass.Builder.create(stack, "List Items")
                        .result(Result.fromArray(List.of("x", "y", "z")))
                        .resultPath("$.Items")
                        .build())
                .next(map)
                .next(branch);
    }

    /** Phases for each item of a user's Map state in JSONPath, and after it the same phases with other names. */
    private static Chain items(Stack stack, EmrLaunchFunction launchFunction) {
        Construct scope = new Construct(stack, "ForItems");
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.Builder.create(scope, "For Each Table")
                        .itemsPath("$.Tables")
                        .itemSelector(Map.of(
                                "LaunchClusterResult", JsonPath.objectAt("$.LaunchClusterResult"),
                                "Table", JsonPath.stringAt("$$.Map.Item.Value"),
                                "Full", JsonPath.objectAt("$.Full"),
                                "StepArgumentOverrides", Map.of("Load", Map.of("mode", "fast"))))
                        .resultPath("$.Loaded")
                        .build();
        EmrPhases phases =
                EmrChains.phasesWithOverrides(scope, "Load Table", EmrCluster.launchedBy(launchFunction), phases());
        phases.addCatch(
                Pass.Builder.create(scope, "Not Loaded").build(),
                CatchProps.builder().resultPath("$.Error").build());
        map.itemProcessor(phases);
        return Chain.start(EmrTasks.startLaunch(scope, "Launch for Items", launchFunction))
                .next(map)
                .next(twice(scope, launchFunction, "Load One"));
    }

    private static List<Phase> phases() {
        return List.of(
                Phase.parallel(
                                "Load",
                                EmrStep.of("Load", "load.jar", JsonPath.stringAt("$.Table"), "mode")
                                        .withOverridableArguments("mode"),
                                EmrStep.of("Index", "index.jar"))
                        .validatedBy(EmrStep.of("Check", "check.jar")),
                Phase.forEach(
                                "Report",
                                "{% [1, 2] %}",
                                EmrStep.of("Report", "report.jar", "{% $states.context.Map.Item.Value %}"))
                        .onlyIf(JsonPath.stringAt("$.Full")));
    }

    private static Chain twice(Construct scope, EmrLaunchFunction launchFunction, String id) {
        EmrCluster cluster = EmrCluster.launchedBy(launchFunction);
        return Chain.start(EmrChains.phases(scope, id, cluster, phases()))
                .next(EmrChains.phases(scope, id + " Again", cluster, phases()))
                .next(EmrTasks.terminateCluster(scope, id + " Terminate", cluster));
    }

    private LocalExecution run(String name, String input) throws InterruptedException {
        String machine = deployment.stateMachine(name);
        return aws.awaitExecution(aws.startExecution(machine, input));
    }

    private LocalCluster cluster() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0);
    }

    @Test
    void tasksAndChainsRunInOneStateMachine() throws InterruptedException {
        LocalExecution execution = run("chain", "{\"StepArgumentOverrides\": {\"First\": {\"daily\": \"weekly\"}}}");

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(Json.parse(String.valueOf(execution.output())).at("/FindDay/Output"))
                .isEqualTo(Json.parse("{\"Day\": \"monday\", \"Asked\": \"UTC\"}"));
        assertThat(cluster().steps()).extracting(LocalStep::name).containsExactly("First", "Second");
        assertThat(cluster()
                        .steps()
                        .get(0)
                        .request()
                        .at("/HadoopJarStep/Args/0")
                        .asText())
                .isEqualTo("weekly");
        assertThat(cluster().isAlive()).isFalse();
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("elasticmapreduce:ModifyInstanceGroups"))
                .hasSize(1);
    }

    @Test
    void chainWithoutOverridesHasTheArgumentsOfItsSteps() throws InterruptedException {
        assertThat(run("chain", "{}").succeeded()).isTrue();

        assertThat(cluster().steps())
                .extracting(step -> step.request().at("/HadoopJarStep/Args").toString())
                .containsExactly("[\"daily\"]", "[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"First": {"hourly": "weekly"}} | 'StepArgumentOverrides.First.hourly' is no argument
        {"First": {"daily": 5}}         | 'StepArgumentOverrides.First.daily' must be a string, got: 5
        {"Third": {}}                   | 'StepArgumentOverrides.Third' is no step
        """, quoteCharacter = '^')
    void chainFailsBeforeItsStepsWhenOverridesAreWrong(String overrides, String cause) throws InterruptedException {
        LocalExecution execution = run("chain", "{\"StepArgumentOverrides\": " + overrides + "}");

        assertThat(execution.error()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains(cause);
        assertThat(cluster().steps()).isEmpty();
    }

    @Test
    void tasksRunInMapsAndBranches() throws InterruptedException {
        LocalExecution execution = run("each", "{}");

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(cluster().stepsNamed("Item")).hasSize(3);
        assertThat(cluster().stepsNamed("B").get(0).state()).isEqualTo("COMPLETED");
    }

    @Test
    void phasesReadMapItemAndCanBeUsedTwice() throws InterruptedException {
        String input = "{\"Tables\": [\"orders\", \"--evil\", \"items\"], \"Table\": \"last\", \"Full\": false}";
        LocalExecution execution = run("items", input);

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(arguments("Load"))
                .containsExactlyInAnyOrder(
                        "[\"orders\",\"fast\"]", "[\"items\",\"fast\"]", "[\"last\",\"mode\"]", "[\"last\",\"mode\"]");
        assertThat(cluster().stepsNamed("Report 0: 1")).isEmpty();
        JsonNode output = Json.parse(String.valueOf(execution.output()));
        assertThat(output.at("/Loaded/0/Table").asText())
                .as("the state is left as it is")
                .isEqualTo("orders");
        assertThat(output.at("/Loaded/1/Error/Cause").asText())
                .startsWith("Phase 'Load' failed: ")
                .contains("Step 'Load': argument 1 must not begin with -");
        assertThat(output.at("/Loaded/2/Error").isMissingNode()).isTrue();
    }

    @Test
    void phasesRunInJsonataStateMachine() throws InterruptedException {
        LocalExecution launch = run("default_nightly", "{}");
        ObjectNode input = Json.parseObject(String.valueOf(launch.output()))
                .put("Table", "orders")
                .put("Full", true);

        LocalExecution execution = run("jsonata", Json.write(input));

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(arguments("Load")).containsExactly("[\"orders\",\"mode\"]", "[\"orders\",\"mode\"]");
        assertThat(arguments("Report 1: 2")).containsExactly("[\"2\"]", "[\"2\"]");
        assertThat(cluster().isAlive()).isFalse();
    }

    private List<String> arguments(String step) {
        return cluster().stepsNamed(step).stream()
                .map(one -> one.request().at("/HadoopJarStep/Args").toString())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(QueryLanguage.class)
    void failedLaunchKeepsItsErrorInBothQueryLanguages(QueryLanguage language) throws InterruptedException {
        LocalExecution launched = run("launch-" + language, "{}");
        LocalExecution failed =
                run("launch-" + language, "{\"ClusterConfigurationOverrides\": {\"ClusterNme\": \"x\"}}");

        assertThat(launched.succeeded())
                .as("%s: %s", launched.error(), launched.cause())
                .isTrue();
        assertThat(Json.parse(String.valueOf(launched.output()))
                        .at("/LaunchClusterResult/ClusterId")
                        .asText())
                .isEqualTo(cluster().id());
        assertThat(cluster().isAlive()).isFalse();
        assertThat(failed.error()).isEqualTo(LaunchErrors.INVALID_OVERRIDE);
        assertThat(failed.cause()).contains("ClusterNme");
    }

    @ParameterizedTest
    @EnumSource(QueryLanguage.class)
    void startedExecutionHasGivenNameAndResultPath(QueryLanguage language) throws InterruptedException {
        LocalExecution execution = run(
                "nested-" + language,
                "{\"Run\": \"run-1\", \"Table\": \"orders\", \"StepArgumentOverrides\": {\"First\": {\"daily\": \"weekly\"}}}");

        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        JsonNode output = Json.parse(String.valueOf(execution.output()));
        assertThat(output.path("Day").asText())
                .as("the nested output is the state")
                .isEqualTo("monday");
        assertThat(output.at("/Asked/Started/ExecutionArn").asText()).endsWith(":execution:find-day:run-1");
        assertThat(output.at("/Asked/Added"))
                .isEqualTo(Json.object().put("Id", step("First").id()));
        assertThat(arguments("First")).containsExactly("[\"weekly\",\"orders\"]");
        assertThat(cluster().request().path("Tags").toString()).contains(":execution:default_nightly:run-1");
        assertThat(aws.publications("ends")).singleElement().satisfies(publication -> {
            assertThat(publication.message()).isEqualTo("monday");
            assertThat(publication.subject()).isEqualTo("Done, naïvely");
        });
    }

    private LocalStep step(String name) {
        return cluster().stepsNamed(name).get(0);
    }

    @ParameterizedTest
    @EnumSource(QueryLanguage.class)
    void failureNotificationHasMessageAndSubjectOfUser(QueryLanguage language) throws InterruptedException {
        LocalExecution execution = run(
                "nested-" + language,
                "{\"Run\": \"run-1\", \"Table\": \"orders\", \"Subject\": \" Load of\\norders\", \"StepArgumentOverrides\": {\"Frist\": {}}}");

        assertThat(execution.error()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains("'StepArgumentOverrides.Frist' is no step");
        assertThat(cluster().steps()).isEmpty();
        assertThat(aws.publications("ends")).singleElement().satisfies(publication -> {
            assertThat(Json.parse(publication.message()))
                    .isEqualTo(Json.parse("{\"Why\": \"%s\"}".formatted(PipelineErrors.INVALID_OVERRIDE)));
            assertThat(publication.subject()).isEqualTo("Load of orders");
        });
    }

    /** The subject is missing, so the notification fails. */
    @Test
    void failedNotificationDoesNotChangeError() throws InterruptedException {
        LocalExecution execution = run(
                "nested-" + QueryLanguage.JSON_PATH,
                "{\"Run\": \"run-1\", \"Table\": \"orders\", \"StepArgumentOverrides\": {\"Frist\": {}}}");

        assertThat(execution.error()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).contains("'StepArgumentOverrides.Frist' is no step");
        assertThat(aws.publications("ends")).isEmpty();
    }

    @Test
    void launchCannotHaveNameReservedForPipelines() throws InterruptedException {
        String name = PipelineLaunch.name("arn:aws:states:eu-west-1:123456789012:execution:pipeline:2026-11-28");
        LocalExecution execution =
                run("nested-" + QueryLanguage.JSON_PATH, "{\"Run\": \"%s\", \"Table\": \"orders\"}".formatted(name));

        assertThat(execution.cause())
                .contains("must not have the form of the names of launches by pipelines and chains");
        assertThat(aws.clusters()).isEmpty();
    }
}
