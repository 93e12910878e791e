package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StepLook;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.List;
import java.util.Set;

/**
 * The function of a stack that determines the outcome of a step after the task that added it failed: EMR uses one name for all errors and
 * has no
 * token that identifies a step, so the steps of the cluster are listed first. The function only reads, and
 * its role determines the clusters. The payload is that of {@link StepLook}.
 *
 * <p>Returns the id of a step that completed, and otherwise fails with
 *
 * <ul>
 *   <li>{@link StepRunningException}: it is pending or running, and can be polled again;
 *   <li>{@link StepOverdueException}: it is pending or running, has exceeded its timeout, and must be cancelled;
 *   <li>{@link StepCancellingException}: its cancellation was requested, and it can be polled again;
 *   <li>{@link StepTimedOutException}: its cancellation was requested, and it has ended or is still running;
 *   <li>{@link StepAmbiguousException}: several steps match it;
 *   <li>{@link StepNotFoundException}: EMR was throttled or unavailable, and may show it later; otherwise it can be added again;
 *   <li>{@link StepRefusedException}: EMR refused it;
 *   <li>{@link StepFailedAgainException}: it failed, and can be added again;
 *   <li>{@link StepFailedException}: it failed or was cancelled;
 *   <li>{@link InvalidRequestException}, {@link AwsUnavailableException}, {@link
 *       io.github.emrlaunch.lambdas.aws.AwsCallFailedException}: the outcome is unknown.
 * </ul>
 *
 * <p>Results and logs contain no arguments of the step. Errors contain them only if EMR quotes them.
 */
public final class LookAtStepHandler extends JsonHandler {
    /** The maximum number of consecutive attempts while EMR is unavailable: for most of an hour. */
    private static final int MAX_ADDED_AGAIN = 20;

    /** The maximum number of requests to cancel a step. A step that is still running afterwards is reported as such. */
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
