package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What DescribeExecution says of an execution.
 *
 * @param description its answer, or the member {@code UnknownBecause}
 */
record ExecutionState(JsonNode description) {
    private static final String UNKNOWN = "UnknownBecause";
    private static final Set<String> FAILURES = Set.of("ABORTED", "FAILED", "TIMED_OUT");
    private static final Map<String, String> CAUSES = Map.of(
            "ABORTED", "Somebody stopped the execution",
            "TIMED_OUT", "The execution took longer than its state machine allows");

    /** An execution that does not exist, or may not be described. */
    static ExecutionState unknown(String errorCode) {
        return new ExecutionState(Json.object().put(UNKNOWN, errorCode));
    }

    /** Whether nothing is known of the execution. */
    boolean isUnknown() {
        return status().isEmpty();
    }

    /** The error by which nothing is known. */
    String unknownBecause() {
        return description.path(UNKNOWN).asText();
    }

    /** Whether the function's role may not describe it. */
    boolean isForbidden() {
        return unknownBecause().startsWith("AccessDenied");
    }

    String status() {
        return description.path("status").asText();
    }

    /** Whether it ended and left its work undone. */
    boolean isFailure() {
        return FAILURES.contains(status());
    }

    /** Whether it ended at a time or before; an execution that was redriven has no end. */
    boolean endedBy(Instant time) {
        return description.path("stopDate").isNumber() && !stopDate().isAfter(time);
    }

    /** When it began. */
    Instant startDate() {
        return Executions.time(description.path("startDate"));
    }

    /** When it ended. */
    Instant stopDate() {
        return Executions.time(description.path("stopDate"));
    }

    /** The name of its error: what Step Functions says, else the status. */
    String error() {
        return description.path("error").asText(status());
    }

    /** What caused its error: what Step Functions says, else what the status means. */
    String cause() {
        return description.path("cause").asText(CAUSES.getOrDefault(status(), "The execution failed"));
    }

    /** A member of the input, empty when there is none. */
    String input(String member) {
        return document("input").map(input -> input.path(member).asText()).orElse("");
    }

    /** The id of the cluster that a launch answered with; empty where the output has none or is not told. */
    String launchedClusterId() {
        return document("output")
                .map(output -> output.at("/LaunchClusterResult/ClusterId").asText())
                .orElse("");
    }

    private Optional<ObjectNode> document(String member) {
        String text = description.path(member).asText();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Json.parseObject(text));
        } catch (InvalidDefinitionException e) {
            return Optional.empty();
        }
    }
}
