package io.github.emrlaunch.states;

/**
 * Who an execution is: what the context object and the history tell of it.
 *
 * @param executionArn the execution's ARN; its region is the one that the history names
 * @param executionName the execution's name
 * @param roleArn the role of the state machine
 * @param stateMachineArn the state machine's ARN
 * @param stateMachineName the state machine's name
 */
public record ExecutionIdentity(
        String executionArn, String executionName, String roleArn, String stateMachineArn, String stateMachineName) {

    /** The region in the ARNs. */
    public String region() {
        String[] parts = executionArn.split(":", -1);
        return parts.length > 3 ? parts[3] : "";
    }
}
