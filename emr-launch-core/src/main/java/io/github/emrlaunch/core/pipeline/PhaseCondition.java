package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a phase.
 *
 * @param expression a value that must be a boolean
 * @param wrong the beginning of the error message for any other value, as an expression
 */
record PhaseCondition(String expression, String wrong) {
    /**
     * Returns the condition, or null for a phase without a condition.
     *
     * @param input the expression that {@code $} refers to in references
     * @throws IllegalArgumentException when it is neither a reference nor an expression
     */
    static @Nullable PhaseCondition of(Phase phase, String input) {
        String condition = phase.condition();
        if (condition == null) {
            return null;
        }
        String property = "condition' of phase '%s".formatted(phase.name());
        Reference reference = Reference.of(property, condition, input);
        if (reference.isLiteral()) {
            throw new IllegalArgumentException(
                    "'%s' must be a reference such as JsonPath.stringAt(\"$.full\"), or an expression {%% … %%}, got: '%s'"
                            .formatted(property, condition));
        }
        return new PhaseCondition(
                reference.expression(),
                quote(TextNode.valueOf("'condition' of phase '%s' must be a boolean, got: ".formatted(phase.name()))));
    }

    /** Returns the expression for whether the phase runs. A value that is not a boolean is an error. */
    String holds() {
        return check("$condition", "$error(%s)");
    }

    /** Returns the expression for the violation, an empty string if there is none. */
    String violation() {
        return check("''", "%s");
    }

    private String check(String right, String otherwise) {
        String message = "%s & ($exists($condition) ? $type($condition) : 'nothing')".formatted(wrong);
        return "($condition := %s; $type($condition) = 'boolean' ? %s : %s)"
                .formatted(expression, right, otherwise.formatted(message));
    }
}
