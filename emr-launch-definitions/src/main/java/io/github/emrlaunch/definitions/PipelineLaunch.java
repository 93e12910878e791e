package io.github.emrlaunch.definitions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the launch that a pipeline makes is named: by the execution that makes it, so that what is left of the execution is found. Two
 * pipelines of one launch function may have executions of one name, and a name of its own may be too long to be a part of
 * another: hence a digest of the execution's ARN.
 */
public final class PipelineLaunch {
    /** The name as the state machine of a pipeline makes it. */
    public static final String NAME_EXPRESSION = "States.Hash($$.Execution.Id, 'SHA-256')";

    /**
     * The member of a launch's input that names the execution that started it, as Step Functions has it, see <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html">nested executions</a>. The sweep
     * reads it, since a digest cannot be read backwards.
     */
    public static final String STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

    /** The launch's input as the state machine of a pipeline makes it: the state, and the pipeline's execution. */
    public static final String INPUT_EXPRESSION =
            "States.JsonMerge($, States.StringToJson(States.Format('\\{\"%s\":\"{}\"\\}', $$.Execution.Id)), false)"
                    .formatted(STARTED_BY);

    private PipelineLaunch() {}

    /** The name of the launch that an execution of a pipeline makes. */
    public static String name(String executionArn) {
        return sha256(executionArn);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-256", e);
        }
    }
}
