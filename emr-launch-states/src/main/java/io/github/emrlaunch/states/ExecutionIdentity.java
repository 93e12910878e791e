package io.github.emrlaunch.states;

/**
 * The names and ARNs of an execution, for the context object and the history.
 *
 * @param executionArn the ARN of the execution; the history has its region
 * @param executionName the name of the execution
 * @param roleArn the role of the state machine
 * @param stateMachineArn the ARN of the state machine
 * @param stateMachineName the name of the state machine
 */
public record ExecutionIdentity(
        String executionArn, String executionName, String roleArn, String stateMachineArn, String stateMachineName) {

    /** Returns the region in the ARNs. */
    public String region() {
        String[] parts = executionArn.split(":", -1);
        return parts.length > 3 ? parts[3] : "";
    }
}
