package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.StepFunction;
import io.github.emrlaunch.core.internal.states.FunctionFailure;
import io.github.emrlaunch.core.internal.states.Retrier;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
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
    private static final String TIMED_OUT = LAMBDAS + "StepTimedOutException";
    private static final String NOT_FOUND = LAMBDAS + "StepNotFoundException";
    private static final String FAILED_AGAIN = LAMBDAS + "StepFailedAgainException";

    /** Another try would say the same. */
    private static final List<String> FINAL = List.of(
            TIMED_OUT,
            FAILED_AGAIN,
            LAMBDAS + "StepFailedException",
            LAMBDAS + "StepRefusedException",
            LAMBDAS + "InvalidRequestException",
            LAMBDAS + "aws.AwsCallFailedException",
            NOT_EVALUATED);

    private static final int SECONDS_BETWEEN_LOOKS = 60;

    /**
     * The time between two looks grows with the time that the step runs, up to a twentieth of it: about 210 looks in a year, so that the
     * history of an execution, which has room for 25,000 events, bears many such steps.
     */
    private static final double GROWTH = 1.05;

    private static final int MAX_LOOKS = 400;

    /** EMR shows a step soon after it took it. The times are random: many steps were refused at one moment. */
    private static final Retrier NOT_SHOWN_YET =
            Retrier.of(List.of(NOT_FOUND), 15, 3).withJitter();

    /** What has another value each time that it is evaluated. */
    private static final Pattern UNSTABLE =
            Pattern.compile("\\$(now|millis|random|uuid|shuffle)\\b|\\.(EnteredTime|RetryCount)\\b");

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

    /** @param stepFunctionArn the step function of the stack, which the machine's role must be allowed to invoke */
    StepStates(String stepFunctionArn) {
        this.stepFunctionArn = stepFunctionArn;
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
            String timedOut = goOn == null ? names.of(step, "Timed Out") : goOn;
            branch.add(cancel, cancel(arguments, timedOut));
            if (goOn == null) {
                branch.add(timedOut, StateText.fail(FAILURE + "." + StepLook.ERROR, FAILURE + "." + StepLook.CAUSE));
            }
        }
        if (goOn != null) {
            StateText failed = goOn(arguments.path("Step").path("Name").asText(), next == null ? RESULT : WITHOUT_TRY);
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
                        Retrier.of(List.of(RUNNING), SECONDS_BETWEEN_LOOKS, looks(rules))
                                .growingBy(GROWTH),
                        NOT_SHOWN_YET,
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
            state.catchErrors(
                    List.of(RUNNING, TIMED_OUT),
                    cancel,
                    tried("%s, $states.errorOutput, {'%s': '%s'}"
                            .formatted(FAILURE, StepLook.ERROR, PipelineErrors.STEP_TIMED_OUT)));
        }
        return goOn == null ? state : state.catchError("States.ALL", goOn, caught);
    }

    /** The error and the cause are those of the next task. */
    private static String again(String counter, String more) {
        return tried("%1$s, {'%2$s': $sum([%1$s.%2$s, 1])%3$s}".formatted(FAILURE, counter, more));
    }

    /** After a lost look the step may take as long as its timeout again. */
    private static int looks(StepFailureRules rules) {
        Integer timeout = rules.timeoutSeconds();
        return timeout == null
                ? MAX_LOOKS
                : (int) Math.ceil(Math.log(1 + timeout * (GROWTH - 1) / SECONDS_BETWEEN_LOOKS) / Math.log(GROWTH));
    }

    /** A step by which EMR's list of steps is searched: name, jar and those arguments that are the same as when they were sent. */
    private static ObjectNode identity(JsonNode step) {
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

    private static JsonNode stable(JsonNode text) {
        return UNSTABLE.matcher(text.asText()).find() ? Json.object().nullNode() : text;
    }

    private static StateText cancel(ObjectNode arguments, String failed) {
        ObjectNode step = Json.object();
        step.set("ClusterId", arguments.path("ClusterId"));
        step.put("StepId", expression(STEP_ID));
        return StateText.task("elasticmapreduce:cancelStep", step)
                .output("$states.input")
                .retry(List.of(Retrier.IDEMPOTENT))
                .catchError("States.ALL", failed, "$states.input")
                .next(failed);
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
    private static StateText goOn(String name, String output) {
        String reason =
                "(%s%s$failure := %s; $reason := $name($failure) & ': ' & $message($failure); $length($reason) > %d ? $substring($reason, 0, %<d) & '…' : $reason)"
                        .formatted(FunctionFailure.NAME, FunctionFailure.MESSAGE, failure(), MAX_REASON);
        return StateText.pass()
                .output("$merge([%s, {'%3$s': $append($states.input.%3$s, [{'Name': %4$s, 'Reason': %2$s}])}])"
                        .formatted(
                                output,
                                reason,
                                FAILED_STEPS,
                                name.startsWith("{%")
                                        ? name.substring(2, name.length() - 2).strip()
                                        : quote(TextNode.valueOf(name))));
    }
}
