package io.github.emrlaunch.local.internal.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a cause for people. Tasks that wait fail with the description of the step, cluster, job run or execution as JSON, in which
 * the reason comes late. Functions fail with JSON that has the stack trace. State machines often pass a caught error on, with its cause as
 * text in the JSON.
 */
final class CauseText {
    private CauseText() {}

    /** Returns the reason that a cause contains; another cause unchanged. */
    static String of(String cause) {
        JsonNode json = RunPage.parsed(cause);
        return Stream.of(json)
                .filter(JsonNode::isObject)
                .map(CauseText::reason)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse(cause);
    }

    private static String reason(JsonNode cause) {
        for (String kind : List.of("Step", "Cluster")) {
            JsonNode status = cause.path(kind).path("Status");
            if (status.isObject()) {
                return joined(
                        subject(kind, cause.path(kind).path("Id"), status.path("State")),
                        status.at("/FailureDetails/Reason").asText(),
                        status.at("/FailureDetails/Message").asText(),
                        status.at("/StateChangeReason/Code").asText(),
                        status.at("/StateChangeReason/Message").asText());
            }
        }
        if (cause.has("JobRunId")) {
            return joined(
                    subject("Job run", cause.path("JobRunId"), cause.path("State")),
                    cause.path("StateDetails").asText());
        }
        if (cause.has("ExecutionArn")) {
            return joined(
                    subject("Execution", cause.path("Name"), cause.path("Status")),
                    cause.path("Error").asText(),
                    of(cause.path("Cause").asText()));
        }
        if (cause.has("Error") && cause.has("Cause")) {
            return joined(cause.path("Error").asText(), of(cause.path("Cause").asText()));
        }
        return cause.path("errorMessage").asText();
    }

    private static String subject(String kind, JsonNode name, JsonNode state) {
        return "%s %s is %s".formatted(kind, name.asText(), state.asText());
    }

    /** Joins the parts that exist. A part may be a sentence, whose full stop is removed before a colon. */
    private static String joined(String... parts) {
        List<String> all = Stream.of(parts).filter(part -> !part.isEmpty()).toList();
        if (all.isEmpty()) {
            return "";
        }
        int last = all.size() - 1;
        return Stream.concat(
                        all.subList(0, last).stream().map(part -> part.replaceFirst("\\.$", "")),
                        Stream.of(all.get(last)))
                .collect(Collectors.joining(": "));
    }
}
