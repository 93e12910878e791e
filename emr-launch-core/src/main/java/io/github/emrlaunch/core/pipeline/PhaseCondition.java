package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.states.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a phase.
 *
 * @param expression a value that must be a boolean
 * @param wrong the beginning of what is said of any other, as an expression
 */
record PhaseCondition(String expression, String wrong) {
    /**
     * The condition; null of a phase without one.
     *
     * @param input what {@code $} stands for in references
     * @throws IllegalArgumentException when it is no reference and no expression
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

    /** The expression for whether the phase runs, an error for what is no boolean. */
    String holds() {
        return check("$condition", "$error(%s)");
    }

    /** The expression for what is wrong; an empty string when nothing is. */
    String violation() {
        return check("''", "%s");
    }

    private String check(String right, String otherwise) {
        String message = "%s & ($exists($condition) ? $type($condition) : 'nothing')".formatted(wrong);
        return "($condition := %s; $type($condition) = 'boolean' ? %s : %s)"
                .formatted(expression, right, otherwise.formatted(message));
    }
}
