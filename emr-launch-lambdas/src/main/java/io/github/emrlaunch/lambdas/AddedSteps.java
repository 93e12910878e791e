package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The steps that executions have added to clusters, from their histories, which only Step Functions writes: {@code TaskScheduled}
 * has the cluster and the step, {@code TaskSubmitted} EMR's response with the id of the step. If that response was lost, the function that
 * polls steps
 * reports the id in the cause of {@code TaskFailed} ({@link StepRunningException}). If neither has it, only the request is known.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html">HistoryEvent</a>
 */
final class AddedSteps {
    private static final int MAX_RESULTS = 1_000;
    private static final String ADD_STEP = "addStep.sync";
    private static final Pattern STEP_ID = Pattern.compile("\"(s-[0-9A-Z]+)\"");

    private static final String LOOKS = AddedSteps.class.getPackageName() + ".Step";

    /** The name of the step, which an execution may have chosen, follows the id. */
    private static final Pattern LOOKED_AT = Pattern.compile("\"errorMessage\"\\s*:\\s*\"Step (s-[0-9A-Z]+) ");

    private final AwsClient aws;

    AddedSteps(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * The steps of an execution on one cluster.
     *
     * @param ids the ids that EMR has returned
     * @param withoutId the requests without a known id: EMR refused them, or its response was lost
     */
    record OnCluster(Set<String> ids, Set<Sent> withoutId) {
        static final OnCluster NONE = new OnCluster(Set.of(), Set.of());

        OnCluster() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /**
     * A step request.
     *
     * @param since the time of the request
     */
    record Sent(String clusterId, SentStep step, Instant since) {}

    /** The steps of an execution, by the ids of their clusters; empty if Step Functions no longer has the execution. */
    Map<String, OnCluster> of(String executionArn) {
        Reading reading = new Reading();
        ObjectNode request = Json.object()
                .put("executionArn", executionArn)
                .put("includeExecutionData", true)
                .put("maxResults", MAX_RESULTS);
        JsonNode next;
        do {
            JsonNode page = history(request);
            page.path("events").forEach(reading::read);
            next = page.path("nextToken");
            request.set("nextToken", next);
        } while (next.isTextual());
        return reading.byCluster;
    }

    /** A history. Each event refers to the previous event of its branch, so a request is known in all events that follow it. */
    private static final class Reading {
        private final Map<String, OnCluster> byCluster = new LinkedHashMap<>();
        private final Map<Long, Sent> sentBefore = new HashMap<>();

        void read(JsonNode event) {
            JsonNode scheduled = event.path("taskScheduledEventDetails");
            boolean isAdding = scheduled.path("resource").asText().equals(ADD_STEP);
            Sent sent = isAdding
                    ? sent(scheduled.path("parameters").asText(), event.path("timestamp"))
                    : sentBefore.get(event.path("previousEventId").asLong());
            if (sent == null) {
                return;
            }
            sentBefore.put(event.path("id").asLong(), sent);
            OnCluster steps = byCluster.computeIfAbsent(sent.clusterId(), cluster -> new OnCluster());
            String id = id(event);
            if (id != null) {
                steps.ids().add(id);
                steps.withoutId().remove(sent);
            } else if (isAdding) {
                steps.withoutId().add(sent);
            }
        }

        private static @Nullable Sent sent(String parameters, JsonNode timestamp) {
            try {
                JsonNode sent = Json.parse(parameters);
                return new Sent(
                        sent.path("ClusterId").asText(), new SentStep(sent.path("Step")), Executions.time(timestamp));
            } catch (InvalidDefinitionException e) {
                return null;
            }
        }

        private static @Nullable String id(JsonNode event) {
            JsonNode failed = event.path("taskFailedEventDetails");
            Matcher id = failed.path("error").asText().startsWith(LOOKS)
                    ? LOOKED_AT.matcher(failed.path("cause").asText())
                    : STEP_ID.matcher(
                            event.at("/taskSubmittedEventDetails/output").asText());
            return id.find() ? id.group(1) : null;
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
