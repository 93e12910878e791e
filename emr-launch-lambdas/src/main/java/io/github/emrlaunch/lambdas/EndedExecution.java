package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.CleanUpRequest;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.time.Instant;

/**
 * An execution of whose end EventBridge tells, with the event <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Step Functions Execution Status
 * Change</a>. A hint: what became of the execution, Step Functions itself is asked.
 *
 * @param arn the execution of a launch or a pipeline
 * @param startDate when it began
 * @param launchArn the launch: the execution itself, or the one that the pipeline made
 * @param notifierArn the state machine that notifies of the end; empty for none
 */
record EndedExecution(String arn, Instant startDate, String launchArn, String notifierArn) {
    /**
     * Reads an event.
     *
     * @throws IllegalArgumentException when it is none
     */
    static EndedExecution read(JsonNode event) {
        JsonNode detail = event.path(CleanUpRequest.DETAIL);
        String arn = detail.path("executionArn").asText();
        JsonNode start = detail.path("startDate");
        if (arn.isEmpty() || !start.canConvertToLong()) {
            throw new IllegalArgumentException(
                    "Neither a sweep nor an event 'Step Functions Execution Status Change': 'detail' must have"
                            + " executionArn, and startDate in milliseconds");
        }
        String launches = event.path(CleanUpRequest.LAUNCHES).asText();
        return new EndedExecution(
                arn,
                Instant.ofEpochMilli(start.longValue()),
                launches.isEmpty() ? arn : launches + PipelineLaunch.name(arn),
                event.path(CleanUpRequest.NOTIFIER).asText());
    }

    /** Whether it is the run of a pipeline, which has made a launch. */
    boolean isOfPipeline() {
        return !launchArn.equals(arn);
    }
}
