package io.github.emrlaunch.definitions;

/**
 * How the launch that a pipeline makes is named: by the execution that makes it, so that what is left of the execution is found. Two
 * pipelines of one launch function may have executions of one name, and a name of its own may be too long to be a part of
 * another: hence a digest of the execution's ARN.
 */
public final class PipelineLaunch {
    /** The name, as the state machine of a pipeline makes it in JSONata. */
    public static final String NAME_EXPRESSION = "$hash($states.context.Execution.Id, 'SHA-256')";

    /**
     * The member of a launch's input that names the execution that started it, as Step Functions has it, see <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html">nested executions</a>. The sweep
     * reads it, since a digest cannot be read backwards.
     */
    public static final String STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

    /** The launch's input, as the state machine of a pipeline makes it in JSONata: its own input, and its execution. */
    public static final String INPUT_EXPRESSION =
            "$merge([$states.context.Execution.Input, {'%s': $states.context.Execution.Id}])".formatted(STARTED_BY);

    private PipelineLaunch() {}

    /** The name of the launch that an execution of a pipeline makes. */
    public static String name(String executionArn) {
        return Sha256.hex(executionArn);
    }
}
