package io.github.emrlaunch.core.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awscdk.Stack;

/**
 * The names of the rules that invoke the clean-up of a stack. They begin alike, so that one permission of the function serves all: its
 * policy holds 20 KB, too few for a statement for each rule. A name has at most 64 characters, fewer than a state machine's.
 *
 * @param prefix what they begin with, which no other stack of the account and region has
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html">PutRule</a>
 */
record RuleNames(String prefix) {
    private static final int DIGITS = 16;

    /** The names for a stack: by its name, and by its place in that stack for a nested one, whose name only the deployment knows. */
    static RuleNames of(Stack stack) {
        Stack top = stack;
        while (top.getNestedStackParent() != null) {
            top = top.getNestedStackParent();
        }
        String place =
                stack.getNode().getPath().substring(top.getNode().getPath().length());
        return new RuleNames("EmrLaunch-%s-".formatted(digest(top.getStackName() + place)));
    }

    /** The rule of a state machine. */
    String of(String machine) {
        return prefix + digest(machine);
    }

    /** The rule of the schedule. */
    String sweep() {
        return prefix + "sweep";
    }

    /** The pattern of the rules' ARNs. */
    String arns() {
        return Arns.regional("events", "rule/" + prefix + "*");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-256", e);
        }
    }
}
