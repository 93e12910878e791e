package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.Json;
import java.util.List;

/**
 * A state of a {@link StateMachineText}. Only Task, Parallel and Map states have a Catch field. In all others an expression that cannot be
 * evaluated fails the execution, so their expressions have a value for every input.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
public final class StateText {
    private final ObjectNode json = Json.object();

    private StateText(String type) {
        json.put("Type", type);
    }

    /**
     * Returns a Task state.
     *
     * @param integration the integration, such as {@code sns:publish} or {@code aws-sdk:emr:listClusters}
     * @param arguments the arguments of the call
     */
    public static StateText task(String integration, JsonNode arguments) {
        StateText state = new StateText("Task");
        state.json.put("Resource", Arns.shared("states", integration)).set("Arguments", arguments);
        return state;
    }

    /** Returns a task that invokes a Lambda function. */
    public static StateText invoke(String functionArn, JsonNode payload) {
        return task(
                "lambda:invoke", Json.object().put("FunctionName", functionArn).set("Payload", payload));
    }

    /** Returns a Parallel state, whose branches run at once. */
    public static StateText parallel(List<StateMachineText> branches) {
        StateText state = new StateText("Parallel");
        branches.forEach(branch -> state.json.withArray("/Branches").add(branch.json()));
        return state;
    }

    /**
     * Returns a Map state, which runs a branch for each item within the execution.
     *
     * @param items the inputs of the iterations, an expression
     * @param maxConcurrency the number of iterations at a time
     */
    public static StateText map(String items, int maxConcurrency, StateMachineText branch) {
        StateText state = new StateText("Map");
        state.json.put("Items", expression(items)).put("MaxConcurrency", maxConcurrency);
        ObjectNode processor = state.json.putObject("ItemProcessor");
        processor.putObject("ProcessorConfig").put("Mode", "INLINE");
        processor.setAll(branch.json());
        return state;
    }

    /** Returns a Choice state. */
    public static StateText choice() {
        return new StateText("Choice");
    }

    /** Returns a Pass state. */
    public static StateText pass() {
        return new StateText("Pass");
    }

    /**
     * Returns a Wait state.
     *
     * @param seconds the seconds, an expression
     */
    public static StateText waitSeconds(String seconds) {
        StateText state = new StateText("Wait");
        state.json.put("Seconds", expression(seconds));
        return state;
    }

    /** Returns a Wait state. */
    public static StateText waitSeconds(int seconds) {
        StateText state = new StateText("Wait");
        state.json.put("Seconds", seconds);
        return state;
    }

    /** Returns a Succeed state. */
    public static StateText succeed() {
        return new StateText("Succeed");
    }

    /**
     * Returns a Fail state.
     *
     * @param error the error, an expression
     * @param cause the cause, an expression
     */
    public static StateText fail(String error, String cause) {
        StateText state = new StateText("Fail");
        state.json.put("Error", expression(error)).put("Cause", expression(cause));
        return state;
    }

    /** Sets the state's output, by an expression. */
    public StateText output(String expression) {
        json.put("Output", expression(expression));
        return this;
    }

    /** Sets the timeout of an attempt of a task. */
    public StateText timeoutSeconds(int seconds) {
        json.put("TimeoutSeconds", seconds);
        return this;
    }

    /** Sets the variables that are assigned. */
    public StateText assign(ObjectNode variables) {
        json.set("Assign", variables);
        return this;
    }

    /** Sets the retriers. */
    public StateText retry(List<Retrier> retriers) {
        retriers.forEach(retrier -> json.withArray("/Retry").add(retrier.toJson()));
        return this;
    }

    /** Sets the state after any error. */
    public StateText catchAll(String next) {
        json.withArray("/Catch")
                .addObject()
                .put("Next", next)
                .putArray("ErrorEquals")
                .add("States.ALL");
        return this;
    }

    /** Sets the state after any error, and the variables that are assigned then; see {@link #caughtError}. */
    public StateText catchAll(String next, ObjectNode variables) {
        ObjectNode catcher = json.withArray("/Catch").addObject();
        catcher.putArray("ErrorEquals").add("States.ALL");
        catcher.put("Next", next).set("Assign", variables);
        return this;
    }

    /** Sets the state after one error, and its input, an expression. */
    public StateText catchError(String error, String next, String output) {
        return catchErrors(List.of(error), next, output);
    }

    /** Sets the state after one of several errors, and its input, an expression. */
    public StateText catchErrors(List<String> errors, String next, String output) {
        ObjectNode catcher = json.withArray("/Catch").addObject();
        errors.forEach(catcher.putArray("ErrorEquals")::add);
        catcher.put("Next", next).put("Output", expression(output));
        return this;
    }

    /** Sets the state after any error, the variables that are assigned then, and the output, an expression. */
    public StateText catchAll(String next, ObjectNode variables, String output) {
        catchAll(next, variables);
        ((ObjectNode) json.path("Catch").path(json.path("Catch").size() - 1)).put("Output", expression(output));
        return this;
    }

    /**
     * Returns the caught error as {@code {"Error", "Cause"}}. It only copies values: an evaluation error in a Catch field would not be
     * caught.
     */
    public static ObjectNode caughtError() {
        return Json.object()
                .put("Error", expression("$exists($states.errorOutput.Error) ? $states.errorOutput.Error : ''"))
                .put("Cause", expression("$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ''"));
    }

    /** Adds a rule to a Choice state. */
    public StateText when(String condition, String next) {
        rule(condition, next);
        return this;
    }

    /** Adds a rule to a Choice state, with the variables that are assigned by it. */
    public StateText when(String condition, String next, ObjectNode variables) {
        rule(condition, next).set("Assign", variables);
        return this;
    }

    /** Adds a rule to a Choice state, with the variables that are assigned by it and its output, an expression. */
    public StateText when(String condition, String next, ObjectNode variables, String output) {
        rule(condition, next).put("Output", expression(output)).set("Assign", variables);
        return this;
    }

    private ObjectNode rule(String condition, String next) {
        return json.withArray("/Choices")
                .addObject()
                .put("Condition", expression(condition))
                .put("Next", next);
    }

    /** Sets the state after a Choice state if no rule matches. */
    public StateText otherwise(String next) {
        json.put("Default", next);
        return this;
    }

    /** Sets the next state. */
    public StateText next(String next) {
        json.put("Next", next);
        return this;
    }

    /** Makes this the last state of a branch. */
    public StateText end() {
        json.put("End", true);
        return this;
    }

    ObjectNode toJson() {
        return json.deepCopy();
    }
}
