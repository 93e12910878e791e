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
 * The results of one invocation of the clean-up. The line of the log has them in CloudWatch's embedded metric format, from which CloudWatch
 * creates metrics; a count of zero creates no metric.
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

    /** Records a terminated cluster. */
    void terminated(String clusterId, String execution, String why) {
        clusters.putIfAbsent(execution, clusterId);
        terminated
                .addObject()
                .put("ClusterId", clusterId)
                .put("Execution", execution)
                .put("Why", why);
    }

    /** Records a cluster for which it is unknown whether it is left. */
    void undecided(String clusterId, Verdict verdict) {
        undecided
                .addObject()
                .put("ClusterId", clusterId)
                .put("Execution", verdict.execution())
                .put("Why", verdict.why());
    }

    /** Records a notification of an ended execution. */
    void notified(String execution) {
        notified.add(execution);
    }

    /** Records cancelled steps that an execution left on a cluster, and steps that remain. */
    void steps(String clusterId, String execution, List<String> stepIds, Set<String> stepsLeft) {
        if (stepIds.isEmpty() && stepsLeft.isEmpty()) {
            return;
        }
        ObjectNode entry = cancelled.addObject().put("ClusterId", clusterId).put("Execution", execution);
        stepIds.forEach(entry.putArray("StepIds")::add);
        stepsLeft.forEach(entry.putArray("StepsLeft")::add);
        left.computeIfAbsent(execution, one -> new LinkedHashSet<>()).addAll(stepsLeft);
    }

    /** Records a cluster of an execution that could not be terminated. */
    void notTerminated(String clusterId, String execution) {
        clusters.putIfAbsent(execution, clusterId);
        left.computeIfAbsent(execution, one -> new LinkedHashSet<>()).add(clusterId);
    }

    /** Returns the ids of clusters and steps that an execution has left and that still exist. */
    Set<String> leftBy(String execution) {
        return left.getOrDefault(execution, Set.of());
    }

    /** Returns the executions whose clusters were terminated. */
    List<String> executions() {
        return terminated.findValuesAsText("Execution");
    }

    /** Records a cluster to which an execution has added steps. */
    void hasSteps(String clusterId, String execution) {
        clusters.putIfAbsent(execution, clusterId);
    }

    /** Returns the first terminated cluster of an execution, or the first to which it has added steps; empty if there is none. */
    String clusterOf(String execution) {
        return clusters.getOrDefault(execution, "");
    }

    /** Runs one part of the work. Errors are thrown at the end, after the other parts. */
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
     * Adds the results to the line of the log.
     *
     * @param bySweep whether the sweep found them
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
     * Returns the result of the function.
     *
     * @throws RuntimeException when a part failed: a temporary error, if there was one, so that Lambda's retry can succeed
     */
    ObjectNode answer() {
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    /**
     * Returns the result for a run that continues even if earlier runs have left steps: {@code StepsLeft} has them.
     *
     * @throws AwsUnavailableException when a retry may succeed
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
