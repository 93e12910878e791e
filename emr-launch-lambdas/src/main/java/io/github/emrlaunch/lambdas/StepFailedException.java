package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;

/** EMR reports that a step failed, was cancelled or was interrupted, and it must not be added again. */
public final class StepFailedException extends RuntimeException {
    StepFailedException(TriedStep tried, JsonNode step) {
        super(message(tried, step));
    }

    /** Returns the message for a failed step. It starts with the id and contains no arguments. */
    static String message(TriedStep tried, JsonNode step) {
        StringBuilder message = new StringBuilder("Step %s ('%s') of cluster %s is %s"
                .formatted(step.path("Id").asText(), tried.name(), tried.clusterId(), EmrSteps.state(step)));
        append(message, ": ", step.at("/Status/FailureDetails/Reason").asText());
        append(message, ": ", step.at("/Status/FailureDetails/Message").asText());
        append(message, ": ", step.at("/Status/StateChangeReason/Message").asText());
        append(message, ". Log: ", step.at("/Status/FailureDetails/LogFile").asText());
        return withoutFullStop(message).toString();
    }

    private static void append(StringBuilder message, String before, String text) {
        if (!text.isEmpty()) {
            withoutFullStop(message).append(before).append(text);
        }
    }

    /** EMR's texts may be sentences. The message, to which pipelines append sentences, continues after them. */
    private static StringBuilder withoutFullStop(StringBuilder message) {
        int last = message.length() - 1;
        if (message.charAt(last) == '.') {
            message.setLength(last);
        }
        return message;
    }
}
