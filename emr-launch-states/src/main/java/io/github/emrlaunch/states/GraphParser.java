package io.github.emrlaunch.states;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Parses the graphs of one machine, whose states must have different names on all levels. */
final class GraphParser {
    private final Set<String> names = new HashSet<>();

    /** Parses the StartAt and States of an object, and leaves its other fields alone. */
    StateGraph parse(Fields fields) {
        fields.required("StartAt");
        Fields states = fields.object("States");
        Set<String> siblings = states.names();
        if (siblings.isEmpty()) {
            throw fields.invalid("States", "must not be empty");
        }
        Map<String, State> parsed = new HashMap<>();
        for (String name : siblings) {
            Fields state = states.member(name);
            if (name.isEmpty() || name.codePointCount(0, name.length()) > Limits.MAXIMUM_NAME_LENGTH) {
                throw new InvalidDefinitionException(
                        state.location(),
                        "a state's name must have 1 to %d characters".formatted(Limits.MAXIMUM_NAME_LENGTH));
            }
            if (!names.add(name)) {
                throw new InvalidDefinitionException(
                        state.location(), "another state of this machine has the same name");
            }
        }
        for (String name : siblings) {
            parsed.put(name, new StateParser(this, new Targets(siblings)).parse(name, states.member(name)));
        }
        return new StateGraph(new Targets(siblings).required(fields, "StartAt"), parsed);
    }

    /** The states that a transition may lead to. */
    record Targets(Set<String> names) {
        String required(Fields fields, String field) {
            String target = fields.requiredText(field);
            if (!names.contains(target)) {
                throw fields.invalid(field, "there is no such state here, got: " + target);
            }
            return target;
        }
    }
}
