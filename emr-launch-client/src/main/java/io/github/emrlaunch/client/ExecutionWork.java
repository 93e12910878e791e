package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.TaskScheduledEventDetails;

/** The clusters, steps and job runs that an execution started, read from its history. */
final class ExecutionWork {
    private final Map<Long, HistoryEvent> events = new HashMap<>();
    private final Set<String> launchedClusters = new LinkedHashSet<>();
    private final Map<String, Set<String>> addedSteps = new LinkedHashMap<>();
    private final List<StartedJobRun> jobs = new ArrayList<>();

    private ExecutionWork() {}

    static ExecutionWork of(SfnClient stepFunctions, Launch launch) {
        ExecutionWork work = new ExecutionWork();
        new LaunchHistory(stepFunctions, launch).news().forEach(work::add);
        return work;
    }

    /** The clusters that the execution launched, itself or by a launch that it started. */
    Set<String> launchedClusters() {
        return launchedClusters;
    }

    /** The ids of steps that the execution added, by the ids of clusters. */
    Map<String, Set<String>> addedSteps() {
        return addedSteps;
    }

    List<StartedJobRun> jobs() {
        return jobs;
    }

    private void add(HistoryEvent event) {
        events.put(event.id(), event);
        if (event.stateExitedEventDetails() != null) {
            launched(read(event.stateExitedEventDetails().output()));
        } else if (event.taskSubmittedEventDetails() != null) {
            answered(event, event.taskSubmittedEventDetails().output());
        } else if (event.taskSucceededEventDetails() != null) {
            String output = event.taskSucceededEventDetails().output();
            launched(read(output).path("Output"));
            answered(event, output);
        }
    }

    private void launched(JsonNode data) {
        String clusterId = data.at("/LaunchClusterResult/ClusterId").textValue();
        if (clusterId != null) {
            launchedClusters.add(clusterId);
        }
    }

    /** The response of the service that accepted a task. */
    private void answered(HistoryEvent event, @Nullable String output) {
        TaskScheduledEventDetails task = task(event);
        if (task == null) {
            return;
        }
        JsonNode parameters = read(task.parameters());
        JsonNode answer = read(output);
        if (task.resource().startsWith("addStep") && answer.has("StepId")) {
            addedSteps
                    .computeIfAbsent(parameters.path("ClusterId").asText(), cluster -> new LinkedHashSet<>())
                    .add(answer.get("StepId").asText());
        } else if (task.resource().startsWith("startJobRun") && answer.has("JobRunId")) {
            add(job(parameters, answer.get("JobRunId").asText()));
        }
    }

    /** The result of a task that waited names the job run again. */
    private void add(StartedJobRun job) {
        if (!jobs.contains(job)) {
            jobs.add(job);
        }
    }

    private static StartedJobRun job(JsonNode parameters, String id) {
        return new StartedJobRun(
                parameters.path("ApplicationId").asText(),
                id,
                parameters.path("JobDriver").has("Hive") ? "HIVE_DRIVER" : "SPARK_DRIVER",
                parameters
                        .at("/ConfigurationOverrides/MonitoringConfiguration/S3MonitoringConfiguration/LogUri")
                        .textValue());
    }

    /** The request of a task's event. Each event names the previous one in its branch. */
    private @Nullable TaskScheduledEventDetails task(HistoryEvent event) {
        HistoryEvent before = event;
        while (before != null && before.taskScheduledEventDetails() == null) {
            before = events.get(before.previousEventId());
        }
        return before == null ? null : before.taskScheduledEventDetails();
    }

    /** Step Functions may have truncated or omitted a text. */
    private static JsonNode read(@Nullable String text) {
        if (text == null) {
            return MissingNode.getInstance();
        }
        try {
            return Json.parse(text);
        } catch (InvalidDefinitionException truncated) {
            return MissingNode.getInstance();
        }
    }
}
