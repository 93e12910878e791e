package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/**
 * How the launch that a pipeline makes is named: by the pipeline, so that policies can be bound to the launches of one pipeline; and by
 * the execution that makes it, so that what is left of the execution is found. A name may be too long to be a part of another: hence
 * digests, {@code PIPELINE-EXECUTION}, of the name of the pipeline's state machine and of
 * the execution's ARN.
 */
public final class PipelineLaunch {
    private static final int PIPELINE_DIGITS = 12;

    /**
     * The names of launches of pipelines and of chains, as a regular expression: a digest of the execution, or the UUID that a task of a
     * chain makes.
     */
    public static final String NAMES =
            "[0-9a-f]{%d}-([0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})".formatted(PIPELINE_DIGITS);

    private static final Pattern NAME = Pattern.compile(NAMES);

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

    /** What the names of the launches of a pipeline begin with, by the name of its state machine. */
    public static String prefix(String stateMachineName) {
        return Sha256.hex(stateMachineName).substring(0, PIPELINE_DIGITS) + "-";
    }

    /** The name of the launch that an execution of a pipeline makes, as the pipeline's state machine makes it in JSONata. */
    public static String nameExpression(String stateMachineName) {
        return "'%s' & $hash($states.context.Execution.Id, 'SHA-256')".formatted(prefix(stateMachineName));
    }

    /** The name of the launch that an execution of a pipeline makes. */
    public static String name(String executionArn) {
        return prefix(machineOf(executionArn)) + Sha256.hex(executionArn);
    }

    /** Whether an execution is the launch that an execution of a pipeline made. */
    public static boolean isOf(String pipelineExecutionArn, String launchArn) {
        return launchArn.endsWith(":" + name(pipelineExecutionArn));
    }

    /** Whether an execution's name is one that launches of pipelines and of chains have. */
    public static boolean isName(String executionName) {
        return NAME.matcher(executionName).matches();
    }

    /** The name of the state machine of an execution, {@code arn:PARTITION:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME}. */
    public static String machineOf(String executionArn) {
        String[] parts = executionArn.split(":", 8);
        return parts.length == 8 ? parts[6] : "";
    }
}
