package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.ClusterStatus;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.cli.Cli.Result;
import io.github.emrlaunch.definitions.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Tag;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The client against moto, an emulator by others, which {@code .ci/run} starts. */
@EnabledIfEnvironmentVariable(
        named = MotoIT.ENDPOINT,
        matches = "http://.+",
        disabledReason = "moto's server isn't running; .ci/run starts it")
class MotoIT {
    static final String ENDPOINT = "MOTO_ENDPOINT_URL";

    private static final String DEFINITIONS = "../emr-launch-definitions/src/test/resources/python-2.0.1";

    @TempDir
    Path home;

    private final URI moto = URI.create(System.getenv(ENDPOINT));

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(moto)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    @BeforeEach
    void reset() throws Exception {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(moto.resolve("/moto-api/reset"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private Result run(String... args) throws Exception {
        return new Launcher(
                        home,
                        Map.of(
                                "AWS_ENDPOINT_URL", moto.toString(),
                                "AWS_REGION", "eu-west-1",
                                "AWS_ACCESS_KEY_ID", "test",
                                "AWS_SECRET_ACCESS_KEY", "test"))
                .run(args);
    }

    @Test
    void importsListsComparesAndExportsDefinitions() throws Exception {
        Result imported = run("import", DEFINITIONS);
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.out()).endsWith("16 definitions: 16 to create, 0 to update, 0 to keep\n");

        assertThat(run("list", "configurations").out().lines()).hasSize(4);
        assertThat(run("show", "function", "launch-basic-cluster").out())
                .containsPattern("CoreInstanceCount +2 +an integer +Instances");
        assertThat(run("diff", "profiles", "sse-s3-profile", "sse-kms-profile").exitCode())
                .isEqualTo(1);
        assertThat(run("show", "profile", "sse-s4-profile").err()).contains("Did you mean default/sse-s3-profile");
        assertThat(run("export", home.resolve("copy").toString()).exitCode()).isZero();
        assertThat(run("import", home.resolve("copy").toString(), "--dry-run").out())
                .isEqualTo("16 definitions: 0 to create, 0 to update, 16 to keep. Nothing was written\n");
    }

    @Test
    void listsMoreDefinitionsThanOnePage() throws Exception {
        Path many = home.resolve("many/emr_profiles/many");
        Files.createDirectories(many);
        String profile = Files.readString(Path.of(DEFINITIONS, "emr_profiles/default/sse-s3-profile.json"))
                .replace("\"default\"", "\"many\"");
        for (int i = 0; i < 35; i++) {
            Files.writeString(
                    many.resolve("p%d.json".formatted(i)),
                    profile.replace("\"sse-s3-profile\"", "\"p%d\"".formatted(i)));
        }
        assertThat(run("import", home.resolve("many").toString()).exitCode()).isZero();

        assertThat(Json.parse(run("list", "profiles", "-n", "many", "--output", "json")
                        .out()))
                .hasSize(35);
    }

    @Test
    void clustersAreDescribedAndTerminated() {
        try (EmrClient emr = configure(EmrClient.builder()).build();
                SfnClient stepFunctions = configure(SfnClient.builder()).build();
                EmrLaunchClient client = EmrLaunchClient.builder()
                        .region("eu-west-1")
                        .emr(emr)
                        .stepFunctions(stepFunctions)
                        .build()) {
            Launch launch = new Launch("arn:aws:states:eu-west-1:123456789012:execution:default_x:run-1");
            String id = emr.runJobFlow(request -> request.name("x")
                            .tags(List.of(Tag.builder()
                                    .key("emr-launch:execution")
                                    .value(launch.executionArn())
                                    .build()))
                            .releaseLabel("emr-7.12.0")
                            .instances(instances -> instances
                                    .keepJobFlowAliveWhenNoSteps(true)
                                    .masterInstanceType("m5.xlarge")
                                    .slaveInstanceType("m5.xlarge")
                                    .instanceCount(2)))
                    .jobFlowId();

            assertThat(client.cluster(id)).extracting(ClusterStatus::state).isEqualTo("WAITING");
            client.terminateCluster(launch, id);
            assertThat(client.cluster(id)).extracting(ClusterStatus::state).isEqualTo("TERMINATED");
        }
    }

    @Test
    void launchesAreStartedListedAndStopped() throws Exception {
        run("import", DEFINITIONS);
        try (SfnClient stepFunctions = configure(SfnClient.builder()).build()) {
            stepFunctions.createStateMachine(request -> request.name("default_launch-basic-cluster")
                    .roleArn("arn:aws:iam::123456789012:role/states")
                    .definition("{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}"));
        }

        Result started =
                run("start", "launch-basic-cluster", "--set", "CoreInstanceCount=3", "--execution-name", "run-1");
        assertThat(started.exitCode()).as(started.err()).isZero();
        assertThat(run("status", "launch-basic-cluster").out()).contains(":run-1");
        String execution = "arn:aws:states:eu-west-1:123456789012:execution:default_launch-basic-cluster:run-1";
        assertThat(run("status", execution).out()).startsWith("RUNNING since ").contains("{\"CoreInstanceCount\":3}");
        // Moto runs no states: an execution is RUNNING until it is stopped.
        assertThat(run("stop", execution).out()).startsWith("Stopped " + execution);
        assertThat(run("status", execution, "--wait").out()).contains("ABORTED after ");
    }
}
