package io.github.emrlaunch.core.internal;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of state machines in their ARNs. */
public final class MachineNames {
    private static final String BEFORE_NAME = ":stateMachine:";
    private static final String FUNCTION_PREFIX = "emr-launch-";
    private static final int MAX_FUNCTION_NAME = 64;

    /** Wildcards and variables of policies. */
    private static final Pattern WIDENING = Pattern.compile("[*?$]");

    /** Enough digits to prevent accidental and intended conflicts. */
    private static final int DIGITS = 16;

    private MachineNames() {}

    /**
     * Returns the name at the end of an ARN. Partition, region and account may be known only at deployment.
     *
     * @throws IllegalArgumentException when the ARN is missing or not one of a state machine, or its name is not known
     */
    public static String of(@Nullable String stateMachineArn) {
        String arn = Validation.required("stateMachineArn", stateMachineArn);
        int end = arn.lastIndexOf(BEFORE_NAME);
        String name = end < 0 ? "" : arn.substring(end + BEFORE_NAME.length());
        if (name.isEmpty()
                || name.contains(":")
                || Tokens.isUnresolved(name)
                || WIDENING.matcher(Tokens.withPlaceholders(arn)).find()) {
            throw new IllegalArgumentException(
                    "'stateMachineArn' must be the ARN of a state machine whose name is known at synthesis, such as "
                            + "arn:aws:states:eu-west-1:123456789012:stateMachine:NAME, got: " + arn);
        }
        return name;
    }

    /** Returns the prefix of the ARNs of a state machine's executions. */
    public static String executions(String stateMachineArn) {
        return stateMachineArn.replace(BEFORE_NAME, ":execution:") + ":";
    }

    /**
     * Returns the name of the Lambda function of a state machine: that of the state machine, or its first characters with a digest.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html">CreateFunction, FunctionName</a>
     */
    public static String function(String machine) {
        if (machine.matches("[A-Za-z0-9_-]+") && FUNCTION_PREFIX.length() + machine.length() <= MAX_FUNCTION_NAME) {
            return FUNCTION_PREFIX + machine;
        }
        String digest = "-" + Digests.of(machine, DIGITS);
        String start = machine.replace('.', '-');
        int length = MAX_FUNCTION_NAME - FUNCTION_PREFIX.length() - digest.length();
        return FUNCTION_PREFIX + start.substring(0, Math.min(start.length(), length)) + digest;
    }
}
