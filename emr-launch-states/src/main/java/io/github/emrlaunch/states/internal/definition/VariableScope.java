package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.InvalidStateMachineException.Diagnostic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The variables that the states of one graph assign, and its inner scopes. An inner scope must not assign a variable of
 * an outer scope, see "Variable scope" in <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html">Passing data between states with
 * variables</a>.
 */
final class VariableScope {
    private final List<FlowParser.Assigned> assigned = new ArrayList<>();
    private final List<VariableScope> inner = new ArrayList<>();

    /** Adds an inner scope. */
    VariableScope inner() {
        VariableScope scope = new VariableScope();
        inner.add(scope);
        return scope;
    }

    void assign(FlowParser.Assigned variable) {
        assigned.add(variable);
    }

    /** Returns the assignments in inner scopes that conflict with this scope. */
    List<Diagnostic> conflicts() {
        Set<String> names = new HashSet<>();
        assigned.forEach(variable -> names.add(variable.name()));
        List<Diagnostic> conflicts = new ArrayList<>();
        inner.forEach(scope -> scope.collect(names, conflicts));
        return conflicts;
    }

    private void collect(Set<String> outerNames, List<Diagnostic> conflicts) {
        for (FlowParser.Assigned variable : assigned) {
            if (outerNames.contains(variable.name())) {
                conflicts.add(new Diagnostic(
                        Reasons.DUPLICATE_VARIABLE_NAME,
                        "The variable '%s' is assigned in an outer scope, too".formatted(variable.name()),
                        variable.location()));
            }
        }
        inner.forEach(scope -> scope.collect(outerNames, conflicts));
    }
}
