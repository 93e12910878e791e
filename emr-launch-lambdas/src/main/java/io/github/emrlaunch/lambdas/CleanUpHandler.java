package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.CleanUpRequest;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.Set;

/**
 * Leaves no cluster behind when a launch or a pipeline fails, is stopped or runs out of time. Invoked in two ways, whose members
 * {@link CleanUpRequest} has:
 *
 * <ul>
 *   <li>by EventBridge's event of the end of an execution: terminates the clusters whose tag {@value Tag#EXECUTION_KEY} is the
 *       launch's execution;
 *   <li>by a schedule, as a sweep: looks at all active clusters, and terminates those that are left over by {@link SweepRules}.
 *       That makes good events that were lost, came before the cluster, or could not be processed.
 * </ul>
 *
 * <p>In both ways it notifies of executions that could not notify by themselves, each end once.
 *
 * <p>Answers {@code {"Terminated": [{"ClusterId", "Execution", "Why"}], "Undecided": [the same], "Notified": [ARNs of executions]}}. Can
 * be repeated; what fails, fails the invocation after all else was done, so that Lambda tries it again.
 */
public final class CleanUpHandler extends JsonHandler {
    private final LaunchCleanUp cleanUp;

    /** Called by Lambda. */
    public CleanUpHandler() {
        this(AwsClient.ofEnvironment(), System.getenv().getOrDefault(CleanUpRequest.KEPT_VARIABLE, ""));
    }

    /**
     * A handler with these parts.
     *
     * @param kept the launch functions whose clusters are left, with commas between them
     */
    CleanUpHandler(AwsClient aws, String kept) {
        this.cleanUp = new LaunchCleanUp(aws, Set.of(kept.split(",", -1)));
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        if (payload.has(CleanUpRequest.SWEEP)) {
            Sweep sweep = Sweep.read(payload);
            line.put("SweepOf", sweep.time().toString());
            return cleanUp.sweep(sweep, line);
        }
        EndedExecution ended = EndedExecution.read(payload);
        line.put("Execution", ended.arn());
        return cleanUp.afterEnd(ended, line);
    }
}
