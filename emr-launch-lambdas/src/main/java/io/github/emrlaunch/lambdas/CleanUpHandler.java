package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Terminates clusters that launches and pipelines leave when they fail, are stopped or time out. EventBridge invokes it with two unchanged
 * events:
 *
 * <ul>
 *   <li><a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Step Functions Execution Status
 *       Change</a>: the handler reads the ARN of the execution, and terminates the clusters whose tag {@value Tag#EXECUTION_KEY} is the
 *       launch's execution;
 *   <li>Scheduled Event: the handler reads the time, and sweeps all active clusters: it terminates those that are left according to
 *       {@link SweepRules}. This covers events that were lost, arrived before the cluster existed, or could not be processed.
 * </ul>
 *
 * <p>A persistent pipeline also invokes it, with {@code {"CancelStepsOf": …, "ClusterId": …}}, its own name and its cluster: before the
 * pipeline adds steps, the function cancels the steps
 * that ended executions of this pipeline have left on the cluster. After the end of an execution of such a pipeline, and
 * in the sweep, the function does so automatically.
 *
 * <p>An event is only a hint, because it can be forged: Step Functions provides the outcome of an execution, and {@link CleanUpSettings}
 * the resources of the
 * stack. For both events the function notifies of executions that could not notify themselves, once for each.
 *
 * <p>Returns {@code {"Terminated": [{"ClusterId", "Execution", "Why"}], "Undecided": [the same], "Notified": [ARNs of executions],
 * "Cancelled": [{"ClusterId", "Execution", "StepIds", "StepsLeft"}]}}. It is idempotent. An error fails the invocation after all other work
 * is done, so that Lambda retries it.
 */
public final class CleanUpHandler extends JsonHandler {
    private static final String SCHEDULED = "Scheduled Event";

    private final LaunchCleanUp cleanUp;

    /** Called by Lambda. */
    public CleanUpHandler() {
        this(AwsClient.ofEnvironment(), CleanUpSettings.read(System.getenv()));
    }

    CleanUpHandler(AwsClient aws, CleanUpSettings settings) {
        this.cleanUp = new LaunchCleanUp(aws, settings);
    }

    @Override
    ObjectNode handle(JsonNode event, ObjectNode line, String functionArn) {
        if (SCHEDULED.equals(event.path("detail-type").textValue())) {
            Instant time = time(event.path("time").asText());
            line.put("SweepOf", time.toString());
            return cleanUp.sweep(time, line);
        }
        JsonNode machine = event.path(CleanUpSettings.CANCEL_STEPS_OF);
        if (machine.isTextual()) {
            String clusterId = event.path(CleanUpSettings.CLUSTER_ID).asText();
            line.put(CleanUpSettings.CANCEL_STEPS_OF, machine.textValue());
            return cleanUp.beforePhases(machine.textValue(), clusterId, line);
        }
        String execution = event.path("detail").path("executionArn").asText();
        if (execution.isEmpty()) {
            throw refused();
        }
        line.put("Execution", execution);
        return cleanUp.afterEnd(execution, line);
    }

    private static Instant time(String time) {
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException e) {
            throw refused();
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException(
                "Neither a 'Scheduled Event' with its time nor an event 'Step Functions Execution Status Change',"
                        + " whose 'detail' has executionArn");
    }
}
