package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.Tag;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function in its own JVM, before and after Lambda takes its snapshot. */
class LaunchRehearsalTest {
    private static final String EXECUTION = LaunchMachine.EXECUTION;

    /** The requests of the function to AWS: the operation and a header. */
    private record Call(String operation, String authorization, Instant time) {}

    @TempDir
    Path folder;

    private final HttpServer aws;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private String history = "";

    LaunchRehearsalTest() throws IOException {
        aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        aws.createContext("/credentials", exchange -> {
            credentials.add("asked");
            send(exchange, 200, """
                    {"AccessKeyId": "REAL%d", "SecretAccessKey": "s", "Token": "t", "Expiration": "%s"}""".formatted(credentials.size(), Instant.now().plusSeconds(3600)));
        });
        aws.createContext("/", exchange -> {
            String operation =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
            String date = exchange.getRequestHeaders().getFirst("X-Amz-Date");
            calls.add(new Call(
                    operation,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    Instant.parse(date.replaceAll("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"))));
            exchange.getRequestBody().readAllBytes();
            send(
                    exchange,
                    200,
                    switch (operation) {
                        case "GetExecutionHistory" -> history;
                        case "DescribeCluster" -> """
                        {"Cluster": {"Id": "j-1", "Status": {"State": "WAITING"}, "ServiceRole": "a",
                         "Tags": [{"Key": "%s", "Value": "%s"}]}}""".formatted(Tag.EXECUTION_KEY, EXECUTION);
                        case "RunJobFlow" -> "{\"JobFlowId\": \"j-1\", \"ClusterArn\": \"arn\"}";
                        default -> "{}";
                    });
        });
        aws.start();
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        aws.stop(0);
    }

    private static ObjectNode payload(LaunchStage stage, String input) {
        LaunchRequest launch = new LaunchRequest(
                DefinitionName.of("p"),
                DefinitionName.of("c"),
                "etl",
                false,
                false,
                Map.of(),
                List.of(),
                LaunchSecrets.NONE);
        ObjectNode cluster = Json.parseObject("{\"Name\": \"etl\", \"Instances\": {}}");
        ObjectNode payload = LaunchMachine.payload(stage)
                .put(LaunchRequest.CLUSTER_ID, "j-1")
                .put(LaunchRequest.RETRY_COUNT, 0);
        payload.set(LaunchRequest.LAUNCH, launch.toJson());
        payload.set(LaunchRequest.EXECUTION_INPUT, Json.parse(input));
        payload.set(LaunchRequest.CLUSTER, cluster);
        payload.set(LaunchRequest.LOADED, cluster.deepCopy());
        payload.set(LaunchRequest.OVERRIDDEN, cluster.deepCopy());
        payload.putObject(LaunchRequest.PROTECTION).put("ServiceRole", "b");
        return payload;
    }

    /** Invokes one function twice, and returns the classes that the first invocation loaded. */
    private List<String> run(ObjectNode payload, String initialization) throws IOException, InterruptedException {
        ObjectNode parameters = Json.object().put("FunctionName", Invocation.FUNCTION + ":7");
        parameters.set("Payload", payload);
        ObjectNode events = Json.object();
        events.putArray("events")
                .addObject()
                .put("type", "TaskScheduled")
                .putObject("taskScheduledEventDetails")
                .put("parameters", Json.write(parameters));
        history = Json.write(events);
        Path log = folder.resolve("classes.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TwoInvocations.class.getName(),
                        Json.write(payload))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile());
        String endpoint = "http://127.0.0.1:" + aws.getAddress().getPort();
        builder.environment()
                .putAll(Map.of(
                        "AWS_REGION",
                        "us-east-1",
                        "AWS_ENDPOINT_URL",
                        endpoint,
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        endpoint + "/credentials",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        initialization));
        builder.environment()
                .keySet()
                .removeAll(List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        assertThat(process.waitFor()).as(() -> read("output.log")).isZero();
        List<String> loaded = new ArrayList<>();
        boolean first = false;
        for (String line : read("classes.log").lines().toList()) {
            if (line.contains(TwoInvocations.Restored.class.getName())) {
                first = true;
            } else if (line.contains(TwoInvocations.Again.class.getName())) {
                break;
            } else if (first) {
                loaded.add(line.replaceAll(".*\\] | source:.*", ""));
            }
        }
        return loaded;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOAD", "CHECK", "START", "DESCRIBE", "TERMINATE"})
    void loadsMostClassesBeforeTheFirstInvocation(String stage) throws IOException, InterruptedException {
        assertThat(run(payload(LaunchStage.valueOf(stage), "{}"), "snap-start")).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void loadsMostClassesBeforeTheFirstInputError() throws IOException, InterruptedException {
        assertThat(run(payload(LaunchStage.LOAD, "{\"FailIfClusterRunning\": 1}"), "snap-start"))
                .hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void runsOnlyForSnapStart() throws IOException, InterruptedException {
        assertThat(run(payload(LaunchStage.DESCRIBE, "{}"), "on-demand")).hasSizeGreaterThan(100);
    }

    /** A snapshot may be restored days later: values of that age must not be used. */
    @Test
    void keepsNoCredentialsClockOrCallsInTheSnapshot() throws IOException, InterruptedException {
        Instant before = Instant.now().minusSeconds(1);

        run(payload(LaunchStage.DESCRIBE, "{}"), "snap-start");

        assertThat(calls).extracting(Call::operation).containsExactly("DescribeCluster", "DescribeCluster");
        // Requested once, and not before the first invocation: the rehearsal has others.
        assertThat(credentials).hasSize(1);
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.authorization()).contains("Credential=REAL1/");
            // The clock of the rehearsal was in 1970.
            assertThat(call.time()).isBetween(before, Instant.now().plus(Duration.ofSeconds(1)));
        });
        assertThat(read("output.log")).contains("property=null");
    }

    /** Names are resolved by callers of AWS, not by the rehearsal. */
    @Test
    void doesNotResolveHostNames() throws IOException, InterruptedException {
        run(payload(LaunchStage.DESCRIBE, "{}"), "snap-start");

        assertThat(read("classes.log"))
                .doesNotContain("java.net.InetAddress$CachedLookup")
                .doesNotContain("java.net.InetAddress$CachedAddresses");
    }
}
