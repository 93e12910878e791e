package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the steps of the file, successfully and with a failing step. */
class SparkStepsIT {
    private static final Pattern DATA_OBJECTS = Pattern.compile("\"EnvironmentDataBucket[^}]+},\"(/[^\"]+\\*)\"");

    private final ExampleRun run = new ExampleRun(Example.named("spark-steps"), ForkFolder.PATH);
    private Deployment deployment = new Deployment(List.of(), Map.of());

    @BeforeEach
    void deploy() {
        deployment = run.deploy(run.synthesize());
    }

    @AfterEach
    void close() {
        run.close();
    }

    private String output(String id) {
        return deployment.output("SparkSteps", id);
    }

    private LocalExecution runSteps() throws InterruptedException {
        String command = output("RunSteps");
        String machine = command.substring(command.lastIndexOf(' ') + 1);
        return run.aws().awaitExecution(run.aws().startExecution(machine, "{}"));
    }

    @Test
    void runsTheStepsOfTheFileOnSpotInstances() throws InterruptedException {
        assertThat(runSteps())
                .succeeded()
                .launchedCluster(cluster -> cluster.ranSteps("pi", "words", "pairs"))
                .leftNoClusters()
                .notifiedOnce("default-spark-steps-succeeded", message -> {})
                .didNotNotify("default-spark-steps-failed");

        JsonNode request = run.lastCluster().request();
        assertThat(request.path("Name").asText()).isEqualTo(output("ClusterName"));
        assertThat(request.path("LogUri").asText() + "/").isEqualTo(output("LogsUri"));
        assertThat(request.at("/Instances/Ec2SubnetId").asText()).isEqualTo(output("ClusterSubnetId"));
        assertThat(request.at("/Instances/InstanceGroups"))
                .extracting(
                        group -> group.path("InstanceRole").asText(),
                        group -> group.path("InstanceType").asText(),
                        group -> group.path("Market").asText(),
                        group -> group.path("InstanceCount").asInt())
                .containsExactly(tuple("MASTER", "m4.large", "SPOT", 1), tuple("CORE", "m4.large", "SPOT", 2));
        assertThat(request.at("/BootstrapActions/0/ScriptBootstrapAction/Path").asText())
                .isEqualTo("s3://%s/bootstrap/bootstrap.sh".formatted(output("DataBucketName")));
    }

    @Test
    void readsAndWritesInTheDataBucket() throws InterruptedException {
        runSteps();

        String bucket = "s3://" + output("DataBucketName");
        assertThat(output("DataBucketName")).matches("default-data-[0-9a-f]{8}");
        assertThat(output("ResultsUri")).isEqualTo(bucket + "/outputs/");
        assertThat(arguments("pi"))
                .containsExactly(
                        "spark-submit",
                        "--deploy-mode",
                        "cluster",
                        bucket + "/code/pi.py",
                        "--output_uri",
                        bucket + "/outputs/pi/");
        assertThat(arguments("pairs"))
                .endsWith(
                        bucket + "/code/pairs.py",
                        "--data_source",
                        bucket + "/data/articles/",
                        "--output_uri",
                        bucket + "/outputs/pairs/");
        assertThat(deployment.ofType("Custom::CDKBucketDeployment")).hasSize(3);
    }

    @Test
    void instanceRoleMayReadInputsAndWriteOnlyOutputs() throws Exception {
        runSteps();

        String bucket = "s3://" + output("DataBucketName");
        List<String> readable = patterns("s3:GetObject");
        List<String> writable = patterns("s3:PutObject");
        assertThat(run.lastCluster().steps()).hasSize(3);
        for (LocalStep step : run.lastCluster().steps()) {
            List<String> uris = arguments(step.name()).stream()
                    .filter(argument -> argument.startsWith(bucket))
                    .map(uri -> uri.substring(bucket.length()))
                    .toList();
            assertThat(uris).hasSizeGreaterThan(1).allMatch(uri -> allows(readable, uri));
            assertThat(uris.get(uris.size() - 1)).matches(uri -> allows(writable, uri));
            assertThat(uris.subList(0, uris.size() - 1)).noneMatch(uri -> allows(writable, uri));
        }
        assertThat(allows(readable, "/bootstrap/bootstrap.sh")).isTrue();
    }

    private static boolean allows(List<String> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> path.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    /** Returns the objects of the data bucket for which the instance role has this permission, such as {@code /code/*}. */
    private List<String> patterns(String action) throws IOException {
        JsonNode template =
                Json.parse(Files.readString(ForkFolder.PATH.resolve("cdk.out/spark-steps/SparkSteps.template.json")));
        List<String> patterns = new ArrayList<>();
        for (JsonNode resource : template.path("Resources")) {
            if (resource.at("/Properties/Roles").toString().contains("ProfileInstanceRole")) {
                for (JsonNode statement : resource.at("/Properties/PolicyDocument/Statement")) {
                    if (statement.path("Action").toString().contains("\"%s\"".formatted(action))) {
                        DATA_OBJECTS
                                .matcher(statement.path("Resource").toString())
                                .results()
                                .forEach(object -> patterns.add(object.group(1)));
                    }
                }
            }
        }
        return patterns;
    }

    private List<String> arguments(String step) {
        return run.lastCluster().stepsNamed(step).get(0).arguments();
    }

    @Test
    void reportsTheFailedStepAndTerminatesTheCluster() throws InterruptedException {
        run.aws().emr().failStep("words", "Path does not exist");

        assertThat(runSteps())
                .failed()
                .launchedCluster(
                        cluster -> cluster.ranSteps("pi", "words").step("words").failed())
                .leftNoClusters()
                .didNotNotify("default-spark-steps-succeeded")
                .notifiedOnce("default-spark-steps-failed", told -> {
                    JsonNode message = Json.parse(told.message());
                    assertThat(told.subject()).isEqualTo("EMR pipeline failed: default/spark-steps");
                    assertThat(message.path("ClusterId").asText())
                            .isEqualTo(run.lastCluster().id());
                    assertThat(message.path("Cause").asText()).contains("('words')", "Path does not exist");
                });
    }

    @Test
    void startsAClusterThatStaysForNotebooks() throws InterruptedException {
        LocalExecution execution =
                run.aws().awaitExecution(run.aws().startExecution(output("LaunchFunctionArn"), "{}"));

        assertThat(execution).succeeded().launchedCluster(cluster -> cluster.hasState("WAITING"));
        assertThat(run.lastCluster().request().path("Applications").findValuesAsText("Name"))
                .contains("JupyterEnterpriseGateway", "Livy", "Spark");
        assertThat(output("StudioUrl")).isNotEmpty();
    }
}
