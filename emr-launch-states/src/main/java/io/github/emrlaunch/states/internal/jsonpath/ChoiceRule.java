package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.List;

/** A boolean expression of a Choice state. */
public sealed interface ChoiceRule {
    boolean test(Scope scope) throws EvaluationException;

    record And(List<ChoiceRule> rules) implements ChoiceRule {
        public And {
            rules = List.copyOf(rules);
        }

        @Override
        public boolean test(Scope scope) throws EvaluationException {
            for (ChoiceRule rule : rules) {
                if (!rule.test(scope)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Or(List<ChoiceRule> rules) implements ChoiceRule {
        public Or {
            rules = List.copyOf(rules);
        }

        @Override
        public boolean test(Scope scope) throws EvaluationException {
            for (ChoiceRule rule : rules) {
                if (rule.test(scope)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(ChoiceRule rule) implements ChoiceRule {
        @Override
        public boolean test(Scope scope) throws EvaluationException {
            return !rule.test(scope);
        }
    }

    record IsPresent(DataPath variable, boolean expected) implements ChoiceRule {
        @Override
        public boolean test(Scope scope) throws EvaluationException {
            return (variable.find(scope) != null) == expected;
        }
    }

    /** A test for the type of a variable. */
    record HasType(DataPath variable, ComparedType type, boolean expected) implements ChoiceRule {
        @Override
        public boolean test(Scope scope) throws EvaluationException {
            return type.includes(valueOf(variable, scope)) == expected;
        }
    }

    record Matches(DataPath variable, StringPattern pattern) implements ChoiceRule {
        @Override
        public boolean test(Scope scope) throws EvaluationException {
            JsonNode value = valueOf(variable, scope);
            return value.isTextual() && pattern.matches(value.textValue());
        }
    }

    /** A comparison. It is false when one of the operands does not have the compared type. */
    record Comparison(DataPath variable, ComparedType type, Relation relation, Operand operand) implements ChoiceRule {
        @Override
        public boolean test(Scope scope) throws EvaluationException {
            JsonNode left = valueOf(variable, scope);
            JsonNode right = operand instanceof Operand.ByInput byInput
                    ? valueOf(byInput.path, scope)
                    : ((Operand.Fixed) operand).value;
            return type.includes(left) && type.includes(right) && relation.holds(type.compare(left, right));
        }
    }

    /** The second operand of a comparison. */
    sealed interface Operand {
        record Fixed(JsonNode value) implements Operand {}

        record ByInput(DataPath path) implements Operand {}
    }

    /** The relation of a comparison. */
    enum Relation {
        EQUALS("Equals"),
        LESS_THAN("LessThan"),
        GREATER_THAN("GreaterThan"),
        LESS_THAN_EQUALS("LessThanEquals"),
        GREATER_THAN_EQUALS("GreaterThanEquals");

        private final String suffix;

        Relation(String suffix) {
            this.suffix = suffix;
        }

        public String suffix() {
            return suffix;
        }

        boolean holds(int comparison) {
            return switch (this) {
                case EQUALS -> comparison == 0;
                case LESS_THAN -> comparison < 0;
                case GREATER_THAN -> comparison > 0;
                case LESS_THAN_EQUALS -> comparison <= 0;
                case GREATER_THAN_EQUALS -> comparison >= 0;
            };
        }
    }

    private static JsonNode valueOf(DataPath path, Scope scope) throws EvaluationException {
        JsonNode value = path.find(scope);
        if (value == null) {
            throw EvaluationException.runtime(
                    "Invalid path '%s': The choice state's condition path references an invalid value."
                            .formatted(path.text()));
        }
        return value;
    }
}
