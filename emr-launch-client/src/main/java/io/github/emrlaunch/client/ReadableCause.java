package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a task's cause for people. Tasks that wait fail with the description of the step, cluster or job run as JSON, in which the
 * reason comes late. Functions fail with JSON that has the stack trace.
 */
final class ReadableCause {
    private ReadableCause() {}

    /** Returns the reason that a cause contains; another cause unchanged. */
    static String of(String cause) {
        if (!cause.startsWith("{")) {
            return cause;
        }
        try {
            String reason = reason(Json.parse(cause));
            return reason == null || reason.isEmpty() ? cause : reason;
        } catch (InvalidDefinitionException truncated) {
            return cause;
        }
    }

    private static @Nullable String reason(JsonNode cause) {
        for (String kind : List.of("Step", "Cluster")) {
            JsonNode status = cause.path(kind).path("Status");
            if (status.isObject()) {
                JsonNode found = status.path("FailureDetails").isObject()
                        ? status.path("FailureDetails")
                        : status.path("StateChangeReason");
                String code = found.has("Reason")
                        ? found.path("Reason").asText()
                        : found.path("Code").asText();
                return ClusterStatus.reason(
                        subject(kind, cause.path(kind).path("Id"), status.path("State")),
                        ClusterStatus.reason(code, found.path("Message").asText()));
            }
        }
        return cause.has("JobRunId")
                ? ClusterStatus.reason(
                        subject("Job run", cause.path("JobRunId"), cause.path("State")),
                        cause.path("StateDetails").asText())
                : cause.path("errorMessage").asText();
    }

    private static String subject(String kind, JsonNode id, JsonNode state) {
        return "%s %s is %s".formatted(kind, id.asText(), state.asText());
    }
}
