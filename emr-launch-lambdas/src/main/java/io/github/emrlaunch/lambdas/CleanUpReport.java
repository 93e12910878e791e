package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation of the clean-up did. The line of the log tells it in CloudWatch's embedded metric format, of which CloudWatch
 * makes metrics; a count of zero is none.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     metric format</a>
 */
final class CleanUpReport {
    private static final String NAMESPACE = "EMRLaunch";
    private static final String FUNCTION = "FunctionName";

    private final ObjectNode answer = Json.object();
    private final ArrayNode terminated = answer.putArray("Terminated");
    private final ArrayNode undecided = answer.putArray("Undecided");
    private final ArrayNode notified = answer.putArray("Notified");
    private final ArrayNode cancelled = answer.putArray("Cancelled");
    private final Map<String, String> clusters = new HashMap<>();
    private final Map<String, Set<String>> left = new LinkedHashMap<>();
    private @Nullable RuntimeException failure;

    /** A cluster was terminated. */
    void terminated(String clusterId, String execution, String why) {
        clusters.putIfAbsent(execution, clusterId);
        terminated
                .addObject()
                .put("ClusterId", clusterId)
                .put("Execution", execution)
                .put("Why", why);
    }

    /** A cluster of which nobody knows whether it is left over. */
    void undecided(String clusterId, Verdict verdict) {
        undecided
                .addObject()
                .put("ClusterId", clusterId)
                .put("Execution", verdict.execution())
                .put("Why", verdict.why());
    }

    /** Somebody was notified of the end of an execution. */
    void notified(String execution) {
        notified.add(execution);
    }

    /** Steps that an execution left on a cluster were cancelled; others stay there. */
    void steps(String clusterId, String execution, List<String> stepIds, Set<String> stepsLeft) {
        if (stepIds.isEmpty() && stepsLeft.isEmpty()) {
            return;
        }
        ObjectNode entry = cancelled.addObject().put("ClusterId", clusterId).put("Execution", execution);
        stepIds.forEach(entry.putArray("StepIds")::add);
        stepsLeft.forEach(entry.putArray("StepsLeft")::add);
        left.computeIfAbsent(execution, one -> new LinkedHashSet<>()).addAll(stepsLeft);
    }

    /** A cluster of an execution that could not be terminated. */
    void notTerminated(String clusterId, String execution) {
        clusters.putIfAbsent(execution, clusterId);
        left.computeIfAbsent(execution, one -> new LinkedHashSet<>()).add(clusterId);
    }

    /** The ids of what an execution has left, and what stays for now: clusters and steps. */
    Set<String> leftBy(String execution) {
        return left.getOrDefault(execution, Set.of());
    }

    /** The executions whose clusters were terminated. */
    List<String> executions() {
        return terminated.findValuesAsText("Execution");
    }

    /** An execution has added steps to a cluster. */
    void hasSteps(String clusterId, String execution) {
        clusters.putIfAbsent(execution, clusterId);
    }

    /** The first cluster of an execution that was terminated, or to which it has added steps; empty when there is none. */
    String clusterOf(String execution) {
        return clusters.getOrDefault(execution, "");
    }

    /** Does one part of the work; what fails is told at the end, so that the rest is done before. */
    void attempt(Runnable part) {
        try {
            part.run();
        } catch (AwsUnavailableException e) {
            failure = e;
        } catch (AwsCallFailedException e) {
            if (failure == null || e.isTransient()) {
                failure = e;
            }
        }
    }

    /**
     * Adds what was done to the line of the log.
     *
     * @param bySweep whether the sweep found it
     */
    void addTo(ObjectNode line, boolean bySweep) {
        line.setAll(answer.deepCopy());
        Map<String, Integer> metrics = new LinkedHashMap<>();
        metrics.put(bySweep ? "ClustersEndedBySweep" : "ClustersEndedByEvent", terminated.size());
        metrics.put("ClustersUndecided", undecided.size());
        metrics.put(
                "StepsCancelled",
                cancelled.findValues("StepIds").stream()
                        .mapToInt(JsonNode::size)
                        .sum());
        metrics.values().removeIf(count -> count == 0);
        if (!metrics.isEmpty()) {
            line.put(FUNCTION, System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "local"));
            metrics.forEach(line::put);
            ObjectNode header = line.putObject("_aws").put("Timestamp", System.currentTimeMillis());
            ObjectNode directive =
                    header.putArray("CloudWatchMetrics").addObject().put("Namespace", NAMESPACE);
            directive.putArray("Dimensions").addArray().add(FUNCTION);
            ArrayNode names = directive.putArray("Metrics");
            metrics.keySet().forEach(name -> names.addObject().put("Name", name).put("Unit", "Count"));
        }
    }

    /**
     * The answer.
     *
     * @throws RuntimeException when a part failed: one that passes, if there was one, so that Lambda's next try is worth it
     */
    ObjectNode answer() {
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    /**
     * The answer for a run that goes on, whatever earlier ones have left: {@code StepsLeft} says what.
     *
     * @throws AwsUnavailableException when another try is worth it
     */
    ObjectNode answerOfWhatIsLeft(ObjectNode line) {
        if (failure instanceof AwsUnavailableException
                || (failure instanceof AwsCallFailedException e && e.isTransient())) {
            throw failure;
        }
        if (failure != null) {
            line.put("NotCancelled", failure.getMessage());
        }
        return answer;
    }
}
