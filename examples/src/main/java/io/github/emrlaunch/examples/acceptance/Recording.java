package io.github.emrlaunch.examples.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The record of one execution, on the local emulator or in an account.
 *
 * @param history the response of GetExecutionHistory
 * @param cluster the view of the launched cluster, see {@link ClusterView}, or an empty object
 */
record Recording(JsonNode history, Optional<ObjectNode> cluster) {
    private static final Pattern CLUSTER_ID = Pattern.compile("\\bj-[A-Z0-9]{8,}\\b");
    private static final int PAGE = 1000;

    /**
     * Reads the files that {@link io.github.emrlaunch.examples.ExampleRun} saved.
     *
     * @param folder the folder with history.json and, if a cluster was launched, run-job-flow.json
     */
    static Recording read(Path folder) {
        Path request = folder.resolve("run-job-flow.json");
        return new Recording(
                json(folder.resolve("history.json")),
                Files.exists(request) ? Optional.of(ClusterView.of(json(request))) : Optional.empty());
    }

    private static JsonNode json(Path file) {
        try {
            return Json.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ", which the run on the local emulator saves", e);
        }
    }

    /** Reads an ended execution and its cluster from AWS. */
    static Recording of(AwsApi aws, String executionArn) throws InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        ObjectNode input = Json.object().put("executionArn", executionArn).put("maxResults", PAGE);
        JsonNode page;
        do {
            page = aws.required("states", "AWSStepFunctions.GetExecutionHistory", input);
            page.path("events").forEach(events::add);
            input.set("nextToken", page.path("nextToken"));
        } while (page.hasNonNull("nextToken"));
        ObjectNode history = Json.object();
        history.set("events", Json.of(events));
        return new Recording(history, launchedCluster(aws, history));
    }

    /** Returns the last cluster that a history names and that is not older than the execution. */
    private static Optional<ObjectNode> launchedCluster(AwsApi aws, JsonNode history) throws InterruptedException {
        double started = Math.floor(history.at("/events/0/timestamp").asDouble());
        Optional<ObjectNode> launched = Optional.empty();
        for (String id : CLUSTER_ID
                .matcher(Json.write(history))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList()) {
            AwsApi.Answer answer = aws.json(
                    "elasticmapreduce",
                    "ElasticMapReduce.DescribeCluster",
                    Json.object().put("ClusterId", id));
            if (answer.ok()
                    && answer.json()
                                    .at("/Cluster/Status/Timeline/CreationDateTime")
                                    .asDouble()
                            >= started) {
                launched = Optional.of(ClusterView.of(aws, id));
            }
        }
        return launched;
    }

    /** Returns the execution status of Step Functions. */
    String status() {
        return switch (end().path("type").asText()) {
            case "ExecutionSucceeded" -> "SUCCEEDED";
            case "ExecutionFailed" -> "FAILED";
            case "ExecutionTimedOut" -> "TIMED_OUT";
            case "ExecutionAborted" -> "ABORTED";
            default -> "RUNNING";
        };
    }

    /** Returns the error name of the execution, or an empty string. */
    String error() {
        return ofEnd("error");
    }

    /** Returns the execution's output, or an empty string. */
    Optional<JsonNode> output() {
        return parsed(ofEnd("output"));
    }

    private JsonNode end() {
        JsonNode events = history.path("events");
        return events.path(events.size() - 1);
    }

    private String ofEnd(String member) {
        for (JsonNode details : end()) {
            if (details.isObject()) {
                return details.path(member).asText();
            }
        }
        return "";
    }

    /** Returns the RunJobFlow request in the history, from the payload of a function or an output, or an empty result. */
    Optional<JsonNode> request() {
        JsonNode found = null;
        for (JsonNode event : history.path("events")) {
            for (JsonNode details : event) {
                for (JsonNode text : details) {
                    Optional<JsonNode> request = parsed(text.asText()).flatMap(Recording::request);
                    found = request.orElse(found);
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static Optional<JsonNode> request(JsonNode json) {
        if (json.has("Name") && json.path("Instances").isObject()) {
            return Optional.of(json);
        }
        for (JsonNode member : json) {
            Optional<JsonNode> request = request(member);
            if (request.isPresent()) {
                return request;
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return text.startsWith("{") ? Optional.of(Json.parse(text)) : Optional.empty();
        } catch (InvalidDefinitionException truncated) {
            return Optional.empty();
        }
    }
}
