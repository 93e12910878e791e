package io.github.emrlaunch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.http.Response;
import io.github.emrlaunch.local.jobs.JobResult;
import io.github.emrlaunch.states.time.ClockMode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The control operations of the local emulator, which AWS does not have. Requests and responses are JSON; errors have the format of
 * AWS.
 */
final class ControlPaths implements HttpHandler {
    static final String ROOT = "/_emr-launch/";
    /**
     * The longest duration by which a request can advance the clock. Schedules run during the advance, so a typing error would take
     * forever.
     */
    private static final Duration LONGEST = Duration.ofDays(366);

    private interface Operation {
        JsonNode answer(ObjectNode input);
    }

    private final LocalAwsServer server;
    private final VirtualClock clock;
    private final Map<String, Operation> operations;

    ControlPaths(LocalAwsServer server) {
        this.server = server;
        this.clock = server.aws().clock();
        this.operations = new TreeMap<>(Map.of(
                "GET health", input -> health(),
                "GET clusters", input -> clusters(),
                "GET job-runs", input -> jobRuns(),
                "GET skipped", input -> skipped(),
                "GET authorizations", input -> authorizations(),
                "POST deploy", this::deploy,
                "POST clock", this::clock));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        answer(exchange.getRequestMethod() + " " + path.substring(ROOT.length()), body)
                .send(exchange);
    }

    private Response answer(String request, String body) {
        try {
            Operation operation = operations.get(request);
            if (operation == null) {
                throw AwsException.of(
                        "UnknownOperationException",
                        404,
                        "There is no '" + request + "' under " + ROOT + "; there are " + operations.keySet());
            }
            ObjectNode input = request.startsWith("POST ") ? object(body) : AwsJson.object();
            return json(200, operation.answer(input));
        } catch (AwsException e) {
            return error(e);
        } catch (DeploymentException e) {
            return error(AwsException.validation(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            return error(AwsException.of("InternalFailure", 500, "A bug in the local emulator: " + e));
        }
    }

    private static ObjectNode object(String body) {
        try {
            if (AwsJson.parse(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw AwsException.client("SerializationException", "The request is not JSON");
        }
        throw AwsException.client("SerializationException", "The request is not a JSON object");
    }

    private static Response json(int status, JsonNode body) {
        return new Response(status, "application/json", Map.of(), body + "\n");
    }

    private static Response error(AwsException e) {
        return json(e.status(), AwsJson.object().put("__type", e.code()).put("message", e.message()));
    }

    private ObjectNode health() {
        LocalAws aws = server.aws();
        return time().put("status", "ok")
                .put("endpoint", server.endpoint().toString())
                .put("region", aws.region())
                .put("account", aws.accountId());
    }

    private ObjectNode time() {
        return AwsJson.object()
                .put("mode", clock.mode().name().toLowerCase(Locale.ROOT))
                .put("time", clock.now().toString());
    }

    private JsonNode deploy(ObjectNode input) {
        requireOnly(input, "assembly");
        try {
            Deployment deployment = server.deploy(Path.of(text(input, "assembly")));
            ObjectNode output = AwsJson.object();
            ObjectNode stacks = output.putObject("stacks");
            new TreeMap<>(deployment.outputs())
                    .forEach((stack, outputs) -> new TreeMap<>(outputs).forEach(stacks.putObject(stack)::put));
            output.set("deployed", resources(deployment.resources()));
            output.set("skipped", resources(deployment.skipped()));
            return output;
        } catch (InvalidPathException e) {
            throw AwsException.validation("'assembly' must be a path: " + e.getMessage());
        }
    }

    private JsonNode clock(ObjectNode input) {
        requireOnly(input, "advance", "mode");
        if (input.size() != 1) {
            throw AwsException.validation("The request must have either 'advance' or 'mode'");
        }
        if (input.has("mode")) {
            clock.setMode(mode(text(input, "mode")));
        } else {
            advance(text(input, "advance"));
        }
        return time();
    }

    private static ClockMode mode(String name) {
        return Arrays.stream(ClockMode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        AwsException.validation("'mode' must be one of jump, hold and real, got: '" + name + "'"));
    }

    private void advance(String text) {
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw AwsException.validation("'advance' must be a duration such as PT1H, got: '" + text + "'");
        }
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw AwsException.validation("'advance' must be from PT0S to " + LONGEST + ", got: '" + text + "'");
        }
        try {
            clock.advance(duration);
        } catch (IllegalStateException interrupted) {
            throw AwsException.of("ServiceUnavailable", 503, "The local emulator is being closed");
        }
    }

    private static void requireOnly(ObjectNode input, String... members) {
        TreeSet<String> unknown = new TreeSet<>();
        input.fieldNames().forEachRemaining(unknown::add);
        List.of(members).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw AwsException.validation("The request has unknown members: " + unknown);
        }
    }

    private static String text(ObjectNode input, String member) {
        JsonNode value = input.path(member);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw AwsException.validation("'" + member + "' must be a non-empty text");
        }
        return value.asText();
    }

    private ObjectNode clusters() {
        ObjectNode output = AwsJson.object();
        ArrayNode clusters = output.putArray("clusters");
        for (LocalCluster cluster : server.aws().clusters()) {
            ObjectNode entry = clusters.addObject()
                    .put("id", cluster.id())
                    .put("name", cluster.name())
                    .put("state", cluster.state())
                    .put("stateChangeReason", cluster.stateChangeReason());
            new TreeMap<>(cluster.tags()).forEach(entry.putObject("tags")::put);
            ArrayNode steps = entry.putArray("steps");
            for (LocalStep step : cluster.steps()) {
                ObjectNode listed = steps.addObject()
                        .put("id", step.id())
                        .put("name", step.name())
                        .put("state", step.state())
                        .put("message", step.message());
                putJob(listed, step.job());
                listed.set("request", step.request());
            }
            entry.set("request", cluster.request());
        }
        return output;
    }

    private ObjectNode jobRuns() {
        ObjectNode output = AwsJson.object();
        ArrayNode jobRuns = output.putArray("jobRuns");
        for (LocalJobRun jobRun : server.aws().serverless().jobRuns()) {
            ObjectNode entry = jobRuns.addObject()
                    .put("applicationId", jobRun.applicationId())
                    .put("id", jobRun.id())
                    .put("name", jobRun.name())
                    .put("state", jobRun.state())
                    .put("stateDetails", jobRun.stateDetails())
                    .put("attempt", jobRun.attempt());
            putJob(entry, jobRun.job());
            entry.set("request", jobRun.request());
        }
        return output;
    }

    /** Adds the result of a job that has ended. */
    private static void putJob(ObjectNode entry, @Nullable JobResult job) {
        if (job == null) {
            return;
        }
        ObjectNode listed = entry.putObject("job")
                .put("outcome", job.outcome().name())
                .put("message", job.message())
                .put("exitCode", job.exitCode())
                .put("seconds", job.duration().toMillis() / 1000.0);
        job.notes().forEach(listed.putArray("notes")::add);
        ObjectNode logs = listed.putObject("logs");
        new TreeMap<>(job.logs()).forEach((name, file) -> logs.put(name, file.toString()));
    }

    private ObjectNode skipped() {
        return AwsJson.object().set("skipped", resources(server.skipped()));
    }

    private static ArrayNode resources(List<DeployedResource> resources) {
        ArrayNode list = AwsJson.array();
        for (DeployedResource resource : resources) {
            list.addObject()
                    .put("stack", resource.stackName())
                    .put("logicalId", resource.logicalId())
                    .put("type", resource.type())
                    .put("physicalId", resource.physicalId())
                    .put("support", resource.support().name())
                    .put("note", resource.note());
        }
        return list;
    }

    private ObjectNode authorizations() {
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray("authorizations");
        for (Authorization authorization : server.aws().authorizations()) {
            list.addObject()
                    .put("role", authorization.roleName())
                    .put("action", authorization.action())
                    .put("resource", authorization.resource())
                    .put("allowed", authorization.allowed())
                    .put("policy", authorization.policy())
                    .put("statement", authorization.statement());
        }
        return output;
    }
}
