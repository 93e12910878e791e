package io.github.emrlaunch.core.internal;

import org.jspecify.annotations.Nullable;

/** The names of state machines in their ARNs. */
public final class MachineNames {
    private static final String BEFORE_NAME = ":stateMachine:";

    private MachineNames() {}

    /**
     * The name that ends an ARN. Partition, region and account may be known to the deployment only.
     *
     * @throws IllegalArgumentException when the ARN is missing or not one of a state machine, or its name is not known
     */
    public static String of(@Nullable String stateMachineArn) {
        String arn = Validation.required("stateMachineArn", stateMachineArn);
        int end = arn.lastIndexOf(BEFORE_NAME);
        String name = end < 0 ? "" : arn.substring(end + BEFORE_NAME.length());
        if (name.isEmpty() || name.contains(":") || Tokens.isUnresolved(name)) {
            throw new IllegalArgumentException(
                    "'stateMachineArn' must be the ARN of a state machine whose name is known at synth, such as "
                            + "arn:aws:states:eu-west-1:123456789012:stateMachine:NAME, got: " + arn);
        }
        return name;
    }

    /** The beginning of the ARNs of a state machine's executions. */
    public static String executions(String stateMachineArn) {
        return stateMachineArn.replace(BEFORE_NAME, ":execution:") + ":";
    }
}
