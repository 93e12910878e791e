package io.github.emrlaunch.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchEvent;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** One example on one stand-in: synthesized, deployed, launched. */
public final class ExampleRun implements AutoCloseable {
    private static final Path TARGET = Path.of("target");

    private final Example example;
    private final LocalAws aws;
    private final SsmClient ssm;
    private final SfnClient stepFunctions;

    /** Starts a stand-in for the example. */
    public ExampleRun(Example example) {
        this.example = example;
        this.aws = LocalAws.start();
        this.ssm = configure(SsmClient.builder()).build();
        this.stepFunctions = configure(SfnClient.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        aws.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", ""))));
    }

    /** The stand-in. */
    public LocalAws aws() {
        return aws;
    }

    /** Synthesizes the example; returns the folder of its cloud assembly. */
    public Path synthesize() {
        Path assembly = TARGET.resolve("cdk.out").resolve(example.name());
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
        example.stacks().accept(app);
        app.synth();
        return assembly;
    }

    /** Deploys what was synthesized. */
    public Deployment deploy(Path assembly) {
        return aws.deploy(assembly);
    }

    /** What is stored, for whoever may read it. */
    public DefinitionStore definitions() {
        return new ParameterStore(ssm);
    }

    /** Launches and follows the launch to its end. */
    public LaunchResult launch(Example.Start start, Consumer<LaunchEvent> listener) throws InterruptedException {
        EmrLaunchClient client = new EmrLaunchClient(definitions(), stepFunctions, Duration.ofMillis(20));
        Launch launch = client.start(start.launchFunction(), start.input());
        LaunchResult result = client.follow(launch, listener);
        save("history.json", history(launch.executionArn()));
        save("output.json", result.output() == null ? Json.object() : result.output());
        return result;
    }

    /** The cluster that was launched last. */
    public LocalCluster lastCluster() {
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    /** Saves the request of the cluster that was launched last; returns the file. */
    public Path saveRequest() {
        return save("run-job-flow.json", lastCluster().request());
    }

    private JsonNode history(String executionArn) throws InterruptedException {
        ObjectNode history = Json.object();
        aws.awaitExecution(executionArn).history().forEach(history.putArray("events")::add);
        return history;
    }

    private Path save(String file, JsonNode json) {
        Path path = TARGET.resolve("launches").resolve(example.name()).resolve(file);
        try {
            Files.createDirectories(path.getParent());
            return Files.writeString(path, Json.writePretty(json) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path, e);
        }
    }

    @Override
    public void close() {
        stepFunctions.close();
        ssm.close();
        aws.close();
    }
}
