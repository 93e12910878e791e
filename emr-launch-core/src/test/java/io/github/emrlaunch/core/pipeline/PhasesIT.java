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
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.Choice;
import software.amazon.awscdk.services.stepfunctions.Condition;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/** Phases that depend on the execution, on the local emulator: chains, conditions, items, outputs, and the first phase. */
class PhasesIT {
    private static final String INPUT =
            "\"day\": \"2026-01-01\", \"full\": true, \"tables\": [\"orders\", \"customers\", \"items\"]";

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(PhasesIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment machines = deployed.deployment();
    private final String pipeline = machines.stateMachine("pipeline_default_pipeline");

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Stack");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(stack, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("etl")
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .applications("Spark")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .stepConcurrencyLevel(5)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        Phase decide = Phase.ofChain("Decide (tables)", decide(stack));
        TransientClusterPipeline pipeline = TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launch)
                .phases(
                        Phase.of("Before", EmrStep.of("Before", "before.jar")),
                        decide,
                        Phase.of("Approve", EmrStep.of("Approve", "approve.jar"))
                                .always(),
                        Phase.forEach(
                                        "Load",
                                        decide.output("$.tables"),
                                        EmrStep.of(
                                                "Load (table)",
                                                "s3://jobs/load.jar",
                                                JsonPath.stringAt("$$.Map.Item.Value"),
                                                JsonPath.stringAt("$.day")),
                                        EmrStep.of(
                                                        "Étape 1",
                                                        "s3://jobs/index.jar",
                                                        "{% $string($states.context.Map.Item.Index) %}")
                                                .continueOnFailure())
                                .atOnce(2)
                                .validatedBy(EmrStep.of("Check tables", "s3://jobs/check.jar")),
                        Phase.parallel("Full", EmrStep.of("A", "a.jar").continueOnFailure(), EmrStep.of("B", "b.jar"))
                                .validatedBy(EmrStep.of("C", "c.jar"))
                                .onlyIf(decide.output("$.full")),
                        Phase.forEach(
                                        "More",
                                        "{% $states.context.Execution.Input.missing %}",
                                        EmrStep.of("More", "more.jar"))
                                .onlyIf("{% $states.context.Execution.Input.more = true %}"),
                        // Names of the machine's own states, and a phase and a step with the same name.
                        Phase.of(
                                "Launch EMR Cluster",
                                EmrStep.of(
                                        "Launch EMR Cluster",
                                        "s3://jobs/report.jar",
                                        decide.output("$.day"),
                                        JsonPath.stringAt("$.day"))))
                .notifications(Notifications.ofFailure(Topic.Builder.create(stack, "Failed")
                        .topicName("failed")
                        .build()))
                .build();
        software.amazon.awscdk.services.stepfunctions.Map map =
                software.amazon.awscdk.services.stepfunctions.Map.Builder.create(stack, "Each Day")
                        .itemsPath("$.Days")
                        .build();
        map.itemProcessor(EmrTasks.startStateMachine(
                stack,
                "Run Pipeline",
                pipeline.getStateMachine(),
                TaskInput.fromJsonPathAt("$"),
                TaskStateBaseProps.builder().resultPath("$.Run").build()));
        StateMachine.Builder.create(stack, "Days")
                .stateMachineName("days")
                .definitionBody(DefinitionBody.fromChainable(map))
                .build();
    }

    /** States in JSONPath, the CDK's default. */
    private static IChainable decide(Stack stack) {
        Pass tables = Pass.Builder.create(stack, "Decide")
                .parameters(Map.of(
                        "tables", JsonPath.listAt("$.tables"),
                        "full", JsonPath.objectAt("$.full"),
                        "day", JsonPath.stringAt("$.day"),
                        "cluster", JsonPath.stringAt("$.LaunchClusterResult.ClusterId")))
                .build();
        Fail fail = Fail.Builder.create(stack, "No Tables")
                .error("NoTables")
                .cause("There is nothing to do")
                .build();
        return Choice.Builder.create(stack, "Are There Tables?")
                .build()
                .when(Condition.isPresent("$.tables"), tables)
                .otherwise(fail);
    }

    private LocalExecution run(String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(pipeline, input));
    }

    private LocalCluster cluster() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0);
    }

    private List<String> steps() {
        return cluster().steps().stream().map(LocalStep::name).toList();
    }

    private String arguments(String step) {
        return cluster()
                .stepsNamed(step)
                .get(0)
                .request()
                .at("/HadoopJarStep/Args")
                .toString();
    }

    private JsonNode told() {
        assertThat(aws.publications("failed")).hasSize(1);
        return Json.parse(aws.publications("failed").get(0).message());
    }

    private static void assertSucceeded(LocalExecution execution) {
        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void runsStepsForItemsAndConditionsOfExecution() throws InterruptedException {
        assertSucceeded(run("{%s}".formatted(INPUT)));

        assertThat(steps())
                .containsExactlyInAnyOrder(
                        "Load (table) 0: orders",
                        "Load (table) 1: customers",
                        "Load (table) 2: items",
                        "Étape 1 0: orders",
                        "Étape 1 1: customers",
                        "Étape 1 2: items",
                        "Before",
                        "Approve",
                        "Check tables",
                        "A",
                        "B",
                        "C",
                        "Launch EMR Cluster");
        assertThat(arguments("Load (table) 1: customers")).isEqualTo("[\"customers\",\"2026-01-01\"]");
        assertThat(arguments("Étape 1 2: items")).isEqualTo("[\"2\"]");
        assertThat(arguments("Launch EMR Cluster")).isEqualTo("[\"2026-01-01\",\"2026-01-01\"]");
        LocalStep third = cluster().stepsNamed("Load (table) 2: items").get(0);
        assertThat(List.of("orders", "customers")).as("two items at once").anySatisfy(item -> assertThat(
                        third.started())
                .isAfterOrEqualTo(cluster()
                        .stepsNamed("Étape 1 %s: %s".formatted(item.equals("orders") ? "0" : "1", item))
                        .get(0)
                        .ended()));
        assertThat(cluster().stepsNamed("Check tables").get(0).started())
                .isAfterOrEqualTo(
                        cluster().stepsNamed("Étape 1 2: items").get(0).ended());
        assertThat(cluster().isAlive()).isFalse();
    }

    @Test
    void skipsPhaseWithFalseConditionAndEmptyItems() throws InterruptedException {
        assertSucceeded(run("{\"day\": \"2026-01-01\", \"full\": false, \"tables\": []}"));

        assertThat(steps()).containsExactly("Before", "Approve", "Check tables", "Launch EMR Cluster");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ["a", "a"]              | 0: a, 1: a
        ["a", 5, true]          | 0: a, 1: 5, 2: true
        ["a", "line\\nbreak"]   | 0: a, 1
        ["one"]                 | 0: one
        """)
    void addsIndexAndItemToNamesOfSteps(String tables, String names) throws InterruptedException {
        run("{\"day\": \"2026-01-01\", \"full\": false, \"tables\": %s}".formatted(tables));

        assertThat(steps())
                .filteredOn(step -> step.startsWith("Load"))
                .containsExactlyInAnyOrder(Stream.of(names.split(", "))
                        .map("Load (table) "::concat)
                        .toArray(String[]::new));
    }

    /** The input of an execution is data: it becomes neither an option nor a program. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "full": true, "tables": ["--conf"]   | Load | Step 'Load (table)': argument 1 must not begin with -
        "full": true, "tables": [{"t": 1}]   | Load | Step 'Load (table)': argument 1 must be a text, a number or a boolean
        "full": true, "tables": "orders"     | Load | 'items' of phase 'Load' must be a list, got: string
        "full": true, "tables": [], "more": true | More | 'items' of phase 'More' must be a list, got: nothing
        "full": true, "tables": {"a": 1}     | Load | 'items' of phase 'Load' must be a list, got: object
        "full": "yes", "tables": []          | Full | 'condition' of phase 'Full' must be a boolean, got: string
        "full": {}, "tables": []             | Full | 'condition' of phase 'Full' must be a boolean, got: object
        "full": true                         | Decide (tables) | There is nothing to do
        """)
    void errorNamesFailedPhaseAndClusterIsTerminated(String input, String phase, String cause)
            throws InterruptedException {
        LocalExecution execution = run("{\"day\": \"2026-01-01\", %s}".formatted(input));

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.cause())
                .startsWith("Phase '%s' failed: ".formatted(phase))
                .contains(cause);
        assertThat(told().path("FromPhase").asText()).isEqualTo(phase);
        assertThat(told().path("Cause").asText()).isEqualTo(execution.cause());
        assertThat(cluster().isAlive()).isFalse();
        if (phase.startsWith("Decide")) {
            assertThat(execution.error()).isEqualTo("NoTables");
        }
    }

    /** A user who may start executions can neither skip a phase that decides or checks, nor set its result. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "FromPhase": "Load"               | Approve, Load (table) 0: orders, Étape 1 0: orders, Check tables, A, B, C, Launch EMR Cluster
        "FromPhase": "Full"               | Approve, A, B, C, Launch EMR Cluster
        "FromPhase": "Launch EMR Cluster" | Approve, Launch EMR Cluster
        "FromPhase": "Approve"            | Approve, Load (table) 0: orders, Étape 1 0: orders, Check tables, A, B, C, Launch EMR Cluster
        "FromPhase": "Decide (tables)"    | Approve, Load (table) 0: orders, Étape 1 0: orders, Check tables, A, B, C, Launch EMR Cluster
        """)
    void fromPhaseSkipsEarlierPhasesAndIgnoresForgedOutputs(String from, String steps) throws InterruptedException {
        assertSucceeded(run("""
            {"day": "2026-01-01", "full": true, "tables": ["orders"], %s,
             "PhaseOutputs": {"Decide (tables)": {"day": "forged", "tables": ["forged"], "full": false}}}\
            """.formatted(from)));

        assertThat(steps()).containsExactlyInAnyOrder(steps.split(", ", -1));
        assertThat(arguments("Launch EMR Cluster")).isEqualTo("[\"2026-01-01\",\"2026-01-01\"]");
    }

    /** Nothing is launched. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"day": "d", "FromPhase": "Laod"}  | 'FromPhase' is no phase of this pipeline: 'Laod'. Phases: Before, Decide (tables), Approve, Load, Full, More, Launch EMR Cluster
        {"day": "d", "FromPhase": 5}       | 'FromPhase' must be the name of a phase, got: number
        {"day": "d", "FromPhase": null}    | 'FromPhase' must be the name of a phase, got: null
        {"day": "d", "fromPhase": "Load"}  | 'fromPhase' is no member of the input that this pipeline knows: 'FromPhase' is
        {"day": "d", "From_Phase": "Load"} | 'From_Phase' is no member of the input that this pipeline knows: 'FromPhase' is
        {"day": "d", "StepArgumentOverides": {}}         | 'StepArgumentOverides' is no member of the input that this pipeline knows: 'StepArgumentOverrides' is
        {"day": "d", "StepArgumentOverride": {}}         | 'StepArgumentOverride' is no member of the input that this pipeline knows: 'StepArgumentOverrides' is
        {"day": "d", "ClusterConfigurationOveride": {}}  | 'ClusterConfigurationOveride' is no member of the input that this pipeline knows: 'ClusterConfigurationOverrides' is
        {"day": "d", "Tag": []}                          | 'Tag' is no member of the input that this pipeline knows: 'Tags' is
        {"day": "d", "tags": []}                         | 'tags' is no member of the input that this pipeline knows: 'Tags' is
        {}                                               | Step 'Launch EMR Cluster': argument 2 is missing
        {"day": ["d"]}                                   | Step 'Launch EMR Cluster': argument 2 must be a text, a number or a boolean
        {"day": "-D"}                                    | Step 'Launch EMR Cluster': argument 2 must not begin with -
        """)
    void rejectsInvalidInputBeforeLaunch(String input, String cause) throws InterruptedException {
        LocalExecution execution = run(input);

        assertThat(execution.error()).as(execution.cause()).isEqualTo(PipelineErrors.INVALID_OVERRIDE);
        assertThat(execution.cause()).startsWith(cause);
        assertThat(told().has("FromPhase")).isFalse();
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void acceptsOtherMembersOfInput() throws InterruptedException {
        assertSucceeded(run("{%s, \"Phase\": 1, \"Tabs\": 2, \"From\": 3, \"\": 4, \"StepArguments\": 5, \"%s\": 6}"
                .formatted(INPUT, "x".repeat(300))));
    }

    @Test
    void continueOnFailureReportsFailedStepsAtEnd() throws InterruptedException {
        aws.emr().failStep("A", "out of memory");
        aws.emr().failStep("Étape 1 1: customers", "no index");

        LocalExecution execution = run("{%s}".formatted(INPUT));

        assertThat(steps()).contains("Étape 1 2: items", "Check tables", "C", "Launch EMR Cluster");
        assertThat(execution.error()).isEqualTo(PipelineErrors.STEPS_FAILED);
        assertThat(execution.cause())
                .matches("Steps failed: 'Étape 1 1: customers': StepFailed: .*no index.*; 'A': StepFailed: .*out of"
                        + " memory.*");
        assertThat(told().path("Cause").asText()).isEqualTo(execution.cause());
        assertThat(told().path("FromPhase").asText()).isEqualTo("Load");
        assertThat(cluster().isAlive()).isFalse();
    }

    /** Failed steps are not lost because of another one, and an execution starts from the first. */
    @Test
    void reportsEarlierFailedStepsWhenPhaseFails() throws InterruptedException {
        aws.emr().failStep("Étape 1 0: orders", "no index");
        aws.emr().failStep("B", "out of memory");

        LocalExecution execution = run("{%s}".formatted(INPUT));

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEP_FAILED);
        assertThat(execution.cause())
                .startsWith("Phase 'Full' failed: Step s-")
                .contains("out of memory")
                .endsWith(". Steps that failed before: 'Étape 1 0: orders'. An execution with the input"
                        + " {\"FromPhase\":\"Load\"} starts from it");
        assertThat(told().path("FromPhase").asText()).isEqualTo("Load");
    }

    /** The causes of all failures fit into the data of the machine. */
    @Test
    void limitsCauseOfManyFailedSteps() throws InterruptedException {
        String tables = IntStream.range(0, 120)
                .mapToObj(i -> "\"%s%d\"".formatted("t".repeat(40), i))
                .collect(Collectors.joining(", ", "[", "]"));
        IntStream.range(0, 120)
                .forEach(i -> aws.emr().failStep("Étape 1 %d: %s%1$d".formatted(i, "t".repeat(40)), "x".repeat(2_000)));

        LocalExecution execution = run("{\"day\": \"2026-01-01\", \"full\": false, \"tables\": %s}".formatted(tables));

        assertThat(execution.error()).isEqualTo(PipelineErrors.STEPS_FAILED);
        assertThat(execution.cause()).endsWith("; and 80 more").hasSizeLessThan(32_768);
    }

    @Test
    void rejectsMoreThan200Items() throws InterruptedException {
        String tables = "[%s1]".formatted("1,".repeat(200));

        LocalExecution execution = run("{\"day\": \"2026-01-01\", \"full\": false, \"tables\": %s}".formatted(tables));

        assertThat(execution.cause())
                .contains(
                        "'items' of phase 'Load' must have at most 200 items, since the history of an execution holds "
                                + "25,000 events, got: 201");
    }

    @Test
    void aPipelineRunsForEachItemOfAUsersMap() throws InterruptedException {
        String days = "{\"Days\": [{%s}, {\"day\": \"2026-01-02\", \"full\": false, \"tables\": []}]}".formatted(INPUT);

        assertSucceeded(aws.awaitExecution(aws.startExecution(machines.stateMachine("days"), days)));

        assertThat(aws.clusters()).hasSize(2).allSatisfy(cluster -> assertThat(cluster.isAlive())
                .isFalse());
        assertThat(aws.clusters()).extracting(cluster -> cluster.steps().size()).containsExactlyInAnyOrder(13, 4);
    }
}
