package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StepLook;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.List;
import java.util.Set;

/**
 * The function of a stack that tells what became of a step when the task that added it failed: EMR names all errors alike and has no
 * token by which it would know a step again, so that the steps of the cluster are looked at before anything else. It reads, and changes
 * nothing; which clusters it may look at, its role says. The payload is that of {@link StepLook}.
 *
 * <p>Answers the id of a step that completed, and fails otherwise with
 *
 * <ul>
 *   <li>{@link StepRunningException}: it waits or runs, and may be looked at again;
 *   <li>{@link StepOverdueException}: it waits or runs, has taken longer than it may, and is to be cancelled;
 *   <li>{@link StepCancellingException}: EMR was asked to cancel it, and it may be looked at again;
 *   <li>{@link StepTimedOutException}: EMR was asked to cancel it, and it has ended or still runs;
 *   <li>{@link StepAmbiguousException}: several steps may be it;
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

    /** So many times EMR is asked to cancel a step; what runs then still is told as it is. */
    private static final int MAX_CANCELS = 3;

    private static final Set<String> ENDED = Set.of("FAILED", "CANCELLED", "INTERRUPTED");

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
        List<JsonNode> found = steps.since(tried.clusterId(), tried.earliest(), tried::maybe);
        if (found.isEmpty()) {
            throw tried.mayBeTakenLater() && tried.addedAgain() < MAX_ADDED_AGAIN
                    ? new StepNotFoundException(tried)
                    : new StepRefusedException(tried);
        }
        if (found.size() > 1) {
            throw new StepAmbiguousException(tried, found);
        }
        JsonNode step = found.get(0);
        line.put(StepLook.CLUSTER_ID, tried.clusterId()).set(StepLook.STEP_ID, step.path("Id"));
        String state = EmrSteps.state(step);
        if (state.equals("COMPLETED")) {
            return Json.object().set(StepLook.STEP_ID, step.path("Id"));
        }
        throw tried.cancels() > 0 ? cancelled(tried, step, state) : failure(tried, step, state);
    }

    private static RuntimeException failure(TriedStep tried, JsonNode step, String state) {
        return switch (state) {
            case "FAILED" ->
                tried.retriesLeft() > 0
                        ? new StepFailedAgainException(tried, step)
                        : new StepFailedException(tried, step);
            case "CANCELLED", "INTERRUPTED" -> new StepFailedException(tried, step);
            default ->
                tried.hasTimedOut() ? new StepOverdueException(tried, step) : new StepRunningException(tried, step);
        };
    }

    private static RuntimeException cancelled(TriedStep tried, JsonNode step, String state) {
        boolean hasEnded = ENDED.contains(state);
        return hasEnded || tried.cancels() >= MAX_CANCELS
                ? new StepTimedOutException(tried, step)
                : new StepCancellingException(tried, step);
    }
}
