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
 * The state of an execution from DescribeExecution.
 *
 * @param description the response, or the member {@code UnknownBecause}
 */
record ExecutionState(JsonNode description) {
    private static final String UNKNOWN = "UnknownBecause";
    private static final Set<String> FAILURES = Set.of("ABORTED", "FAILED", "TIMED_OUT");
    private static final Map<String, String> CAUSES = Map.of(
            "ABORTED", "The execution was stopped",
            "TIMED_OUT", "The execution exceeded the timeout of its state machine");

    /** Returns the state of an execution that does not exist, or must not be described. */
    static ExecutionState unknown(String errorCode) {
        return new ExecutionState(Json.object().put(UNKNOWN, errorCode));
    }

    /** Returns whether the state of the execution is unknown. */
    boolean isUnknown() {
        return status().isEmpty();
    }

    /** Returns the error because of which the state is unknown. */
    String unknownBecause() {
        return description.path(UNKNOWN).asText();
    }

    /** Returns whether the function's role must not describe it. */
    boolean isForbidden() {
        return unknownBecause().startsWith("AccessDenied");
    }

    String status() {
        return description.path("status").asText();
    }

    /** Returns whether it ended without success. */
    boolean isFailure() {
        return FAILURES.contains(status());
    }

    /** Returns whether it ended at or before a time. A running execution that was redriven has no end. */
    boolean endedBy(Instant time) {
        return description.path("stopDate").isNumber() && !stopDate().isAfter(time);
    }

    /** Returns its start time. */
    Instant startDate() {
        return Executions.time(description.path("startDate"));
    }

    /** Returns its end time. */
    Instant stopDate() {
        return Executions.time(description.path("stopDate"));
    }

    /** Returns the name of its error: that from Step Functions, otherwise the status. */
    String error() {
        return description.path("error").asText(status());
    }

    /** Returns the cause of its error: that from Step Functions, otherwise the meaning of the status. */
    String cause() {
        return description.path("cause").asText(CAUSES.getOrDefault(status(), "The execution failed"));
    }

    /** Returns a member of the input; empty if there is none. */
    String input(String member) {
        return document("input").map(input -> input.path(member).asText()).orElse("");
    }

    /** Returns the id of the cluster in the output of a launch; empty if the output has none or is not available. */
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
