package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.SyntaxTree;
import java.util.List;
import java.util.Set;

/**
 * The restrictions of Step Functions for expressions when a state machine is created, see "JSONata Restrictions" in
 * the <a href="https://states-language.net/spec.html">specification</a>.
 */
final class ExpressionChecks {
    private static final Set<String> ALWAYS_THERE = Set.of("input", "context");

    private final Set<String> statesFields;

    private ExpressionChecks(Set<String> statesFields) {
        this.statesFields = statesFields;
    }

    /**
     * Checks an expression.
     *
     * @param statesFields the fields of {@code $states} in addition to input and context
     * @throws IllegalArgumentException when the expression has a forbidden reference
     */
    static void check(SyntaxTree tree, Set<String> statesFields) {
        new ExpressionChecks(statesFields).check(tree, true);
    }

    /**
     * Checks a node.
     *
     * @param topLevel whether the node has no context because no value has been selected yet
     */
    private void check(SyntaxTree node, boolean topLevel) {
        switch (node.type()) {
            case "path" -> checkPath(node.steps(), topLevel);
            case "name" -> requireNested(node.name(), topLevel);
            case "wildcard", "descendant", "parent" -> requireNested(node.type(), topLevel);
            case "variable" -> checkVariable(node.name(), topLevel);
            default -> {
                // The other nodes have no references.
            }
        }
        for (SyntaxTree part : node.parts()) {
            check(part, topLevel);
        }
        for (SyntaxTree part : node.nestedParts()) {
            check(part, false);
        }
    }

    private void checkPath(List<SyntaxTree> steps, boolean topLevel) {
        SyntaxTree first = steps.get(0);
        check(first, topLevel);
        for (SyntaxTree step : steps.subList(1, steps.size())) {
            check(step, false);
        }
        boolean ofStates = first.type().equals("variable") && first.name().equals("states");
        if (ofStates && steps.size() > 1 && steps.get(1).type().equals("name")) {
            String field = steps.get(1).name();
            if (!ALWAYS_THERE.contains(field) && !statesFields.contains(field)) {
                throw new IllegalArgumentException("Field '$states.%s' does not exist.".formatted(field));
            }
        }
    }

    private static void checkVariable(String name, boolean topLevel) {
        if (name.equals("$")) {
            throw new IllegalArgumentException("Reference to '$$' is not supported.");
        }
        if (name.isEmpty()) {
            requireNested("$", topLevel);
        }
    }

    private static void requireNested(String name, boolean topLevel) {
        if (topLevel) {
            throw new IllegalArgumentException("Reference to '%s' at the top level is not supported.".formatted(name));
        }
    }
}
