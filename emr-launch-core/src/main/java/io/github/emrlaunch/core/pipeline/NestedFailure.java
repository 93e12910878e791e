package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import software.amazon.awscdk.services.stepfunctions.Fail;
import software.amazon.awscdk.services.stepfunctions.FailJsonataProps;
import software.constructs.Construct;

/**
 * The failure of an execution that another one waited for. Step Functions gives every such failure the error
 * {@code States.TaskFailed}; the cause is what DescribeExecution says of the execution, as JSON, its error and cause within.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">Start executions from a
 *     task</a>
 */
final class NestedFailure {
    /** The value of a member, whose name stands in the place of the sign. A string literal that is complete is JSON, whatever was cut off behind it. */
    private static final String MEMBER =
            "($found := $match($cause, /\"%s\"\\s*:\\s*\"([^\\\\\"]*(?:\\\\.[^\\\\\"]*)*)\"/); "
                    + "$count($found) = 0 ? '' : $parse('{\"text\":\"' & $found[0].groups[0] & '\"}').text)";

    private static final String FAILURE = "$error := $states.input.Error.Error; "
            + "$cause := $exists($states.input.Error.Cause) ? $states.input.Error.Cause : ''; "
            + "$ofExecution := $error = 'States.TaskFailed' and $contains($cause, /^\\{.*\"ExecutionArn\"/); ";

    private NestedFailure() {}

    /** The state that fails as the execution did, which expects the task's error at {@code $.Error}. */
    static Fail fail(Construct scope, String id) {
        return Fail.jsonata(
                scope,
                id,
                FailJsonataProps.builder()
                        .error(expression("(%s$own := $ofExecution ? %s : ''; $own = '' ? $error : $own)"
                                .formatted(FAILURE, MEMBER.formatted("Error"))))
                        .cause(expression(("(%s$own := $ofExecution ? %s : ''; $own != '' ? $own : $ofExecution "
                                        + "? 'Execution ' & %s & ' ended with status ' & %s : $cause)")
                                .formatted(
                                        FAILURE,
                                        MEMBER.formatted("Cause"),
                                        MEMBER.formatted("ExecutionArn"),
                                        MEMBER.formatted("Status"))))
                        .build());
    }
}
