package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The steps of a cluster, in the form of EMR's API.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_ListSteps.html">ListSteps</a>
 */
final class EmrSteps {
    private static final List<String> ACTIVE = List.of("PENDING", "RUNNING");

    private final AwsClient aws;

    EmrSteps(AwsClient aws) {
        this.aws = aws;
    }

    /** Returns the matching steps that were added since a time, from the newest, as EMR lists them. */
    List<JsonNode> since(String clusterId, Instant since, Predicate<JsonNode> isWanted) {
        ObjectNode request = Json.object().put("ClusterId", clusterId);
        List<JsonNode> found = new ArrayList<>();
        JsonNode marker;
        do {
            JsonNode page = list(request);
            for (JsonNode step : page.path("Steps")) {
                if (created(step).isBefore(since)) {
                    return found;
                }
                if (isWanted.test(step)) {
                    found.add(step);
                }
            }
            marker = page.path("Marker");
            request.set("Marker", marker);
        } while (marker.isTextual());
        return found;
    }

    /** Returns the pending and running steps. */
    List<JsonNode> active(String clusterId) {
        ObjectNode request = Json.object().put("ClusterId", clusterId);
        ACTIVE.forEach(request.putArray("StepStates")::add);
        List<JsonNode> steps = new ArrayList<>();
        JsonNode marker;
        do {
            JsonNode page = list(request);
            page.path("Steps").forEach(steps::add);
            marker = page.path("Marker");
            request.set("Marker", marker);
        } while (marker.isTextual());
        return steps;
    }

    /**
     * Cancels steps.
     *
     * @return the ids of the steps that EMR does not cancel
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_CancelSteps.html">CancelSteps</a>
     */
    List<String> cancel(String clusterId, List<String> stepIds) {
        ObjectNode request = Json.object().put("ClusterId", clusterId);
        stepIds.forEach(request.putArray("StepIds")::add);
        List<String> refused = new ArrayList<>();
        for (JsonNode info : aws.call(CalledService.EMR, "CancelSteps", request).path("CancelStepsInfoList")) {
            if (!info.path("Status").asText().equals("SUBMITTED")) {
                refused.add(info.path("StepId").asText());
            }
        }
        return refused;
    }

    private JsonNode list(ObjectNode request) {
        return aws.call(CalledService.EMR, "ListSteps", request);
    }

    /** Returns the creation time of the step. */
    static Instant created(JsonNode step) {
        return Executions.time(step.at("/Status/Timeline/CreationDateTime"));
    }

    /** Returns whether the step had ended before a time. */
    static boolean hasEndedBefore(JsonNode step, Instant time) {
        JsonNode end = step.at("/Status/Timeline/EndDateTime");
        return end.isNumber() && Executions.time(end).isBefore(time);
    }

    static String state(JsonNode step) {
        return step.at("/Status/State").asText();
    }
}
