package io.github.emrlaunch.core.internal;

import software.amazon.awscdk.Stack;

/**
 * The names of the rules that invoke the clean-up of a stack. They have a common prefix, so that one permission of the function is
 * sufficient: its
 * policy holds 20 KB, too few for one statement per rule. A name has at most 64 characters, fewer than that of a state machine.
 *
 * @param prefix the prefix, unique in the account and region
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html">PutRule</a>
 */
record RuleNames(String prefix) {
    private static final int DIGITS = 16;

    /**
     * Returns the names for a stack, by its name, or for a nested stack by its location in the parent stack, because its name is known only
     * at deployment.
     */
    static RuleNames of(Stack stack) {
        Stack top = stack;
        while (top.getNestedStackParent() != null) {
            top = top.getNestedStackParent();
        }
        String place =
                stack.getNode().getPath().substring(top.getNode().getPath().length());
        return new RuleNames("EmrLaunch-%s-".formatted(Digests.of(top.getStackName() + place, DIGITS)));
    }

    /** Returns the name of the rule of a state machine. */
    String of(String machine) {
        return prefix + Digests.of(machine, DIGITS);
    }

    /** Returns the name of the rule of the schedule. */
    String sweep() {
        return prefix + "sweep";
    }

    /** Returns the pattern of the rules' ARNs. */
    String arns() {
        return Arns.regional("events", "rule/" + prefix + "*");
    }
}
