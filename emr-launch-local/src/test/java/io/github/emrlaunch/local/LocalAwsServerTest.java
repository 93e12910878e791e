package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.local.internal.iam.UnknownKeys;
import io.github.emrlaunch.states.time.ClockMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server in this JVM, with a wall clock that the test moves. */
@Timeout(120)
class LocalAwsServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ASKS = "{'StartAt': 'Ask', 'States': {'Ask': {'Type': 'Task', 'Resource':"
            + " 'arn:aws:states:::events:putEvents.waitForTaskToken', 'HeartbeatSeconds': 60, 'Parameters': {'Entries':"
            + " [{'Source': 'ask', 'DetailType': 'ask', 'Detail': {'token.$': '$$.Task.Token'}}]}, 'End': true}}}";
    private static final String WAITS_TWICE =
            "{'StartAt': 'First', 'States': {'First': {'Type': 'Wait', 'Seconds': 1200,"
                    + " 'Next': 'Second'}, 'Second': {'Type': 'Wait', 'Seconds': 1200, 'End': true}}}";

    private final AtomicReference<Instant> wall = new AtomicReference<>(NOON);
    private final LocalAwsServer server = LocalAwsServer.start(settings(UnknownKeys.ADMINISTRATOR), ClockMode.JUMP);
    private final LocalAws aws = server.aws();
    private final EmrWire emr = new EmrWire(aws);

    private LocalAws.Builder settings(UnknownKeys unknownKeys) {
        return LocalAws.builder().startTime(NOON).clients(wall::get).unknownKeys(unknownKeys);
    }

    @BeforeEach
    void declareAccount() {
        aws.existing().role("service").instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private record Answer(int status, JsonNode body) {}

    private Answer get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private Answer post(String path, String body) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private URI uri(String path) {
        return server.endpoint().resolve("/_emr-launch/" + path);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException {
        HttpResponse<String> response = Wire.send(request.build());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private String run(String members) {
        return emr.run(members).body().path("JobFlowId").asText();
    }

    private String state(String id) {
        return emr.call("DescribeCluster", "'ClusterId': '" + id + "'")
                .body()
                .at("/Cluster/Status/State")
                .asText();
    }

    private List<String> states(String id, int polls) {
        return IntStream.range(0, polls).mapToObj(poll -> state(id)).toList();
    }

    private String execute(String definition) throws IOException {
        aws.existing()
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}");
        JsonNode created = states(
                "CreateStateMachine",
                JSON.createObjectNode()
                        .put("name", "machine")
                        .put("roleArn", "arn:aws:iam::123456789012:role/machine")
                        .put("definition", definition.replace('\'', '"')));
        return states(
                        "StartExecution",
                        JSON.createObjectNode()
                                .put(
                                        "stateMachineArn",
                                        created.path("stateMachineArn").asText()))
                .path("executionArn")
                .asText();
    }

    private JsonNode states(String operation, JsonNode input) throws IOException {
        return Wire.call(aws, "AWSStepFunctions." + operation, input.toString()).body();
    }

    private List<String> tokens() {
        return aws.events().all().stream()
                .map(event -> event.at("/detail/token").asText())
                .filter(token -> !token.isEmpty())
                .toList();
    }

    private String status(String execution) {
        try {
            return states("DescribeExecution", JSON.createObjectNode().put("executionArn", execution))
                    .path("status")
                    .asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // This is what a client of a cluster does: it polls, and nothing else lets time pass.
    @Test
    void pollingClientSeesTheClusterStartAndEnd() {
        String id = run("");

        assertThat(states(id, 4)).containsExactly("STARTING", "BOOTSTRAPPING", "WAITING", "WAITING");
        assertThat(aws.clock().now()).isEqualTo(NOON.plus(Duration.ofMinutes(8)));
        emr.call("TerminateJobFlows", "'JobFlowIds': ['" + id + "']");

        assertThat(states(id, 2)).containsExactly("TERMINATING", "TERMINATED");
    }

    @Test
    void differentRequestsDoNotAdvanceTime() {
        String id = run("");
        state(id);
        emr.call("ListClusters", "");
        emr.call("ListSteps", "'ClusterId': '" + id + "'");

        assertThat(aws.clock().now()).isEqualTo(NOON);
    }

    @Test
    void pollingClientSeesStepsEnd() {
        String id = run("");
        states(id, 4);
        String step = emr.call(
                        "AddJobFlowSteps",
                        "'JobFlowId': '" + id
                                + "', 'Steps': [{'Name': 'step', 'HadoopJarStep': {'Jar': 's3://code/step.jar'}}]")
                .body()
                .at("/StepIds/0")
                .asText();
        List<String> seen = new ArrayList<>();
        for (int poll = 0; poll < 2; poll++) {
            seen.add(emr.call("DescribeStep", "'ClusterId': '" + id + "', 'StepId': '" + step + "'")
                    .body()
                    .at("/Step/Status/State")
                    .asText());
        }

        assertThat(seen).containsExactly("RUNNING", "COMPLETED");
    }

    // The client may still add a step: the cluster terminates only after many polls without a change.
    @Test
    void idleClusterTerminatesAfterManyPolls() {
        String id = run("'AutoTerminationPolicy': {'IdleTimeout': 3600}");
        states(id, 3);
        assertThat(states(id, 9)).containsOnly("WAITING");
        assertThat(aws.clock().now()).isEqualTo(NOON.plus(Duration.ofMinutes(8)));

        assertThat(states(id, 3)).contains("TERMINATED");
    }

    @Test
    void pollingAQueueForeverDoesNotTerminateAnIdleCluster() throws IOException {
        run("'AutoTerminationPolicy': {'IdleTimeout': 3600}");
        for (int poll = 0; poll < 50; poll++) {
            Wire.call(aws, "AmazonSQS.ReceiveMessage", "{\"QueueUrl\": \"http://localhost/123456789012/none\"}");
        }

        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");
    }

    @Test
    void pollingDoesNotExpireCallback() throws Exception {
        String execution = execute(ASKS);
        String cluster = run("");
        Poll.until(this::tokens, tokens -> !tokens.isEmpty());
        for (int poll = 0; poll < 30; poll++) {
            assertThat(status(execution)).isEqualTo("RUNNING");
        }
        states(cluster, 30);
        assertThat(aws.clock().now()).isBefore(NOON.plusSeconds(60));
        String token = tokens().get(0);
        states(
                "SendTaskSuccess",
                JSON.createObjectNode().put("taskToken", token).put("output", "{}"));

        assertThat(aws.awaitExecution(execution).status()).isEqualTo("SUCCEEDED");
        assertThat(states(cluster, 3)).endsWith("WAITING");
    }

    @Test
    void callbackExpiresByWallClock() throws Exception {
        String execution = execute(ASKS);
        Poll.until(this::tokens, tokens -> !tokens.isEmpty());
        // The message arrives shortly before the task starts to wait, and its deadline depends on the wall clock at
        // that time.
        Poll.until(aws.clock()::isStill, still -> still);

        wall.set(NOON.plusSeconds(59));
        server.tick();
        assertThat(status(execution)).isEqualTo("RUNNING");
        wall.set(NOON.plusSeconds(61));
        Poll.until(
                () -> {
                    server.tick();
                    return status(execution);
                },
                status -> !status.equals("RUNNING"));

        assertThat(aws.awaitExecution(execution).status()).isEqualTo("FAILED");
    }

    @Test
    void heldTimeAdvancesOnlyOnRequest() throws Exception {
        assertThat(post("clock", "{'mode': 'hold'}").body().path("mode").asText())
                .isEqualTo("hold");
        String id = run("");
        String execution = execute(WAITS_TWICE);

        assertThat(states(id, 20)).containsOnly("STARTING");
        Answer advanced = post("clock", "{'advance': 'PT20M'}");
        assertThat(advanced.body().path("time").asText()).isEqualTo("2026-11-20T12:20:00Z");
        assertThat(states(id, 20)).containsOnly("WAITING");
        assertThat(status(execution)).isEqualTo("RUNNING");
        post("clock", "{'advance': 'PT20M'}");

        assertThat(aws.awaitExecution(execution).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void realTimeModeFollowsWallClock() throws Exception {
        post("clock", "{'mode': 'real'}");
        String id = run("");

        wall.set(NOON.plus(Duration.ofMinutes(7)));
        server.tick();
        assertThat(states(id, 20)).containsOnly("BOOTSTRAPPING");
        wall.set(NOON.plus(Duration.ofMinutes(8)));
        server.tick();

        assertThat(states(id, 20)).containsOnly("WAITING");
    }

    @Test
    void reportsItsHealth() throws IOException {
        JsonNode health = get("health").body();

        assertThat(health.path("status").asText()).isEqualTo("ok");
        assertThat(health.path("mode").asText()).isEqualTo("jump");
        assertThat(health.path("time").asText()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(health.path("endpoint").asText()).isEqualTo(server.endpoint().toString());
    }

    @Test
    void listsItsClusters() throws IOException {
        String id = run("'Tags': [{'Key': 'k', 'Value': 'v'}]");
        JsonNode cluster = get("clusters").body().at("/clusters/0");

        assertThat(cluster.path("id").asText()).isEqualTo(id);
        assertThat(cluster.path("state").asText()).isEqualTo("STARTING");
        assertThat(cluster.at("/tags/k").asText()).isEqualTo("v");
        assertThat(cluster.at("/request/Name").asText()).isEqualTo("etl");
        assertThat(cluster.path("steps").isArray()).isTrue();
    }

    private static int list(LocalAws aws, Wire.Keys keys) throws IOException {
        return Wire.call(aws, keys, "AmazonSSM.DescribeParameters", "{}").status();
    }

    @Test
    void unknownAccessKeyActsAsAdministrator() throws IOException {
        assertThat(list(aws, new Wire.Keys("AKIASOMEBODYS0000000", ""))).isEqualTo(200);
        assertThat(list(aws, new Wire.Keys("ASIASOMEBODYS0000000", "token"))).isEqualTo(200);
    }

    @Test
    void strictModeRejectsUnknownAccessKey() throws IOException {
        try (LocalAwsServer strict = LocalAwsServer.start(settings(UnknownKeys.REFUSED), ClockMode.JUMP)) {
            assertThat(list(strict.aws(), new Wire.Keys("AKIASOMEBODYS0000000", "")))
                    .isEqualTo(400);
            assertThat(list(strict.aws(), Wire.Keys.administrator(strict.aws())))
                    .isEqualTo(200);
        }
    }

    @Test
    void rejectsSessionWithWrongTokenOrAfterExpiry() throws IOException {
        Wire.Keys session =
                Sessions.keys(aws, "reader", "{\"Effect\": \"Allow\", \"Action\": \"ssm:*\", \"Resource\": \"*\"}");

        assertThat(list(aws, session)).isEqualTo(200);
        assertThat(list(aws, new Wire.Keys(session.accessKeyId(), "wrong"))).isEqualTo(400);
        post("clock", "{'advance': 'PT1H'}");
        assertThat(list(aws, session)).isEqualTo(400);
        assertThat(get("authorizations").body().at("/authorizations/0/role").asText())
                .isEqualTo("reader");
    }

    @Test
    void rejectsForeignOriginForItsOwnPaths() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.endpoint().getPort())) {
            socket.getOutputStream()
                    .write("GET /_emr-launch/health HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.com\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    private static String template(String value) {
        return """
                {"Resources": {
                  "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/p", "Type": "String", "Value": "%s"}},
                  "Other": {"Type": "AWS::Quantum::Computer"}
                }, "Outputs": {"Name": {"Value": {"Ref": "Parameter"}}}}
                """.formatted(value);
    }

    private String parameter() throws IOException {
        return Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/p\"}")
                .body()
                .at("/Parameter/Value")
                .asText();
    }

    @Test
    void deploysAndUpdatesStacksAndListsSkippedResources(@TempDir Path directory) throws IOException {
        Assembly assembly = new Assembly(directory);
        assembly.stack("Stack", template("one")).write();
        String request =
                JSON.createObjectNode().put("assembly", directory.toString()).toString();

        Answer first = post("deploy", request);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body().at("/stacks/Stack/Name").asText()).isEqualTo("/p");
        assertThat(parameter()).isEqualTo("one");
        assembly.stack("Stack", template("two")).write();
        assertThat(post("deploy", request).status()).isEqualTo(200);

        assertThat(parameter()).isEqualTo("two");
        JsonNode skipped = get("skipped").body().path("skipped");
        assertThat(skipped).hasSize(1);
        assertThat(skipped.at("/0/type").asText()).isEqualTo("AWS::Quantum::Computer");
        assertThat(skipped.at("/0/note").asText()).contains("does not know the type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    POST | deploy         | {'assembly': '/none'}    | 400 | ValidationException       | No cloud assembly in /none
                    POST | deploy         | {'assembly': 1}          | 400 | ValidationException       | 'assembly' must be a non-empty text
                    POST | deploy         | {}                       | 400 | ValidationException       | 'assembly' must be a non-empty text
                    POST | deploy         | {'path': 'cdk.out'}      | 400 | ValidationException       | unknown members: [path]
                    POST | deploy         | {'assembly':             | 400 | SerializationException    | not JSON
                    POST | deploy         | []                       | 400 | SerializationException    | not a JSON object
                    POST | clock          | {'advance': '1 hour'}    | 400 | ValidationException       | such as PT1H
                    POST | clock          | {'advance': '-PT1H'}     | 400 | ValidationException       | from PT0S to
                    POST | clock          | {'advance': 'P999999D'}  | 400 | ValidationException       | from PT0S to
                    POST | clock          | {'mode': 'fast'}         | 400 | ValidationException       | jump, hold and real
                    POST | clock          | {}                       | 400 | ValidationException       | either 'advance' or 'mode'
                    GET  | clock          | {}                       | 404 | UnknownOperationException | There is no 'GET clock'
                    GET  | cluster        | {}                       | 404 | UnknownOperationException | There is no 'GET cluster'
                    PUT  | health         | {}                       | 404 | UnknownOperationException | There is no 'PUT health'
                    """)
    void rejectsInvalidRequestsAndContinues(
            String method, String path, String body, int status, String code, String message) throws IOException {
        HttpRequest.BodyPublisher content = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
        Answer answer = send(HttpRequest.newBuilder(uri(path)).method(method, content));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("__type").asText()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).contains(message);
        assertThat(get("health").status()).isEqualTo(200);
    }
}
