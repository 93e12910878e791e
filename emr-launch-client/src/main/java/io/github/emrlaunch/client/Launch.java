package io.github.emrlaunch.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An execution of a launch function, a pipeline or a job function.
 *
 * @param executionArn the ARN of the execution
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

    /** Returns the execution of a state machine with this name. */
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

    /** Returns the URL of the execution in the AWS console; empty if the console of the partition is not known. */
    public Optional<URI> link() {
        return console().execution(executionArn);
    }

    /** Returns the URL of a cluster of this launch in the AWS console; empty if the console of the partition is not known. */
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
