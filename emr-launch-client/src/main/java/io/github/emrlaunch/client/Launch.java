package io.github.emrlaunch.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A launch that was started.
 *
 * @param executionArn the execution of the launch function's state machine
 */
public record Launch(String executionArn) {
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:states:[^:]+:[^:]+:execution:[^:]+:[^:]+");

    /** Checks the form of the ARN. */
    public Launch {
        if (!ARN.matcher(executionArn).matches()) {
            throw new IllegalArgumentException(
                    "An execution's ARN has the form arn:PARTITION:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME,"
                            + " got: "
                            + executionArn);
        }
    }

    /** The execution of this name of a state machine. */
    static Launch of(String stateMachineArn, String executionName) {
        return new Launch(stateMachineArn.replace(":stateMachine:", ":execution:") + ":" + executionName);
    }

    /** The name of the execution, unique in the account and region. */
    public String executionName() {
        return part(7);
    }

    /** The region, such as {@code eu-west-1}. */
    public String region() {
        return part(3);
    }

    /** The execution in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> link() {
        return console().execution(executionArn);
    }

    /** A cluster of this launch in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> clusterLink(String clusterId) {
        return console().cluster(clusterId);
    }

    private AwsConsole console() {
        return new AwsConsole(part(1), region());
    }

    private String part(int index) {
        return List.of(executionArn.split(":", -1)).get(index);
    }
}
