package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;

/**
 * The failure of an execution that another execution waited for. Step Functions reports every such failure as
 * {@code States.TaskFailed}. The cause is the response of DescribeExecution as JSON, which contains the execution's error and cause.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">Start executions from a
 *     task</a>
 */
final class NestedFailure {
    /**
     * The value of a string member, with a placeholder for its name. A complete string literal is valid JSON, even if the text after it was
     * truncated.
     */
    private static final String MEMBER =
            "($found := $match($cause, /\"%s\"\\s*:\\s*\"([^\\\\\"]*(?:\\\\.[^\\\\\"]*)*)\"/); "
                    + "$count($found) = 0 ? '' : $parse('{\"text\":\"' & $found[0].groups[0] & '\"}').text)";

    /** The placeholder is the output of the task's failure. */
    private static final String FAILURE = "$error := %1$s.Error; $cause := $exists(%1$s.Cause) ? %1$s.Cause : ''; "
            + "$ofExecution := $error = 'States.TaskFailed' and $contains($cause, /^\\{.*\"ExecutionArn\"/); ";

    private NestedFailure() {}

    /** Returns the failure as {@code {"Error", "Cause"}}, for the Catch of the task. */
    static ObjectNode caught() {
        return Json.object()
                .put("Error", expression(error("$states.errorOutput")))
                .put("Cause", expression(cause("$states.errorOutput")));
    }

    /**
     * Returns the state that fails with the error of the execution.
     *
     * @param failure the task's error, an expression
     */
    static StateText fail(String failure) {
        return StateText.fail(error(failure), cause(failure));
    }

    private static String error(String failure) {
        return "(%s$own := $ofExecution ? %s : ''; $own = '' ? $error : $own)"
                .formatted(FAILURE.formatted(failure), MEMBER.formatted("Error"));
    }

    private static String cause(String failure) {
        return ("(%s$own := $ofExecution ? %s : ''; $own != '' ? $own : $ofExecution "
                        + "? 'Execution ' & %s & ' ended with status ' & %s : $cause)")
                .formatted(
                        FAILURE.formatted(failure),
                        MEMBER.formatted("Cause"),
                        MEMBER.formatted("ExecutionArn"),
                        MEMBER.formatted("Status"));
    }
}
