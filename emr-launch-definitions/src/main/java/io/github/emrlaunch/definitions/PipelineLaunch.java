package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/**
 * The name of the launch that a pipeline starts. It identifies the pipeline, so that policies can be restricted to the launches of one
 * pipeline, and
 * the execution that starts the launch, so that the clean-up finds it. Names may be too long to be part of another name: therefore the
 * name consists of digests, {@code PIPELINE-EXECUTION}, of the name of the pipeline's state machine and of
 * the execution's ARN.
 */
public final class PipelineLaunch {
    private static final int PIPELINE_DIGITS = 12;

    /**
     * A regular expression for the names of launches of pipelines and of chains: a digest of the execution, or the UUID that a task of a
     * chain creates.
     */
    public static final String NAMES =
            "[0-9a-f]{%d}-([0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})".formatted(PIPELINE_DIGITS);

    private static final Pattern NAME = Pattern.compile(NAMES);

    /**
     * The member of a launch's input with the execution that started it, as defined by Step Functions, see <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html">nested executions</a>. The sweep
     * reads it, because a digest cannot be reversed.
     */
    public static final String STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

    /** The launch's input as a JSONata expression in the state machine of a pipeline: the pipeline's input, and its execution. */
    public static final String INPUT_EXPRESSION =
            "$merge([$states.context.Execution.Input, {'%s': $states.context.Execution.Id}])".formatted(STARTED_BY);

    private PipelineLaunch() {}

    /** Returns the prefix of the names of a pipeline's launches, by the name of its state machine. */
    public static String prefix(String stateMachineName) {
        return Sha256.hex(stateMachineName).substring(0, PIPELINE_DIGITS) + "-";
    }

    /** Returns the name of the launch of a pipeline's execution, as a JSONata expression in the pipeline's state machine. */
    public static String nameExpression(String stateMachineName) {
        return "'%s' & $hash($states.context.Execution.Id, 'SHA-256')".formatted(prefix(stateMachineName));
    }

    /** Returns the name of the launch of a pipeline's execution. */
    public static String name(String executionArn) {
        return prefix(machineOf(executionArn)) + Sha256.hex(executionArn);
    }

    /** Returns whether an execution is the launch of a pipeline's execution. */
    public static boolean isOf(String pipelineExecutionArn, String launchArn) {
        return launchArn.endsWith(":" + name(pipelineExecutionArn));
    }

    /** Returns whether a name is reserved for launches of pipelines and of chains. */
    public static boolean isName(String executionName) {
        return NAME.matcher(executionName).matches();
    }

    /** Returns the name of the state machine of an execution, {@code arn:PARTITION:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME}. */
    public static String machineOf(String executionArn) {
        String[] parts = executionArn.split(":", 8);
        return parts.length == 8 ? parts[6] : "";
    }
}
