package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.sns.Topic;

/** A pipeline from its template to the steps that EMR gets, on the stand-in. */
class TransientClusterPipelineIT {
    @TempDir
    static Path assembly;

    private final LocalAws aws = LocalAws.start();
    private String pipeline = "";

    @BeforeAll
    static void synthesize() throws IOException {
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
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
                        .stepConcurrencyLevel(2)
                        .terminationProtection(true)
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
        TransientClusterPipeline.Builder.create(stack, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(launch)
                .phases(
                        Phase.parallel(
                                        "Ingest",
                                        EmrStep.of("Orders", "s3://jobs/ingest.jar", "orders", "2026-01-01"),
                                        EmrStep.of("Customers", "s3://jobs/ingest.jar", "customers", "2026-01-01"))
                                .validatedBy(EmrStep.of("Check", "s3://jobs/check.jar")),
                        Phase.of("Publish", EmrStep.of("Report", "s3://jobs/report.jar", "it's", "daily")))
                .successTopic(Topic.Builder.create(stack, "Succeeded")
                        .topicName("succeeded")
                        .build())
                .failureTopic(Topic.Builder.create(stack, "Failed")
                        .topicName("failed")
                        .build())
                .build();
        app.synth();
        lookAgainSooner(assembly.resolve("Stack.template.json"));
    }

    /** The clean-up's second look comes in real time: a second is enough where EMR answers at once. */
    private static void lookAgainSooner(Path template) throws IOException {
        ObjectNode json = Json.parseObject(Files.readString(template));
        json.path("Resources").forEach(resource -> {
            if (resource.at("/Properties/Handler").asText().endsWith("CleanUpHandler")) {
                ((ObjectNode) resource.path("Properties"))
                        .putObject("Environment")
                        .putObject("Variables")
                        .put("EMR_LAUNCH_SECOND_LOOK_SECONDS", "1");
            }
        });
        Files.writeString(template, Json.write(json));
    }

    @BeforeEach
    void deploy() {
        pipeline = aws.deploy(assembly).ofType("AWS::StepFunctions::StateMachine").stream()
                .map(resource -> resource.physicalId())
                .filter(arn -> arn.endsWith(":pipeline"))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private LocalExecution run(String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(pipeline, input));
    }

    private LocalCluster cluster() {
        assertThat(aws.clusters()).hasSize(1);
        return aws.clusters().get(0);
    }

    private String arguments(String step) {
        JsonNode args = cluster().stepsNamed(step).get(0).request().at("/HadoopJarStep/Args");
        return String.join(
                " ",
                StreamSupport.stream(args.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }

    private JsonNode told(String topic) {
        assertThat(aws.publications(topic)).hasSize(1);
        return Json.parse(aws.publications(topic).get(0).message());
    }

    @Test
    void runsAllPhasesAndTerminatesTheCluster() throws InterruptedException {
        LocalExecution execution = run("{\"Tags\": [{\"Key\": \"run\", \"Value\": \"1\"}]}");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(cluster().steps())
                .extracting(LocalStep::name)
                .containsExactlyInAnyOrder("Orders", "Customers", "Check", "Report");
        assertThat(cluster().steps()).extracting(LocalStep::state).containsOnly("COMPLETED");
        assertThat(cluster().tags()).containsEntry("run", "1");
        assertThat(cluster().isAlive()).isFalse();
        LocalStep check = cluster().stepsNamed("Check").get(0);
        for (String ingested : new String[] {"Orders", "Customers"}) {
            assertThat(check.started())
                    .isAfterOrEqualTo(cluster().stepsNamed(ingested).get(0).ended());
        }
        assertThat(told("succeeded").path("Pipeline").asText()).isEqualTo("pipeline");
        assertThat(aws.publications("failed")).isEmpty();
    }

    @Test
    void terminatesTheClusterAndTellsWhichStepFailed() throws InterruptedException {
        aws.emr().failStep("Customers", "out of memory");

        LocalExecution execution = run("{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(execution.error()).isEqualTo("States.TaskFailed");
        assertThat(cluster().isAlive()).isFalse();
        assertThat(cluster().steps()).extracting(LocalStep::name).doesNotContain("Check", "Report");
        JsonNode message = told("failed");
        assertThat(message.path("ClusterId").asText()).isEqualTo(cluster().id());
        assertThat(message.path("Execution").asText()).isEqualTo(execution.arn());
        JsonNode step = Json.parse(message.path("Cause").asText()).path("Step");
        assertThat(step.path("Name").asText()).isEqualTo("Customers");
        assertThat(step.at("/Status/FailureDetails/Message").asText()).isEqualTo("out of memory");
        assertThat(aws.publications("succeeded")).isEmpty();
    }

    @Test
    void overridesArgumentsOfTheStepThatIsNamedOnly() throws InterruptedException {
        LocalExecution execution = run("""
                {"StepArgumentOverrides": {"Orders": {"2026-01-01": "2026-02-02"}},
                 "StepArgOverrides": {"Orders": {"2026-01-01": "older"}, "Report": {"daily": "weekly"}}}""");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(arguments("Orders")).isEqualTo("orders 2026-02-02");
        assertThat(arguments("Customers")).isEqualTo("customers 2026-01-01");
        assertThat(arguments("Report")).isEqualTo("it's weekly");
        assertThat(arguments("Check")).isEmpty();
    }

    @Test
    void refusesOverridesOfWhatIsNotThereBeforeAnythingIsStarted() throws InterruptedException {
        for (String overrides : new String[] {
            "{\"Order\": {\"2026-01-01\": \"x\"}}", "{\"Orders\": {\"2026\": \"x\"}}", "{\"Report\": {\"it's\": \"x\"}}"
        }) {
            LocalExecution execution = run("{\"StepArgumentOverrides\": %s}".formatted(overrides));

            assertThat(execution.error()).as(overrides).isEqualTo(PipelineErrors.UNKNOWN_STEP_ARGUMENT);
            assertThat(execution.cause())
                    .contains(
                            "Orders [2026-01-01, orders], Customers [2026-01-01, customers], Check [], Report [daily]");
        }
        assertThat(aws.clusters()).isEmpty();
        assertThat(aws.publications("failed")).hasSize(3);
    }

    @Test
    void tellsOfALaunchThatFailed() throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "no such script"));

        LocalExecution execution = run("{}");

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(told("failed").path("Cause").asText()).contains("ClusterStartFailed", "no such script");
    }

    @Test
    void leavesNoClusterWhenItIsStopped() throws InterruptedException {
        AtomicReference<String> execution = new AtomicReference<>("");
        aws.faults()
                .fail(
                        "elasticmapreduce:AddJobFlowSteps",
                        CallFault.after(() -> aws.stopExecution(String.valueOf(execution.get()))),
                        1);

        execution.set(aws.startExecution(pipeline, "{}"));
        LocalExecution stopped = aws.awaitExecution(String.valueOf(execution.get()));
        aws.awaitIdle();

        assertThat(stopped.status()).isEqualTo("ABORTED");
        assertThat(cluster().isAlive()).isFalse();
    }
}
