package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A boolean expression of a Choice state. */
sealed interface ChoiceRule {
    boolean test(JsonNode input, JsonNode context) throws DataException;

    record And(List<ChoiceRule> rules) implements ChoiceRule {
        public And {
            rules = List.copyOf(rules);
        }

        @Override
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            for (ChoiceRule rule : rules) {
                if (!rule.test(input, context)) {
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
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            for (ChoiceRule rule : rules) {
                if (rule.test(input, context)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(ChoiceRule rule) implements ChoiceRule {
        @Override
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            return !rule.test(input, context);
        }
    }

    record IsPresent(DataPath variable, boolean expected) implements ChoiceRule {
        @Override
        public boolean test(JsonNode input, JsonNode context) {
            return (variable.find(input, context) != null) == expected;
        }
    }

    /** A test of the variable's type. */
    record HasType(DataPath variable, ValueType type, boolean expected) implements ChoiceRule {
        @Override
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            return type.includes(valueOf(variable, input, context)) == expected;
        }
    }

    record Matches(DataPath variable, StringPattern pattern) implements ChoiceRule {
        @Override
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            JsonNode value = valueOf(variable, input, context);
            return value.isTextual() && pattern.matches(value.textValue());
        }
    }

    /** A comparison; false when one of the two isn't of the type that is compared. */
    record Comparison(DataPath variable, ValueType type, Relation relation, Operand operand) implements ChoiceRule {
        @Override
        public boolean test(JsonNode input, JsonNode context) throws DataException {
            JsonNode left = valueOf(variable, input, context);
            JsonNode right = operand instanceof Operand.ByInput byInput
                    ? valueOf(byInput.path, input, context)
                    : ((Operand.Fixed) operand).value;
            return type.includes(left) && type.includes(right) && relation.holds(type.compare(left, right));
        }
    }

    /** What a variable is compared with. */
    sealed interface Operand {
        record Fixed(JsonNode value) implements Operand {}

        record ByInput(DataPath path) implements Operand {}
    }

    /** How the two sides of a comparison relate. */
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

        String suffix() {
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

    private static JsonNode valueOf(DataPath path, JsonNode input, JsonNode context) throws DataException {
        JsonNode value = path.find(input, context);
        if (value == null) {
            throw DataException.runtime(
                    "Invalid path '%s': The choice state's condition path references an invalid value."
                            .formatted(path.text()));
        }
        return value;
    }
}
