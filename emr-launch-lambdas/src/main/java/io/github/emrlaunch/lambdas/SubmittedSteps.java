package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps that executions have added to clusters, as their histories have them, which only Step Functions writes: {@code TaskScheduled}
 * has the cluster, {@code TaskSubmitted} EMR's answer with the id of the step. So nothing is guessed by the name of a step.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html">HistoryEvent</a>
 */
final class SubmittedSteps {
    private static final int MAX_RESULTS = 1_000;
    private static final String ADD_STEP = "addStep.sync";
    private static final Pattern STEP_ID = Pattern.compile("\"(s-[0-9A-Z]+)\"");

    private final AwsClient aws;

    SubmittedSteps(AwsClient aws) {
        this.aws = aws;
    }

    /** The ids of the steps of an execution, by the ids of their clusters; empty when Step Functions does not know it any more. */
    Map<String, Set<String>> of(String executionArn) {
        Map<String, Set<String>> byCluster = new LinkedHashMap<>();
        Map<Long, String> clusters = new HashMap<>();
        ObjectNode request = Json.object()
                .put("executionArn", executionArn)
                .put("includeExecutionData", true)
                .put("maxResults", MAX_RESULTS);
        JsonNode next;
        do {
            JsonNode page = history(request);
            page.path("events").forEach(event -> read(event, clusters, byCluster));
            next = page.path("nextToken");
            request.set("nextToken", next);
        } while (next.isTextual());
        return byCluster;
    }

    /** Each event names the one before it in its branch: a task is scheduled, started, and submitted. */
    private static void read(JsonNode event, Map<Long, String> clusters, Map<String, Set<String>> byCluster) {
        String type = event.path("type").asText();
        String before = clusters.get(event.path("previousEventId").asLong());
        JsonNode scheduled = event.path("taskScheduledEventDetails");
        if (type.equals("TaskScheduled") && scheduled.path("resource").asText().equals(ADD_STEP)) {
            clusters.put(
                    event.path("id").asLong(),
                    clusterId(scheduled.path("parameters").asText()));
        } else if (type.equals("TaskStarted") && before != null) {
            clusters.put(event.path("id").asLong(), before);
        } else if (type.equals("TaskSubmitted") && before != null) {
            Matcher id = STEP_ID.matcher(
                    event.at("/taskSubmittedEventDetails/output").asText());
            if (id.find()) {
                byCluster
                        .computeIfAbsent(before, cluster -> new LinkedHashSet<>())
                        .add(id.group(1));
            }
        }
    }

    private static String clusterId(String parameters) {
        try {
            return Json.parse(parameters).path("ClusterId").asText();
        } catch (InvalidDefinitionException e) {
            return "";
        }
    }

    private JsonNode history(ObjectNode request) {
        try {
            return aws.call(CalledService.STEP_FUNCTIONS, "GetExecutionHistory", request);
        } catch (AwsCallFailedException e) {
            if (e.code().equals("ExecutionDoesNotExist")) {
                return Json.object();
            }
            throw e;
        }
    }
}
