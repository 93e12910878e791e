package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the ARNs in requests. A malformed ARN or an ARN of another kind causes another error than the ARN of a missing resource. */
final class StatesArns {
    private static final Pattern STATES = Pattern.compile("arn:[^:]+:states:[^:]+:\\d{12}:([A-Za-z]+):(.+)");
    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::\\d{12}:role/.+");

    private StatesArns() {}

    /**
     * Reads the ARN of a state machine.
     *
     * @throws AwsException ValidationException when the ARN names a Map state in DISTRIBUTED mode of the state machine
     */
    static String stateMachine(ObjectNode input) {
        String arn = required(input, "stateMachineArn", "stateMachine");
        if (arn.substring(arn.lastIndexOf(':')).contains("/")) {
            throw AwsException.validation("The ARN names a Map state in Distributed mode, not a state machine: " + arn);
        }
        return arn;
    }

    /** Reads the ARN of an execution of a STANDARD state machine. */
    static String execution(ObjectNode input) {
        return required(input, "executionArn", "execution");
    }

    static String required(ObjectNode input, String member, String kind) {
        String arn = Inputs.required(input, member);
        if (!arn.startsWith("arn:")) {
            throw invalid("Invalid ARN prefix: " + arn);
        }
        Matcher matcher = STATES.matcher(arn);
        if (!matcher.matches()) {
            throw invalid(arn);
        }
        if (!matcher.group(1).equals(kind)) {
            throw invalid("Resource type not valid in this context: " + matcher.group(1));
        }
        return arn;
    }

    static void checkRole(String arn) {
        if (!ROLE.matcher(arn).matches()) {
            throw AwsException.client("InvalidArn", "Invalid Role Arn: '" + arn + "'");
        }
    }

    private static AwsException invalid(String problem) {
        return AwsException.client("InvalidArn", "Invalid Arn: '" + problem + "'");
    }
}
