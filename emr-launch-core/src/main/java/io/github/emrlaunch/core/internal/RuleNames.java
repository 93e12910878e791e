package io.github.emrlaunch.core.internal;

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
        return new RuleNames("EmrLaunch-%s-".formatted(Digests.of(top.getStackName() + place, DIGITS)));
    }

    /** The rule of a state machine. */
    String of(String machine) {
        return prefix + Digests.of(machine, DIGITS);
    }

    /** The rule of the schedule. */
    String sweep() {
        return prefix + "sweep";
    }

    /** The pattern of the rules' ARNs. */
    String arns() {
        return Arns.regional("events", "rule/" + prefix + "*");
    }
}
