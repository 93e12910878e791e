package io.github.emrlaunch.lambdas;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Measures the handlers of a jar, each in its own JVM, under AWS's runtime interface client. Without a flag, it measures from the start of
 * the process to the response; with {@code --snap}, from the restore of a snapshot: the first and the second invocation, and the number of
 * classes that the first one loads. The functions of the control plane are deployed without SnapStart, so they are measured from the start
 * of the process. The function's JVM is the one that runs the benchmark: JDK 25 has its own runtime with snapshots.
 *
 * <p>Run it manually: {@code mvn -q -pl emr-launch-lambdas -am verify -DskipTests -Dbenchmark}. A second jar, such as that of an earlier
 * version, is measured in turns with the first, and the ratio is printed.
 */
public final class ColdStartBenchmark {
    private static final int RUNS = Integer.getInteger("runs", 15);
    private static final String HANDLERS = "io.github.emrlaunch.lambdas.";

    /** The input of the handler of earlier versions. */
    private static final String EARLIER_LOADER = HANDLERS + "LoadClusterConfigurationHandler";

    private static final DateTimeFormatter CLASS_LOAD_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    private final EmrProfileDefinition profile;
    private final ClusterConfigurationDefinition configuration;

    private ColdStartBenchmark(DefinitionDirectory definitions) {
        this.profile = definitions.get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"));
        this.configuration = definitions.get(
                DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"));
    }

    /** Expects {@code [--snap] JAR DEFINITIONS [OTHER-JAR]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(args));
        boolean snap = arguments.remove("--snap");
        Path jar = Path.of(arguments.get(0));
        ColdStartBenchmark benchmark = new ColdStartBenchmark(new DefinitionDirectory(Path.of(arguments.get(1))));
        System.out.printf("%s: %,d bytes%n", jar.getFileName(), Files.size(jar));
        if (snap) {
            benchmark.printSnapshots(jar);
        } else {
            benchmark.printColdStarts(jar, arguments.size() > 2 ? List.of(Path.of(arguments.get(2))) : List.of());
        }
    }

    /**
     * One kind of invocation.
     *
     * @param handler the simple name of its class
     * @param input the input of the state machine, which adds the execution
     * @param succeeds whether it must succeed
     * @param snapStart whether the function is deployed with SnapStart
     */
    private record Scenario(String handler, ObjectNode input, boolean succeeds, boolean snapStart) {
        Scenario(String handler, ObjectNode input, boolean succeeds) {
            this(handler, input, succeeds, true);
        }

        Scenario withoutSnapStart() {
            return new Scenario(handler, input, succeeds, false);
        }
    }

    private Map<String, Scenario> scenarios() {
        LaunchRequest launch = new LaunchRequest(
                profile.definitionName(),
                configuration.definitionName(),
                "benchmark",
                false,
                false,
                configuration.defaultOverrides(),
                List.of(),
                LaunchSecrets.NONE);
        ObjectNode load = stage(LaunchStage.LOAD);
        load.set(LaunchRequest.LAUNCH, launch.toJson());
        load.set(
                LaunchRequest.EXECUTION_INPUT,
                Json.parse("{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 3}}"));
        ObjectNode check = load.deepCopy().put(LaunchRequest.STAGE, LaunchStage.CHECK.name());
        check.set(LaunchRequest.LOADED, request());
        check.set(LaunchRequest.OVERRIDDEN, request());
        ObjectNode start = load.deepCopy()
                .put(LaunchRequest.STAGE, LaunchStage.START.name())
                .put(LaunchRequest.RETRY_COUNT, 0);
        start.set(LaunchRequest.CLUSTER, request());
        ObjectNode describe = stage(LaunchStage.DESCRIBE).put(LaunchRequest.CLUSTER_ID, "${ClusterId}");
        describe.putObject(LaunchRequest.PROTECTION)
                .put("ReleaseLabel", "emr-7.12.0")
                .put("ServiceRole", "other");
        ObjectNode terminate = stage(LaunchStage.TERMINATE).put(LaunchRequest.CLUSTER_ID, "${ClusterId}");
        ObjectNode failure = load.deepCopy();
        failure.withObject("/" + LaunchRequest.EXECUTION_INPUT).put("FailIfClusterRunning", 1);
        ObjectNode missing = load.deepCopy();
        missing.withObject("/" + LaunchRequest.LAUNCH).put("EMRProfile", "default/missing");
        ObjectNode refused = start.deepCopy();
        refused.withObject("/" + LaunchRequest.CLUSTER).put("Unknown", 1);
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        scenarios.put("load", new Scenario("LaunchHandler", load, true));
        scenarios.put("check", new Scenario("LaunchHandler", check, true));
        scenarios.put("start", new Scenario("LaunchHandler", start, true));
        scenarios.put("describe", new Scenario("LaunchHandler", describe, true));
        scenarios.put("terminate", new Scenario("LaunchHandler", terminate, true));
        scenarios.put("load, invalid input", new Scenario("LaunchHandler", failure, false));
        scenarios.put("load, no profile", new Scenario("LaunchHandler", missing, false));
        scenarios.put("start, refused", new Scenario("LaunchHandler", refused, false));
        scenarios.put(
                "get definition",
                new Scenario("GetDefinitionHandler", Json.object().put("ProfileName", "sse-s3-profile"), true)
                        .withoutSnapStart());
        scenarios.put(
                "list definitions", new Scenario("ListDefinitionsHandler", Json.object(), true).withoutSnapStart());
        return scenarios;
    }

    private static ObjectNode stage(LaunchStage stage) {
        return Json.object().put(LaunchRequest.STAGE, stage.name()).put(LaunchRequest.NONCE, "benchmark");
    }

    private static ObjectNode request() {
        return Json.parseObject("""
                {"Name": "benchmark", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                 "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge", "KeepJobFlowAliveWhenNoSteps": true}}""");
    }

    /** Prints the times of the handlers, with and without those of a function that does nothing. */
    private void printSnapshots(Path jar) throws IOException, InterruptedException {
        System.out.printf(
                "Java %s%n%-30s %10s %10s %6s %8s   without those of the runtime%n",
                Runtime.version(), "", "first", "second", "ratio", "classes");
        Measured runtime = medians(idleJar(), new Scenario("ColdStartBenchmark$Idle", Json.object(), true));
        System.out.println(row("nothing", runtime));
        for (Map.Entry<String, Scenario> scenario : scenarios().entrySet()) {
            Measured total = medians(jar, scenario.getValue());
            System.out.println(
                    scenario.getValue().snapStart()
                            ? row(scenario.getKey(), total) + "   "
                                    + row("", total.minus(runtime)).strip()
                            : row(scenario.getKey() + ", no snapshot", total));
        }
    }

    private static String row(String name, Measured measured) {
        return "%-30s %7.1f ms %7.1f ms %6.2f %8d"
                .formatted(
                        name,
                        measured.first() / 1000.0,
                        measured.second() / 1000.0,
                        (double) measured.first() / measured.second(),
                        measured.classes());
    }

    private Measured medians(Path jar, Scenario scenario) throws IOException, InterruptedException {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        List<Long> classes = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Measured measured = measure(jar, scenario);
            first.add(measured.first());
            second.add(measured.second());
            classes.add(measured.classes());
        }
        return new Measured(median(first), median(second), median(classes));
    }

    /** A function that does nothing: its times are those of the runtime. */
    public static final class Idle implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            output.write(input.readAllBytes());
        }
    }

    private static Path idleJar() throws IOException {
        Path jar = Files.createTempFile("idle", ".jar");
        String name = Idle.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = Objects.requireNonNull(Idle.class.getResourceAsStream("/" + name))) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
        return jar;
    }

    private void printColdStarts(Path jar, List<Path> other) throws IOException, InterruptedException {
        Map<Path, List<Long>> times = new LinkedHashMap<>();
        List<Path> jars = Stream.concat(Stream.of(jar), other.stream()).toList();
        for (int run = 0; run < RUNS; run++) {
            for (Path each : jars) {
                Measured measured = measure(each, loader(each).withoutSnapStart());
                times.computeIfAbsent(each, key -> new ArrayList<>()).add(measured.first());
            }
        }
        times.forEach((each, micros) ->
                System.out.printf("%s: cold start of the loader, median %.0f ms%n", each, median(micros) / 1000.0));
        if (!other.isEmpty()) {
            System.out.printf(
                    "ratio %.2f%n",
                    (double) median(times.getOrDefault(jar, List.of()))
                            / median(times.getOrDefault(other.get(0), List.of())));
        }
    }

    private Scenario loader(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(EARLIER_LOADER.replace('.', '/') + ".class") == null) {
                return scenarios().getOrDefault("load", new Scenario("", Json.object(), true));
            }
        }
        ObjectNode input = Json.parseObject("""
                {"EMRProfile": "%s", "ClusterConfiguration": "%s", "ClusterName": "benchmark",
                 "DefaultFailIfClusterRunning": false, "AllowedClusterConfigOverrides": {}, "ClusterTags": [],
                 "Way": "CREATE_CLUSTER", "Secrets": {"Configurations": {}}, "ExecutionInput": {}}""".formatted(profile.definitionName(), configuration.definitionName()));
        return new Scenario("LoadClusterConfigurationHandler", input, true);
    }

    /**
     * Two invocations of one JVM.
     *
     * @param first microseconds
     * @param second microseconds
     * @param classes that the first one loaded
     */
    private record Measured(long first, long second, long classes) {
        Measured minus(Measured other) {
            return new Measured(first - other.first, second - other.second, classes - other.classes);
        }
    }

    private Measured measure(Path jar, Scenario scenario) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("cold-start");
        Path classes = directory.resolve("classes.log");
        LocalAws.Builder builder = LocalAws.builder();
        if (scenario.snapStart()) {
            builder.functionVariable("JAVA_TOOL_OPTIONS", "-Xlog:class+load=info:file=%s:time".formatted(classes));
        }
        try (LocalAws aws = builder.start()) {
            aws.existing().role("service").role("other").instanceProfile("instance", "instance");
            String stateMachine = aws.deploy(StageStack.write(
                            directory,
                            jar,
                            HANDLERS + scenario.handler(),
                            scenario.snapStart(),
                            List.<Definition>of(profile, configuration)))
                    .ofType("AWS::StepFunctions::StateMachine")
                    .get(0)
                    .physicalId();
            LambdaInvocation first = run(aws, stateMachine, "first", scenario.input());
            Instant end = Instant.now();
            long loaded = scenario.snapStart() ? loadedSince(classes, end.minus(first.duration())) : 0;
            LambdaInvocation second = run(aws, stateMachine, "second", scenario.input());
            for (LambdaInvocation invocation : List.of(first, second)) {
                if ((invocation.functionError() == null) != scenario.succeeds()) {
                    throw new IllegalStateException(invocation.response());
                }
            }
            return new Measured(micros(first), micros(second), loaded);
        }
    }

    private static long micros(LambdaInvocation invocation) {
        return invocation.duration().toNanos() / 1000;
    }

    private static LambdaInvocation run(LocalAws aws, String stateMachine, String name, ObjectNode input)
            throws InterruptedException {
        String execution = stateMachine.replace(":stateMachine:", ":execution:") + ":" + name;
        String text = Json.write(input);
        if (text.contains("${ClusterId}")) {
            text = text.replace("${ClusterId}", cluster(aws, execution));
        }
        aws.awaitExecution(aws.startExecution(stateMachine, name, text));
        List<LambdaInvocation> invocations = aws.invocations();
        return invocations.get(invocations.size() - 1);
    }

    /** A cluster of a future execution. */
    private static String cluster(LocalAws aws, String execution) {
        ObjectNode request = request();
        request.putArray("Tags").addObject().put("Key", Tag.EXECUTION_KEY).put("Value", execution);
        return Clients.of(aws)
                .call(CalledService.EMR, "RunJobFlow", request)
                .path("JobFlowId")
                .asText();
    }

    private static long loadedSince(Path log, Instant time) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("[2"))
                    .map(line -> line.substring(1, line.indexOf(']')))
                    .filter(text -> !OffsetDateTime.parse(text, CLASS_LOAD_TIME)
                            .toInstant()
                            .isBefore(time))
                    .count();
        }
    }

    private static long median(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
