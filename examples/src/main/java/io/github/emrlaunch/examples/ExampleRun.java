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
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalJobRun;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.jobs.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** Synthesizes, deploys and starts one example on one local emulator. */
public final class ExampleRun implements AutoCloseable {
    /** The folders of the cloud assemblies that this JVM synthesized; an app always produces the same assembly. */
    private static final Map<Path, Path> SYNTHESIZED = new ConcurrentHashMap<>();

    private final Example example;
    private final Path target;
    private final LocalAws aws;
    private final SsmClient ssm;
    private final SfnClient stepFunctions;
    private Deployment deployment = new Deployment(List.of(), Map.of());

    /** Starts a local emulator for the example, with files under {@code target}. */
    public ExampleRun(Example example) {
        this(example, Path.of("target"));
    }

    /**
     * Starts a local emulator for the example, with simulated jobs.
     *
     * @param target the folder for files, which only this process uses
     */
    public ExampleRun(Example example, Path target) {
        this(example, target, LocalAws.start());
    }

    private ExampleRun(Example example, Path target, LocalAws aws) {
        this.example = example;
        this.target = target;
        this.aws = aws;
        // The account has used Spot Instances before; some examples need them.
        aws.existing().serviceLinkedRole("spot.amazonaws.com");
        this.ssm = configure(SsmClient.builder()).build();
        this.stepFunctions = configure(SfnClient.builder()).build();
    }

    /**
     * Starts a local emulator for the example, with real jobs. Its buckets are folders under {@code target}, which remain after it is
     * closed, and which the next run empties.
     *
     * @param target the folder for files, which only this process uses
     */
    public static ExampleRun withJobs(Example example, Path target, Jobs jobs) {
        Path directory = folder(example, target).resolve("aws");
        delete(directory);
        return new ExampleRun(
                example,
                target,
                LocalAws.builder().directory(directory).jobs(jobs).start());
    }

    private static void delete(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + directory, e);
        }
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        aws.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", ""))));
    }

    /** The local emulator. */
    public LocalAws aws() {
        return aws;
    }

    /** Synthesizes the example's apps, each once in a JVM, and returns the folders of their cloud assemblies. */
    public List<Path> synthesize() {
        return example.apps().stream()
                .map(app -> SYNTHESIZED.computeIfAbsent(
                        target.resolve("cdk.out").resolve(app.name()), folder -> synthesized(app, folder)))
                .toList();
    }

    private static Path synthesized(ExampleApp example, Path assembly) {
        App app = new App(AppProps.builder().outdir(assembly.toString()).build());
        example.stacks().accept(app);
        app.synth();
        return assembly;
    }

    /** Deploys the cloud assemblies, one after the other. */
    public Deployment deploy(List<Path> assemblies) {
        List<DeployedResource> resources = new ArrayList<>();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        for (Path assembly : assemblies) {
            Deployment one = aws.deploy(assembly);
            resources.addAll(one.resources());
            outputs.putAll(one.outputs());
        }
        deployment = new Deployment(resources, outputs);
        return deployment;
    }

    /** Returns the store of all definitions. */
    public DefinitionStore definitions() {
        return new ParameterStore(ssm);
    }

    /** Starts an execution, follows it until it has ended, and saves the result. */
    public ExampleResult run(Example.Start start, Consumer<LaunchEvent> listener) throws InterruptedException {
        Set<String> clustersBefore = ids(aws.clusters(), LocalCluster::id);
        Set<String> stepsBefore = ids(steps(), LocalStep::id);
        Set<String> jobRunsBefore = ids(aws.serverless().jobRuns(), LocalJobRun::id);
        EmrLaunchClient client = client();
        Launch launch = start(start, client);
        LaunchResult result = client.follow(launch, listener);
        List<LocalCluster> clusters = without(clustersBefore, aws.clusters(), LocalCluster::id);
        ExampleResult all = new ExampleResult(
                folder(start, clusters),
                result,
                clusters,
                without(stepsBefore, steps(), LocalStep::id),
                without(jobRunsBefore, aws.serverless().jobRuns(), LocalJobRun::id));
        JsonNode history = history(launch.executionArn());
        String page = aws.runPage(launch.executionArn());
        all.save(all.folder(), history, page);
        all.save(folder().resolve(start.stateMachine()), history, page);
        return all;
    }

    /** Returns a client for the deployed example, which need not be closed. */
    public EmrLaunchClient client() {
        return new EmrLaunchClient(definitions(), stepFunctions, Duration.ofMillis(20));
    }

    private Launch start(Example.Start start, EmrLaunchClient client) {
        if (start instanceof Example.Launch launch) {
            return client.start(launch.launchFunction(), launch.input());
        }
        Example.Execution execution = (Example.Execution) start;
        return new Launch(aws.startExecution(stateMachine(execution.stateMachine()), Json.write(execution.input())));
    }

    /** Returns the folder of the example for the last launch of a cluster, and a separate folder for each execution. */
    private Path folder(Example.Start start, List<LocalCluster> clusters) {
        return start instanceof Example.Execution && clusters.isEmpty()
                ? folder().resolve(start.stateMachine())
                : folder();
    }

    private Path folder() {
        return folder(example, target);
    }

    private static Path folder(Example example, Path target) {
        return target.resolve("launches").resolve(example.name());
    }

    /** Returns the URIs of all objects in S3. */
    public List<String> objects() {
        return aws.s3().buckets().stream()
                .flatMap(bucket -> aws.s3().keys(bucket).stream().map(key -> "s3://" + bucket + "/" + key))
                .toList();
    }

    /** The folder of the buckets of a run with jobs. */
    public Path buckets() {
        return folder().resolve("aws").resolve("s3");
    }

    private List<LocalStep> steps() {
        return aws.clusters().stream()
                .flatMap(cluster -> cluster.steps().stream())
                .toList();
    }

    private static <T> Set<String> ids(List<T> elements, Function<T, String> id) {
        return elements.stream().map(id).collect(Collectors.toSet());
    }

    private static <T> List<T> without(Set<String> ids, List<T> elements, Function<T, String> id) {
        return elements.stream()
                .filter(element -> !ids.contains(id.apply(element)))
                .toList();
    }

    /**
     * Returns the ARN of a deployed state machine.
     *
     * @throws IllegalArgumentException if there is no state machine with that name
     */
    public String stateMachine(String name) {
        return deployment.stateMachine(name);
    }

    /** Returns the cluster that was launched last. */
    public LocalCluster lastCluster() {
        return aws.clusters().get(aws.clusters().size() - 1);
    }

    private JsonNode history(String executionArn) throws InterruptedException {
        ObjectNode history = Json.object();
        aws.awaitExecution(executionArn).history().forEach(history.putArray("events")::add);
        return history;
    }

    @Override
    public void close() {
        stepFunctions.close();
        ssm.close();
        aws.close();
    }
}
