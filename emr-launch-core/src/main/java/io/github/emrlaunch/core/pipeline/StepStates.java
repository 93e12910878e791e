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
 * The states of a step: the task that adds it and waits for it, and behind any failure of that task a look at the step, by the function of the
 * stack ({@link StepFunction}). A task has one error name for all that EMR says, and EMR has no token by which it would know a step
 * again: so a step is added a second time only when the cluster does not have it, or when EMR says that it failed and may be tried again. A
 * step that succeeds at once needs one state and no invocation. A step that fails ends its branch with the error of the look, which
 * {@link PhaseStates#explained} makes readable.
 *
 * <p>What became of the step so far is in the state's data, as {@value #TRY}, and not in a variable: branches and iterations that run at
 * once each have their own, and no name meets that of a user's variable. So the input must be an object. It is handed on as it was.
 */
final class StepStates {
    /** The member of the states' input with what became of the step; see {@link StepLook#TRY}. */
    static final String TRY = "EmrStepTry";

    /** The member of the output of a step that failed and after which the others go on: a list of {@code {"Name", "Reason"}}. */
    static final String FAILED_STEPS = "FailedSteps";

    private static final String LAMBDAS = "io.github.emrlaunch.lambdas.";
    private static final String NOT_EVALUATED = "States.QueryEvaluationError";
    private static final String RUNNING = LAMBDAS + "StepRunningException";
    private static final String OVERDUE = LAMBDAS + "StepOverdueException";
    private static final String CANCELLING = LAMBDAS + "StepCancellingException";
    private static final String NOT_FOUND = LAMBDAS + "StepNotFoundException";
    private static final String FAILED_AGAIN = LAMBDAS + "StepFailedAgainException";

    /** Another try would say the same. */
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
     * EMR shows a step soon after it took it. The times are random, since many steps were refused at one moment, and so many that all of them together
     * are never short.
     */
    private static final Retrier NOT_SHOWN_YET =
            Retrier.of(List.of(NOT_FOUND), 30, 4).withJitter();

    /** A retrier counts all errors while a step runs, which may be for days, in an account that throttles each day. */
    private static final Retrier THROTTLED =
            Retrier.of(LambdaErrors.TRANSIENT, 5, 200).withJitter();

    /** A step ends some time after EMR was asked to cancel it: for about ten minutes it is looked at, then asked again. */
    private static final Retrier CANCELLED =
            Retrier.of(List.of(CANCELLING), 30, 20).withJitter();

    /**
     * What has another value each time that it is evaluated, or in another state: of the context object all but the execution, its machine and the item.
     */
    private static final Pattern UNSTABLE = Pattern.compile(
            "\\$(now|millis|random|uuid|shuffle)\\b"
                    + "|\\$states\\.context\\b(?!\\.(Execution|StateMachine|Map)\\b)|\\$states\\.input\\b(?!\\.)|\\.RetryCount\\b");

    private static final String FAILURE = "$states.input." + TRY;
    private static final String WITHOUT_TRY =
            "$merge([{}, $sift($states.input, function($v, $k) { $k != '%s' })])".formatted(TRY);

    /** What the last state of a branch puts out: input that each branch and iteration hands on would not fit into the result of all. */
    private static final String RESULT = "$merge([{}, $sift($states.input, function($v, $k) { $k in ['%s', '%s'] })])"
            .formatted(FAILED_STEPS, PhaseStates.OUTPUT);

    /** Steps that failed are told together, in at most 256 KiB. */
    private static final int MAX_REASON = 300;

    /** The id of the step in the message of the step function. */
    private static final String STEP_ID =
            "$match(%s.%s, /Step (s-[0-9A-Z]+)/)[0].groups[0]".formatted(FAILURE, StepLook.CAUSE);

    private final String stepFunctionArn;
    private final StepLooks looks;

    /**
     * States of steps.
     *
     * @param stepFunctionArn the step function of the stack, which the machine's role must be allowed to invoke
     * @param phases the phases that have the steps
     */
    StepStates(String stepFunctionArn, List<Phase> phases) {
        this.stepFunctionArn = stepFunctionArn;
        this.looks = StepLooks.of(phases);
    }

    /**
     * Adds the states of a step to a branch, the first of which has the name that {@code names} gives the step. They hand their input on, with
     * {@value #FAILED_STEPS} if the step failed and the others go on.
     *
     * @param arguments {@code ClusterId}, {@code Step}, and {@code ExecutionRoleArn} if the step has one
     * @param next the state that comes behind; null when the branch ends
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
        // Nothing but copies: an error within a Catch would not be caught.
        String caught = tried("%s, {'%s': $states.context.State.EnteredTime}, $states.errorOutput"
                .formatted(FAILURE, StepLook.SINCE));
        if (goOn != null) {
            // It was not sent.
            state.catchError(NOT_EVALUATED, goOn, caught);
        }
        return state.catchError("States.ALL", look, caught);
    }

    /** The input with what became of the step: the members of several objects, of which the later ones count. */
    private static String tried(String objects) {
        return "$merge([$states.input, {'%s': $merge([%s])}])".formatted(TRY, objects);
    }

    /** What it fails with ends the branch, unless the others go on. Arguments that cannot be evaluated fail here again. */
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

    /** The error and the cause are those of the next task. */
    private static String again(String counter, String more) {
        return tried("%1$s, {'%2$s': $sum([%1$s.%2$s, 1])%3$s}".formatted(FAILURE, counter, more));
    }

    /** A step by which EMR's list of steps is searched: name, jar and those arguments that are the same as when they were sent. */
    private static ObjectNode identity(JsonNode step) {
        String name = step.path("Name").asText();
        if (UNSTABLE.matcher(name).find()) {
            throw new IllegalArgumentException(
                    "'name' of a step must have the same value in all states and at all times, since EMR's list of steps is searched by it, got: '%s'"
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

    /** An expression, since the CDK leaves a mere null out of a list. */
    private static JsonNode stable(JsonNode text) {
        return UNSTABLE.matcher(text.asText()).find() ? TextNode.valueOf(expression("null")) : text;
    }

    /** EMR cancels at some later time, or not at all: the look says what became of the step, also when this call fails. */
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

    /** A failure may lack either member. */
    private static String failure() {
        return "$merge([{'Error': '', 'Cause': ''}, %s])".formatted(FAILURE);
    }

    /**
     * The state that tells of a failure after which the others go on.
     *
     * @param name the step's name as its task has it: a text, or an expression
     * @param output what is put out besides, an expression
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
