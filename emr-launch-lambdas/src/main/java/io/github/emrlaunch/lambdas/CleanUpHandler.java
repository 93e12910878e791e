package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Leaves no cluster behind when a launch or a pipeline fails, is stopped or runs out of time. EventBridge invokes it with two events,
 * each as it is:
 *
 * <ul>
 *   <li><a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Step Functions Execution Status
 *       Change</a>, of which it takes the ARN of the execution: terminates the clusters whose tag {@value Tag#EXECUTION_KEY} is the
 *       launch's execution;
 *   <li>Scheduled Event, of which it takes the time, as a sweep: looks at all active clusters, and terminates those that are left over by
 *       {@link SweepRules}. That makes good events that were lost, came before the cluster, or could not be processed.
 * </ul>
 *
 * <p>A persistent pipeline, too, invokes it, with {@code {"CancelStepsOf": …, "ClusterId": …}}, its own name and its cluster: cancels the steps
 * on it that ended executions of this pipeline have left, before it adds others. After the end of an execution of such a pipeline, and
 * in the sweep, the function does so by itself.
 *
 * <p>An event is a hint, which anybody may have invented: what became of an execution Step Functions says, and what is the stack's the
 * {@link CleanUpSettings}. In both ways the function notifies of executions that could not notify by themselves, each end once.
 *
 * <p>Answers {@code {"Terminated": [{"ClusterId", "Execution", "Why"}], "Undecided": [the same], "Notified": [ARNs of executions],
 * "Cancelled": [{"ClusterId", "Execution", "StepIds", "StepsLeft"}]}}. Can be repeated; what fails, fails the invocation after all else was done, so that Lambda tries it again.
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
