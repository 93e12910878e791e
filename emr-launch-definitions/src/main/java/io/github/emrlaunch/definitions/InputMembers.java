package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The names of the members of an execution's input. */
public final class InputMembers {
    private InputMembers() {}

    /**
     * Checks that no name is similar to a known one. Members with other names belong to the user. The state machines of pipelines and job
     * functions apply the same rule.
     *
     * @param known the known names
     * @param what what is started, such as {@code pipeline}
     * @throws InvalidLaunchInputException when a name is similar, but not equal, to a known one
     */
    public static void requireNotMisspelt(ObjectNode input, List<String> known, String what) {
        input.fieldNames()
                .forEachRemaining(member -> NearestName.meant(member, known).ifPresent(meant -> {
                    throw new InvalidLaunchInputException("'%s' is no member of the input that this %s knows: '%s' is"
                            .formatted(member, what, meant));
                }));
    }
}
