package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.InvalidStateMachineException.Diagnostic;
import io.github.emrlaunch.states.StateMachineType;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the graphs of a state machine. State names are unique on all levels. */
final class GraphParser {
    private final QueryLanguage machineLanguage;
    private final StateMachineType type;
    private final Set<String> names = new HashSet<>();
    private final Set<String> labels = new HashSet<>();
    private @Nullable VariableScope scope;

    GraphParser(QueryLanguage machineLanguage, StateMachineType type) {
        this.machineLanguage = machineLanguage;
        this.type = type;
    }

    /** Parses the StartAt and States fields of an object as a separate scope of variables. */
    StateGraph parseScope(Fields fields) {
        VariableScope outer = scope;
        VariableScope inner = outer == null ? new VariableScope() : outer.inner();
        scope = inner;
        try {
            return parse(fields, inner);
        } finally {
            scope = outer;
        }
    }

    boolean express() {
        return type == StateMachineType.EXPRESS;
    }

    void addLabel(String label, String location) {
        if (!labels.add(label)) {
            throw new InvalidStateMachineException(
                    Reasons.DUPLICATE_LABEL_NAME, "Duplicate Label name: " + label, location);
        }
    }

    private StateGraph parse(Fields fields, VariableScope variables) {
        fields.requireAll("States", "StartAt");
        Fields states = fields.object("States");
        Targets targets = new Targets(states.names());
        if (targets.names().isEmpty()) {
            throw fields.invalid("States", "Value cannot be empty");
        }
        List<Diagnostic> diagnostics = new ArrayList<>();
        Map<String, State> parsed = new HashMap<>();
        for (String name : states.names()) {
            try {
                checkName(name, states.location(name));
                parsed.put(name, state(name, states.object(name), targets, variables));
            } catch (InvalidStateMachineException e) {
                diagnostics.addAll(e.diagnostics());
            }
        }
        refuse(diagnostics);
        StateGraph graph = new StateGraph(targets.required(fields, "StartAt"), parsed);
        refuse(GraphChecks.check(graph, states));
        refuse(variables.conflicts());
        return graph;
    }

    private static void refuse(List<Diagnostic> diagnostics) {
        if (!diagnostics.isEmpty()) {
            throw new InvalidStateMachineException(diagnostics);
        }
    }

    private void checkName(String name, String location) {
        if (name.isEmpty() || name.codePointCount(0, name.length()) > Limits.MAXIMUM_NAME_LENGTH) {
            throw InvalidStateMachineException.schema(
                    location, "A state's name must have 1 to %d characters".formatted(Limits.MAXIMUM_NAME_LENGTH));
        }
        if (!names.add(name)) {
            throw new InvalidStateMachineException(
                    Reasons.DUPLICATE_STATE_NAME, "Duplicate State name: " + name, location);
        }
    }

    private State state(String name, Fields fields, Targets targets, VariableScope variables) {
        QueryLanguage language = language(fields);
        FlowParser flows = new FlowParser(language, variables::assign);
        return new StateParser(language, flows, this, targets).parse(name, fields);
    }

    private QueryLanguage language(Fields state) {
        QueryLanguage own = language(state, machineLanguage);
        if (machineLanguage == QueryLanguage.JSONATA && own == QueryLanguage.JSON_PATH) {
            throw state.invalid(
                    "QueryLanguage",
                    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
        }
        return own;
    }

    /** Returns the query language of an object. */
    static QueryLanguage language(Fields fields, QueryLanguage other) {
        String name = fields.oneOf("QueryLanguage", QueryLanguage.JSON_PATH.label(), QueryLanguage.JSONATA.label());
        if (name == null) {
            return other;
        }
        return name.equals(QueryLanguage.JSONATA.label()) ? QueryLanguage.JSONATA : QueryLanguage.JSON_PATH;
    }
}
