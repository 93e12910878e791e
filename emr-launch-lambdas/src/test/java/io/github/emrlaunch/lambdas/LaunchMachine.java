package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A launch function's Lambda function in this JVM, with the local emulator, and with a history that a test writes instead of
 * Step Functions.
 */
final class LaunchMachine implements AutoCloseable {
    static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:default_etl:monday";

    /** The value of all tasks without another one. */
    static final String NONCE = "5b1c7a52-6f2e-4d9c-9a1e-0d3f3c1f6a77";

    private final LocalAws aws;
    private final HttpServer stepFunctions;
    private final AwsClient client;
    private final LaunchHandler handler;
    private final List<String> calls = new ArrayList<>();
    private final List<Invocation> invocations = new ArrayList<>();

    /** The events of the execution, oldest first. */
    private final ArrayNode events = Json.object().putArray("events");

    /** The results of the next calls of GetExecutionHistory, instead of the events. */
    final List<String> errors = new ArrayList<>();

    final List<JsonNode> historyRequests = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();

    /** Called at each pause of the function. */
    Runnable onPause = () -> {};

    /** The function of launches without secrets. */
    LaunchMachine(LocalAws aws) {
        this(aws, new AwsMessages(null));
    }

    LaunchMachine(LocalAws aws, AwsMessages messages) {
        this.aws = aws;
        try {
            this.stepFunctions = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        stepFunctions.createContext("/", exchange -> {
            historyRequests.add(
                    Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = (errors.isEmpty() ? history() : errors.remove(0)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    new String(body, StandardCharsets.UTF_8).contains("__type") ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        stepFunctions.start();
        this.client = Clients.of(
                aws,
                Map.of(
                        "AWS_ENDPOINT_URL_SFN",
                        "http://127.0.0.1:" + stepFunctions.getAddress().getPort()),
                calls::add);
        this.handler = new LaunchHandler(
                client,
                pause -> {
                    pauses.add(pause);
                    onPause.run();
                },
                "default_etl",
                messages);
    }

    AwsClient client() {
        return client;
    }

    /** The operations that were called, from the header {@code X-Amz-Target}. */
    List<String> calls() {
        return calls;
    }

    List<Invocation> invocations() {
        return invocations;
    }

    private String history() {
        ObjectNode answer = Json.object();
        ArrayNode newestFirst = answer.putArray("events");
        for (int i = events.size() - 1; i >= 0 && newestFirst.size() < 2; i--) {
            newestFirst.add(events.get(i));
        }
        return Json.write(answer);
    }

    void forget() {
        events.removeAll();
    }

    ObjectNode event(String type) {
        return events.addObject().put("id", events.size()).put("type", type);
    }

    /** A task that starts, as Step Functions records it. */
    void schedule(String functionArn, JsonNode payload) {
        ObjectNode parameters = Json.object().put("FunctionName", functionArn);
        parameters.set("Payload", payload);
        event("TaskScheduled")
                .putObject("taskScheduledEventDetails")
                .put("resourceType", "lambda")
                .put("resource", "invoke")
                .put("region", aws.region())
                .put("parameters", Json.write(parameters));
        event("TaskStarted");
    }

    /** Invokes the function, regardless of the history. */
    Invocation invoke(JsonNode payload) {
        Invocation invocation = Invocation.of(handler, Json.write(payload));
        invocations.add(invocation);
        return invocation;
    }

    /** One state: recorded in the history, then invoked. The members of the payload are in the history only. */
    Invocation run(LaunchStage stage, ObjectNode members) {
        ObjectNode payload = payload(stage).setAll(members);
        event("TaskStateEntered");
        schedule(Invocation.FUNCTION + ":7", payload);
        Invocation invocation = invoke(payload(stage));
        event(invocation.failure() == null ? "TaskSucceeded" : "TaskFailed");
        return invocation;
    }

    static ObjectNode payload(LaunchStage stage) {
        return Json.object()
                .put(LaunchRequest.STAGE, stage.name())
                .put(LaunchRequest.NONCE, NONCE)
                .put(LaunchRequest.EXECUTION, EXECUTION);
    }

    /** Calls the local emulator. */
    ObjectNode call(CalledService service, String operation, String json) {
        return client.call(service, operation, Json.parseObject(json));
    }

    @Override
    public void close() {
        stepFunctions.stop(0);
        aws.close();
    }
}
