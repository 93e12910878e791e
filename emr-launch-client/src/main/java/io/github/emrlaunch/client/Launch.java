package io.github.emrlaunch.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A launch that was started.
 *
 * @param executionArn the execution of the launch function's state machine
 */
public record Launch(String executionArn) {
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:states:[^:]+:[^:]+:execution:[^:]+:[^:]+");
    private static final Map<String, String> CONSOLES = Map.of(
            "aws", "console.aws.amazon.com",
            "aws-cn", "console.amazonaws.cn",
            "aws-us-gov", "console.amazonaws-us-gov.com");

    /** Checks the form of the ARN. */
    public Launch {
        if (!ARN.matcher(executionArn).matches()) {
            throw new IllegalArgumentException(
                    "An execution's ARN has the form arn:PARTITION:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME, got: "
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
        return console("states", "/v2/executions/details/" + executionArn);
    }

    /** A cluster of this launch in the AWS console; empty for a partition whose console's address isn't known. */
    public Optional<URI> clusterLink(String clusterId) {
        return console("emr", "/clusterDetails/" + clusterId);
    }

    private Optional<URI> console(String service, String page) {
        return Optional.ofNullable(CONSOLES.get(part(1)))
                .map(host -> URI.create(
                        "https://%s.%s/%s/home?region=%s#%s".formatted(region(), host, service, region(), page)));
    }

    private String part(int index) {
        return List.of(executionArn.split(":", -1)).get(index);
    }
}
