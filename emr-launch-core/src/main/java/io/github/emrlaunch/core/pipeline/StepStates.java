package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.states.FunctionFailure;
import io.github.emrlaunch.core.internal.states.LambdaErrors;
import io.github.emrlaunch.core.internal.states.Retrier;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.core.internal.states.StateValues;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StepLook;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The states of a step: the task that adds it and waits for it, and after a failure of that task a poll of the step by the function of the
 * stack ({@link StepFunction}). A task has one error name for all errors of EMR, and EMR has no token that identifies a step that was
 * added.
 * So a step is added again only if the cluster does not have it, or if EMR reports that it failed and it has retries left. A
 * step that succeeds at the first attempt needs one state and no invocation. A failed step fails its branch with the error of the poll,
 * which
 * {@link PhaseStates#explained} makes readable.
 *
 * <p>The progress of the step is in the state's data, as {@value #TRY}, and not in a variable: branches and iterations that run at
 * once each have their own, and it cannot conflict with a user's variable. Therefore the input must be an object. It is passed on
 * unchanged.
 */
final class StepStates {
    /** The member of the states' input with the progress of the step; see {@link StepLook#TRY}. */
    static final String TRY = "EmrStepTry";

    /** The member of the output with a failed step after which the others continue: a list of {@code {"Name", "Reason"}}. */
    static final String FAILED_STEPS = "FailedSteps";

    private static final String LAMBDAS = "io.github.emrlaunch.lambdas.";
    private static final String NOT_EVALUATED = "States.QueryEvaluationError";
    private static final String RUNNING = LAMBDAS + "StepRunningException";
    private static final String OVERDUE = LAMBDAS + "StepOverdueException";
    private static final String CANCELLING = LAMBDAS + "StepCancellingException";
    private static final String NOT_FOUND = LAMBDAS + "StepNotFoundException";
    private static final String FAILED_AGAIN = LAMBDAS + "StepFailedAgainException";

    /** Errors that a retry does not change. */
    private static final List<String> FINAL = List.of(
            OVERDUE,
            FAILED_AGAIN,
            LAMBDAS + "StepTimedOutException",
            LAMBDAS + "StepFailedException",
            LAMBDAS + "StepRefusedException",
            LAMBDAS + "StepAmbiguousException",
            LAMBDAS + "InvalidRequestException",
            LAMBDAS + "aws.AwsCallFailedException",
            NOT_EVALUATED);

    /**
     * EMR shows a step soon after it was added. The intervals are random, because many steps may have been refused at once, and there are
     * enough retries that their sum is almost never
     * too short.
     */
    private static final Retrier NOT_SHOWN_YET =
            Retrier.of(List.of(NOT_FOUND), 30, 4).withJitter();

    /** A retrier counts all errors while a step runs, which may take days, in an account with throttling each day. */
    private static final Retrier THROTTLED =
            Retrier.of(LambdaErrors.TRANSIENT, 5, 200).withJitter();

    /**
     * A step ends some time after its cancellation was requested: it is polled for about ten minutes, then the cancellation is requested
     * again.
     */
    private static final Retrier CANCELLED =
            Retrier.of(List.of(CANCELLING), 30, 20).withJitter();

    /**
     * Values that change with each evaluation or from state to state: all of the context object except the execution, its state machine and
     * the item.
     */
    private static final Pattern UNSTABLE = Pattern.compile(
            "\\$(now|millis|random|uuid|shuffle)\\b"
                    + "|\\$states\\.context\\b(?!\\.(Execution|StateMachine|Map)\\b)|\\$states\\.input\\b(?!\\.)|\\.RetryCount\\b");

    private static final String FAILURE = "$states.input." + TRY;
    private static final String WITHOUT_TRY =
            "$merge([{}, $sift($states.input, function($v, $k) { $k != '%s' })])".formatted(TRY);

    /**
     * The output of the last state of a branch. If each branch and iteration passed its input on, the combined result would be too large.
     */
    private static final String RESULT = "$merge([{}, $sift($states.input, function($v, $k) { $k in ['%s', '%s'] })])"
            .formatted(FAILED_STEPS, PhaseStates.OUTPUT);

    /** Failed steps are reported together, in at most 256 KiB. */
    private static final int MAX_REASON = 300;

    /** The id of the step in the message of the step function. */
    private static final String STEP_ID =
            "$match(%s.%s, /Step (s-[0-9A-Z]+)/)[0].groups[0]".formatted(FAILURE, StepLook.CAUSE);

    private final String stepFunctionArn;
    private final StepLooks looks;

    /**
     * Creates the states of steps.
     *
     * @param stepFunctionArn the step function of the stack, which the machine's role must be allowed to invoke
     * @param phases the phases that have the steps
     */
    StepStates(String stepFunctionArn, List<Phase> phases) {
        this.stepFunctionArn = stepFunctionArn;
        this.looks = StepLooks.of(phases);
    }

    /**
     * Adds the states of a step to a branch. The first one has the name that {@code names} returns for the step. They pass their input on,
     * with
     * {@value #FAILED_STEPS} if the step failed and the others continue.
     *
     * @param arguments {@code ClusterId}, {@code Step}, and {@code ExecutionRoleArn} if the step has one
     * @param next the next state; null at the end of the branch
     */
    void add(StateMachineText branch, StateNames names, EmrStep step, ObjectNode arguments, @Nullable String next) {
        String add = names.of(step);
        String look = names.of(step, "Look");
        StepFailureRules rules = step.failureRules();
        @Nullable String goOn = rules.continues() ? names.of(step, "Failed") : null;
        @Nullable String cancel = rules.timeoutSeconds() == null ? null : names.of(step, "Cancel");
        branch.add(add, following(addStep(arguments, rules, look, goOn), next));
        branch.add(look, following(look(arguments, rules, add, cancel, goOn), next));
        if (cancel != null) {
            branch.add(cancel, cancel(arguments, look));
        }
        if (goOn != null) {
            StateText failed = goOn(arguments.path("Step").path("Name"), next == null ? RESULT : WITHOUT_TRY);
            branch.add(goOn, next == null ? failed.end() : failed.next(next));
        }
    }

    private static StateText following(StateText state, @Nullable String next) {
        return next == null ? state.end().output(RESULT) : state.next(next);
    }

    private static StateText addStep(ObjectNode arguments, StepFailureRules rules, String look, @Nullable String goOn) {
        StateText state =
                StateText.task("elasticmapreduce:addStep.sync", arguments).output(WITHOUT_TRY);
        if (rules.timeoutSeconds() != null) {
            state.timeoutSeconds(rules.timeoutSeconds());
        }
        // It only copies values: an evaluation error in a Catch field would not be caught.
        String caught = tried("%s, {'%s': $states.context.State.EnteredTime}, $states.errorOutput"
                .formatted(FAILURE, StepLook.SINCE));
        if (goOn != null) {
            // The request was not sent.
            state.catchError(NOT_EVALUATED, goOn, caught);
        }
        return state.catchError("States.ALL", look, caught);
    }

    /** Returns the input with the progress of the step, merged from several objects, of which later ones take precedence. */
    private static String tried(String objects) {
        return "$merge([$states.input, {'%s': $merge([%s])}])".formatted(TRY, objects);
    }

    /**
     * Adds the poll of the step. Its error fails the branch, unless the others continue. Arguments that cannot be evaluated fail here
     * again.
     */
    private StateText look(
            ObjectNode arguments, StepFailureRules rules, String add, @Nullable String cancel, @Nullable String goOn) {
        ObjectNode payload = Json.object();
        payload.set(StepLook.CLUSTER_ID, arguments.path("ClusterId"));
        payload.set(StepLook.STEP, identity(arguments.path("Step")));
        payload.put(StepLook.RETRIES, rules.retries()).put(StepLook.TRY, expression(FAILURE));
        String caught = tried(FAILURE + ", $states.errorOutput");
        StateText state = StateText.invoke(stepFunctionArn, payload)
                .timeoutSeconds(StepFunction.TIMEOUT_SECONDS + 10)
                .output(WITHOUT_TRY)
                .retry(List.of(
                        looks.of(RUNNING, rules.timeoutSeconds()),
                        NOT_SHOWN_YET,
                        CANCELLED,
                        THROTTLED,
                        Retrier.of(FINAL, 1, 0),
                        Retrier.IDEMPOTENT))
                .catchError(NOT_FOUND, add, again(StepLook.ADDED_AGAIN, ""))
                .catchError(
                        FAILED_AGAIN,
                        add,
                        again(
                                StepLook.RETRIED,
                                ", '%1$s': %2$s.%1$s & $states.errorOutput.Cause"
                                        .formatted(StepLook.EARLIER, FAILURE)));
        if (cancel != null) {
            state.catchErrors(List.of(RUNNING, OVERDUE, CANCELLING), cancel, caught);
        }
        return goOn == null ? state : state.catchError("States.ALL", goOn, caught);
    }

    /** Returns the progress without error and cause, which the next task sets. */
    private static String again(String counter, String more) {
        return tried("%1$s, {'%2$s': $sum([%1$s.%2$s, 1])%3$s}".formatted(FAILURE, counter, more));
    }

    /**
     * Returns the step by which EMR's list of steps is searched: name, jar and the arguments whose values cannot have changed since the
     * request.
     */
    private static ObjectNode identity(JsonNode step) {
        String name = step.path("Name").asText();
        if (UNSTABLE.matcher(name).find()) {
            throw new IllegalArgumentException(
                    "'name' of a step must have the same value in all states and at all times, because EMR's list of steps is searched by it, got: '%s'"
                            .formatted(name));
        }
        ObjectNode identity = Json.object();
        identity.set("Name", step.path("Name"));
        JsonNode sent = step.path("HadoopJarStep");
        ObjectNode jarStep = identity.putObject("HadoopJarStep");
        jarStep.set("Jar", sent.path("Jar"));
        JsonNode arguments = sent.path("Args");
        if (arguments.isTextual()) {
            jarStep.set("Args", stable(arguments));
        } else {
            ArrayNode list = jarStep.putArray("Args");
            arguments.forEach(argument -> list.add(stable(argument)));
        }
        return identity;
    }

    /** Returns an expression, because the CDK removes null from lists. */
    private static JsonNode stable(JsonNode text) {
        return UNSTABLE.matcher(text.asText()).find() ? TextNode.valueOf(expression("null")) : text;
    }

    /** EMR cancels later or not at all. The poll detects the outcome of the step, also if this call fails. */
    private static StateText cancel(ObjectNode arguments, String look) {
        ObjectNode step = Json.object();
        step.set("ClusterId", arguments.path("ClusterId"));
        step.put("StepId", expression(STEP_ID));
        String cancelled = again(StepLook.CANCELS, "");
        return StateText.task("elasticmapreduce:cancelStep", step)
                .output(cancelled)
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchError("States.ALL", look, cancelled)
                .next(look);
    }

    /** Returns the failure with both members, one of which may be missing. */
    private static String failure() {
        return "$merge([{'Error': '', 'Cause': ''}, %s])".formatted(FAILURE);
    }

    /**
     * Returns the state that records a failure after which the others continue.
     *
     * @param name the step's name as in its task: a string, or an expression
     * @param output the rest of the output, an expression
     */
    private static StateText goOn(JsonNode name, String output) {
        String reason =
                "(%s%s$failure := %s; $reason := $name($failure) & ': ' & $message($failure); $length($reason) > %d ? $substring($reason, 0, %<d) & '…' : $reason)"
                        .formatted(FunctionFailure.NAME, FunctionFailure.MESSAGE, failure(), MAX_REASON);
        return StateText.pass()
                .output("$merge([%s, {'%3$s': $append($states.input.%3$s, [{'Name': %4$s, 'Reason': %2$s}])}])"
                        .formatted(output, reason, FAILED_STEPS, StateValues.expression(name)));
    }
}
