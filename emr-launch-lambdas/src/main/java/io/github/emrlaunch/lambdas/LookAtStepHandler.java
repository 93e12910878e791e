package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StepLook;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.Optional;

/**
 * The function of a stack that tells what became of a step when the task that added it failed: EMR names all errors alike and has no
 * token by which it would know a step again, so that the steps of the cluster are looked at before anything else. It reads, and changes
 * nothing; which clusters it may look at, its role says. The payload is that of {@link StepLook}.
 *
 * <p>Answers the id of a step that completed, and fails otherwise with
 *
 * <ul>
 *   <li>{@link StepRunningException}: it waits or runs, and may be looked at again;
 *   <li>{@link StepTimedOutException}: it waits or runs, and has taken longer than it may;
 *   <li>{@link StepNotFoundException}: EMR was busy, and may yet show it; else it may be added again;
 *   <li>{@link StepRefusedException}: EMR did not take it;
 *   <li>{@link StepFailedAgainException}: it failed, and may be added again;
 *   <li>{@link StepFailedException}: it failed or was cancelled;
 *   <li>{@link InvalidRequestException}, {@link AwsUnavailableException}, {@link
 *       io.github.emrlaunch.lambdas.aws.AwsCallFailedException}: nobody knows.
 * </ul>
 *
 * <p>No argument of the step is in an answer or the log, nor in an error unless EMR itself quotes it.
 */
public final class LookAtStepHandler extends JsonHandler {
    /** So many times in a row EMR may be too busy to take a step: for the better part of an hour. */
    private static final int MAX_ADDED_AGAIN = 20;

    private final EmrSteps steps;

    /** Called by Lambda. */
    public LookAtStepHandler() {
        this(AwsClient.ofEnvironment());
    }

    LookAtStepHandler(AwsClient aws) {
        this.steps = new EmrSteps(aws);
    }

    @Override
    ObjectNode handle(JsonNode payload, ObjectNode line, String functionArn) {
        TriedStep tried = TriedStep.read(payload);
        Optional<JsonNode> found = steps.newest(tried.clusterId(), tried.since(), tried::is);
        if (found.isEmpty()) {
            throw tried.mayBeTakenLater() && tried.addedAgain() < MAX_ADDED_AGAIN
                    ? new StepNotFoundException(tried)
                    : new StepRefusedException(tried);
        }
        JsonNode step = found.get();
        line.put(StepLook.CLUSTER_ID, tried.clusterId()).set(StepLook.STEP_ID, step.path("Id"));
        return switch (EmrSteps.state(step)) {
            case "COMPLETED" -> Json.object().set(StepLook.STEP_ID, step.path("Id"));
            case "FAILED" ->
                throw tried.retriesLeft() > 0
                        ? new StepFailedAgainException(tried, step)
                        : new StepFailedException(tried, step);
            case "CANCELLED", "INTERRUPTED" -> throw new StepFailedException(tried, step);
            default ->
                throw tried.hasTimedOut()
                        ? new StepTimedOutException(tried, step)
                        : new StepRunningException(tried, step);
        };
    }
}
