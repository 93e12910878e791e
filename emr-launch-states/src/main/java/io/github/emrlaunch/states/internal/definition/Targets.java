package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.InvalidStateMachineException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The valid targets of transitions. */
record Targets(Set<String> names) {
    Targets {
        names = Set.copyOf(names);
    }

    String required(Fields fields, String field) {
        String target = fields.requiredText(field);
        if (!names.contains(target)) {
            throw new InvalidStateMachineException(
                    Reasons.MISSING_TRANSITION_TARGET, "Missing 'Next' target: " + target, fields.location(field));
        }
        return target;
    }

    /** Returns the next state; null for the end. */
    @Nullable String next(Fields state) {
        state.requireExactlyOne("Next", "End");
        if (state.has("Next")) {
            return required(state, "Next");
        }
        if (!state.bool("End")) {
            throw state.invalid("End", "Value should be true");
        }
        return null;
    }
}
