package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.internal.AwsClients;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The short form of an execution, {@code MACHINE:NAME}: the last two parts of its ARN. Account and region are those of the caller. The complete ARN is
 * accepted, too. Programs always get the ARN.
 */
final class ExecutionTexts {
    private static final Pattern SHORT = Pattern.compile("[^:\\s]{1,80}:[^:\\s]{1,80}");

    private ExecutionTexts() {}

    /** Whether a text is an execution and not the name of a definition. */
    static boolean isOne(String text) {
        return text.contains(":");
    }

    /** Returns the short form, which is accepted as input, too. */
    static String shorten(Launch launch) {
        String[] parts = launch.executionArn().split(":", -1);
        return parts[6] + ":" + parts[7];
    }

    /**
     * Parses an execution.
     *
     * @param clients the clients that return the account for the short form
     * @throws IllegalArgumentException if the text is not an execution
     */
    static Launch parse(String text, AwsClients clients) {
        if (text.startsWith("arn:")) {
            return inRegion(new Launch(text), region(clients));
        }
        if (!SHORT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "An execution is STATE_MACHINE:NAME, as emr-launch status NAME lists them, or its ARN, got: "
                            + text);
        }
        GetCallerIdentityResponse caller = clients.sts().getCallerIdentity();
        String partition = caller.arn().split(":", -1)[1];
        return new Launch(
                "arn:%s:states:%s:%s:execution:%s".formatted(partition, region(clients), caller.account(), text));
    }

    /** Checks the region: Step Functions in another region does not have the execution. */
    private static Launch inRegion(Launch launch, String region) {
        if (!launch.region().equals(region)) {
            throw new IllegalArgumentException("The execution is in %s, and AWS is asked in %s: give --region %s"
                    .formatted(launch.region(), region, launch.region()));
        }
        return launch;
    }

    private static String region(AwsClients clients) {
        return clients.stepFunctions().serviceClientConfiguration().region().id();
    }
}
