package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** What stands where a value is computed: a path, or a call of an intrinsic function with its arguments. */
sealed interface Expression {
    /**
     * Computes the value.
     *
     * @param field the field that holds the expression, for messages
     */
    JsonNode evaluate(String field, JsonNode input, JsonNode context) throws DataException;

    record Value(DataPath path) implements Expression {
        @Override
        public JsonNode evaluate(String field, JsonNode input, JsonNode context) throws DataException {
            return path.read(field, input, context);
        }
    }

    /** A number, a boolean or null. */
    record Constant(JsonNode value) implements Expression {
        @Override
        public JsonNode evaluate(String field, JsonNode input, JsonNode context) {
            return value;
        }
    }

    /** A string; raw, because States.Format tells an escaped brace from a placeholder. */
    record Text(String raw) implements Expression {
        @Override
        public JsonNode evaluate(String field, JsonNode input, JsonNode context) {
            return TextNode.valueOf(TextFunctions.unescape(raw));
        }
    }

    /**
     * A call of a function.
     *
     * @param source the call as written, for messages
     */
    record Call(String source, IntrinsicFunction function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public JsonNode evaluate(String field, JsonNode input, JsonNode context) throws DataException {
            List<JsonNode> values = new ArrayList<>();
            for (Expression argument : arguments) {
                boolean format = function == IntrinsicFunction.FORMAT && values.isEmpty();
                values.add(
                        format && argument instanceof Text text
                                ? TextNode.valueOf(text.raw)
                                : evaluateArgument(argument, field, input, context));
            }
            try {
                return function.apply(values);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw failure(String.valueOf(e.getMessage()));
            }
        }

        private JsonNode evaluateArgument(Expression argument, String field, JsonNode input, JsonNode context)
                throws DataException {
            if (argument instanceof Value value) {
                JsonNode found = value.path.find(input, context);
                if (found == null) {
                    throw failure("The JsonPath argument for the field '%s' could not be found in the input '%s'"
                            .formatted(value.path.text(), Json.text(value.path.ofContext() ? context : input)));
                }
                return found;
            }
            return argument.evaluate(field, input, context);
        }

        private DataException failure(String problem) {
            return DataException.intrinsic("The function '%s' had the following error: %s".formatted(source, problem));
        }
    }

    /**
     * Parses a dynamic field.
     *
     * @throws InvalidDefinitionException when the value is neither a path nor a call
     */
    static Expression parse(JsonNode value, String location) {
        if (!value.isTextual()) {
            throw new InvalidDefinitionException(
                    location, "must be a path or an intrinsic function, got: " + Json.text(value));
        }
        try {
            String text = value.textValue();
            return text.startsWith("$") ? new Value(DataPath.parse(text)) : IntrinsicParser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(location, String.valueOf(e.getMessage()));
        }
    }
}
