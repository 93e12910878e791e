package io.github.emrlaunch.local.internal.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources that were created for each execution, from the responses to its calls. The history does not contain all of them: a
 * response can be lost, a function may not return the resource that it created, and child executions of a Distributed Map have no history
 * here.
 */
public final class Creations {
    private static final Set<String> OPERATIONS = Set.of(
            "elasticmapreduce:RunJobFlow",
            "elasticmapreduce:AddJobFlowSteps",
            "emr-serverless:StartJobRun",
            "sns:Publish",
            "states:StartExecution",
            "states:StartSyncExecution");

    private final Map<String, List<JsonNode>> answers = new HashMap<>();

    /** Records the response of an operation that creates a resource, if it was called for an execution. */
    synchronized void add(@Nullable String execution, String operation, JsonNode answer) {
        if (execution != null && OPERATIONS.contains(operation)) {
            answers.computeIfAbsent(execution, arn -> new ArrayList<>()).add(answer);
        }
    }

    /** Returns the recorded responses to the calls for an execution, in order. */
    public synchronized List<JsonNode> of(String execution) {
        return List.copyOf(answers.getOrDefault(execution, List.of()));
    }

    synchronized Runnable checkpoint() {
        Map<String, List<JsonNode>> then = new HashMap<>();
        answers.forEach((execution, its) -> then.put(execution, List.copyOf(its)));
        return () -> {
            synchronized (this) {
                answers.clear();
                then.forEach((execution, its) -> answers.put(execution, new ArrayList<>(its)));
            }
        };
    }
}
