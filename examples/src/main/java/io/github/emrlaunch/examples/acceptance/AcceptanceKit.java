package io.github.emrlaunch.examples.acceptance;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.examples.Example;
import io.github.emrlaunch.examples.acceptance.Probe.Deployed;
import io.github.emrlaunch.examples.acceptance.Probe.Outcome;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Deploys an example to an account, starts the same executions as on the local emulator, compares both, and destroys everything. It
 * asks for a confirmation first. See {@code docs/acceptance.md}.
 */
public final class AcceptanceKit implements AutoCloseable {
    /** The exit code if AWS behaves as the local emulator. */
    static final int AGREES = 0;
    /** The exit code if AWS behaves differently, or something failed. */
    static final int DIFFERS = 1;
    /** The exit code if nothing was deployed. */
    static final int NOTHING_DONE = 2;
    /** The exit code after Ctrl-C; the created resources are destroyed. */
    static final int INTERRUPTED = 130;

    private static final Duration LONGEST_RUN = Duration.ofHours(2);
    private static final Pattern ACCOUNT = Pattern.compile("<Account>(\\d{12})</Account>");
    private static final Pattern CALLER = Pattern.compile("<Arn>([^<]+)</Arn>");

    /**
     * The environment of the kit.
     *
     * @param endpoint the endpoint instead of those of AWS, or null for AWS
     * @param cdk the command of the CDK CLI
     * @param target the folder with the record of the local emulator, and for the report
     * @param answer the typed confirmation, or empty without a terminal
     */
    record Settings(
            Region region,
            AwsCredentialsProvider credentials,
            @Nullable URI endpoint,
            List<String> cdk,
            Path target,
            Supplier<Optional<String>> answer) {
        Settings {
            cdk = List.copyOf(cdk);
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private final Example example;
    private final Settings settings;
    private final PrintStream out;
    private final Path folder;
    private final AwsApi aws;
    private final EmrClient emr;
    private final SfnClient stepFunctions;
    private final SsmClient ssm;
    private final List<String> executions = new ArrayList<>();

    private AcceptanceKit(Example example, Settings settings, PrintStream out) {
        this.example = example;
        this.settings = settings;
        this.out = out;
        this.folder = settings.target().resolve("acceptance").resolve(example.name());
        this.aws = new AwsApi(settings.region(), settings.credentials(), settings.endpoint());
        this.emr = configure(EmrClient.builder()).build();
        this.stepFunctions = configure(SfnClient.builder()).build();
        this.ssm = configure(SsmClient.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(settings.region())
                .credentialsProvider(settings.credentials());
    }

    /**
     * Runs the kit for an example that was launched on the local emulator. Without a terminal, the property {@code aws.confirm} has the
     * confirmation; {@code aws.cdk} is the command of the CDK CLI.
     */
    public static void main(String[] args) throws InterruptedException {
        int code;
        try {
            code = run(Example.named(args[0]), settings(), System.out);
        } catch (IllegalArgumentException | UncheckedIOException | SdkException e) {
            System.err.println(e.getMessage());
            code = NOTHING_DONE;
        }
        if (code != INTERRUPTED) {
            System.exit(code);
        }
    }

    /** Runs the kit and returns the exit code. */
    static int run(Example example, Settings settings, PrintStream out) throws InterruptedException {
        try (AcceptanceKit kit = new AcceptanceKit(example, settings, out)) {
            return kit.run();
        }
    }

    private static Settings settings() {
        @Nullable String endpoint = System.getenv("AWS_ENDPOINT_URL");
        return new Settings(
                new DefaultAwsRegionProviderChain().getRegion(),
                DefaultCredentialsProvider.builder().build(),
                endpoint == null ? null : URI.create(endpoint),
                List.of(System.getProperty("aws.cdk", "npx --yes aws-cdk@2").split(" ")),
                Path.of(System.getProperty("aws.folder", "target")),
                AcceptanceKit::typed);
    }

    private static Optional<String> typed() {
        String property = System.getProperty("aws.confirm", "");
        if (!property.isEmpty()) {
            return Optional.of(property);
        }
        return Optional.ofNullable(System.console()).map(console -> console.readLine("> "));
    }

    private int run() throws InterruptedException {
        AwsApi.Answer identity = aws.query("sts", "2011-06-15", "GetCallerIdentity", Map.of());
        Matcher account = ACCOUNT.matcher(identity.body());
        Matcher caller = CALLER.matcher(identity.body());
        if (!account.find() || !caller.find()) {
            out.println("AWS refuses these credentials: " + identity.told());
            return NOTHING_DONE;
        }
        Map<String, Recording> records = records();
        Synthesized synthesized = Synthesized.of(example, folder.resolve("cdk.out"));
        @Nullable URI endpoint = settings.endpoint();
        boolean local = endpoint != null && LocalDeployer.answers(endpoint);
        ExampleDeployer deployer = endpoint != null && local
                ? new LocalDeployer(endpoint)
                : new CdkDeployer(
                        aws,
                        settings.region(),
                        settings.credentials(),
                        settings.cdk(),
                        folder.resolve("cdk.log").toAbsolutePath());
        Optional<String> obstacle = deployer.obstacle(synthesized);
        if (obstacle.isPresent()) {
            out.println(obstacle.get());
            return NOTHING_DONE;
        }
        Question question =
                new Question(account.group(1), caller.group(1), settings.region(), deployer.name(), synthesized);
        out.print(question.text(example, records.values()));
        if (!question.isConfirmed(settings.answer().get(), out)) {
            return NOTHING_DONE;
        }
        Duration pause = local ? Duration.ofMillis(20) : EmrLaunchClient.POLL_INTERVAL;
        return run(
                deployer,
                new Deployed(
                        aws,
                        account.group(1),
                        settings.region().id(),
                        synthesized,
                        "arn:%s:states:%s:%s:stateMachine:"
                                .formatted(caller.group(1).split(":", -1)[1], settings.region(), account.group(1)),
                        Map.of()),
                records,
                pause);
    }

    private Map<String, Recording> records() {
        Path launches = settings.target().resolve("launches").resolve(example.name());
        return example.starts().stream()
                .collect(Collectors.toMap(
                        Example.Start::stateMachine,
                        start -> Recording.read(launches.resolve(start.stateMachine())),
                        (first, second) -> second,
                        TreeMap::new));
    }

    /** Makes Ctrl-C interrupt this thread while the JVM waits for it, so that resources are destroyed in one place. */
    private int run(ExampleDeployer deployer, Deployed deployed, Map<String, Recording> records, Duration pause) {
        Thread thread = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    thread.interrupt();
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "acceptance-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        AcceptanceReport report = new AcceptanceReport(
                example.name(), "%s in %s, with %s".formatted(deployed.account(), deployed.region(), deployer.name()));
        LaunchedClusters clusters =
                new LaunchedClusters(emr, deployed.example().stateMachines(), Instant.now(), pause.multipliedBy(2));
        attempt(report, "The comparison", () -> compare(deployer, deployed, records, report, pause));
        // From here on, an interruption must not stop the clean-up.
        Thread.interrupted();
        cleanUp(deployer, deployed.example(), clusters, report);
        report.write(folder);
        report.summary().forEach(out::println);
        out.println("Report: " + folder.resolve("report.md"));
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException interrupted) {
            return INTERRUPTED;
        }
        return report.agrees() ? AGREES : DIFFERS;
    }

    private void compare(
            ExampleDeployer deployer,
            Deployed deployed,
            Map<String, Recording> records,
            AcceptanceReport report,
            Duration pause)
            throws InterruptedException {
        out.printf("Deploying with %s%n", deployer.name());
        deployer.deploy(deployed.example());
        Map<String, Recording> runs = new TreeMap<>();
        for (Example.Start start : example.starts()) {
            out.printf("Starting %s%n", start.stateMachine());
            Launch launch = start(start, deployed, pause);
            executions.add(launch.executionArn());
            await(launch, pause);
            Recording recording = Recording.of(aws, launch.executionArn());
            runs.put(launch.executionArn(), recording);
            report.add(start.stateMachine(), records.getOrDefault(start.stateMachine(), recording), recording);
        }
        Deployed ran = new Deployed(
                aws, deployed.account(), deployed.region(), deployed.example(), deployed.arnPrefix(), runs);
        for (Probe probe : Probe.ALL) {
            out.printf("Probing: %s%n", probe.row());
            report.add(probe, outcome(probe, ran));
        }
    }

    private static Outcome outcome(Probe probe, Deployed deployed) throws InterruptedException {
        try {
            return probe.check().of(deployed);
        } catch (RuntimeException e) {
            return Outcome.undecided(e.toString());
        }
    }

    private EmrLaunchClient client(Duration pause) {
        return new EmrLaunchClient(new ParameterStore(ssm), stepFunctions, pause);
    }

    private Launch start(Example.Start start, Deployed deployed, Duration pause) {
        return start instanceof Example.Launch launch
                ? client(pause).start(launch.launchFunction(), launch.input())
                : new Launch(stepFunctions
                        .startExecution(request -> request.stateMachineArn(deployed.arnPrefix() + start.stateMachine())
                                .input(Json.write(((Example.Execution) start).input())))
                        .executionArn());
    }

    private void await(Launch launch, Duration pause) throws InterruptedException {
        CompletableFuture<?> ended = client(pause).followAsync(launch, event -> {
            if (event.entersState()) {
                out.printf("  %s  %s%n", event.time(), event.state());
            }
        });
        try {
            ended.get(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot follow " + launch.executionArn(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("%s does not end in %s".formatted(launch.executionArn(), LONGEST_RUN), e);
        } finally {
            ended.cancel(true);
        }
    }

    /**
     * Stops executions first, because they launch clusters; then terminates clusters, because they use resources of the stacks.
     */
    private void cleanUp(
            ExampleDeployer deployer, Synthesized synthesized, LaunchedClusters clusters, AcceptanceReport report) {
        out.println("Cleaning up");
        for (String execution : executions) {
            attempt(report, "Stopping " + execution, () -> stop(execution));
        }
        attempt(report, "Terminating clusters", () -> clusters.terminate()
                .forEach(id -> report.cleanedUp("cluster " + id)));
        attempt(report, "Destroying " + synthesized.stacks(), () -> {
            deployer.destroy(synthesized);
            report.cleanedUp("stacks " + synthesized.stacks());
        });
        // A cluster whose launch was in progress when its execution was stopped.
        attempt(report, "Terminating late clusters", () -> clusters.terminate()
                .forEach(id -> report.cleanedUp("cluster " + id)));
    }

    private void stop(String execution) {
        String status = stepFunctions
                .describeExecution(request -> request.executionArn(execution))
                .statusAsString();
        if (status.equals("RUNNING")) {
            stepFunctions.stopExecution(
                    request -> request.executionArn(execution).cause("The acceptance kit ends"));
        }
    }

    private static void attempt(AcceptanceReport report, String what, Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            report.problem(what + " was interrupted");
        } catch (RuntimeException e) {
            report.problem(what + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        emr.close();
        stepFunctions.close();
        ssm.close();
        aws.close();
    }
}
