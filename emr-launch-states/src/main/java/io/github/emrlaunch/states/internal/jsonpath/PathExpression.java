package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Expression;
import io.github.emrlaunch.states.internal.query.Scope;
import java.util.ArrayList;
import java.util.List;

/** A JSONPath expression: a path, or a call of an intrinsic function with its arguments. */
public sealed interface PathExpression extends Expression {
    /** The value at a path. {@code field} is the field with the path, for messages. */
    record Value(String field, DataPath path) implements PathExpression {
        @Override
        public JsonNode evaluate(Scope scope) throws EvaluationException {
            return path.read(field, scope);
        }

        @Override
        public String text() {
            return path.text();
        }
    }

    /** A number, a boolean or null. */
    record Constant(JsonNode value) implements PathExpression {
        @Override
        public JsonNode evaluate(Scope scope) {
            return value;
        }
    }

    /** A string in its raw form, because States.Format distinguishes an escaped brace from a placeholder. */
    record Text(String raw) implements PathExpression {
        @Override
        public JsonNode evaluate(Scope scope) {
            return TextNode.valueOf(TextFunctions.unescape(raw));
        }
    }

    /**
     * A call of a function.
     *
     * @param source the text of the call, for messages
     */
    record Call(String source, IntrinsicFunction function, List<PathExpression> arguments) implements PathExpression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public JsonNode evaluate(Scope scope) throws EvaluationException {
            List<JsonNode> values = new ArrayList<>();
            for (PathExpression argument : arguments) {
                boolean format = function == IntrinsicFunction.FORMAT && values.isEmpty();
                values.add(
                        format && argument instanceof Text text
                                ? TextNode.valueOf(text.raw)
                                : evaluateArgument(argument, scope));
            }
            try {
                return function.apply(values);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw failure(String.valueOf(e.getMessage()));
            }
        }

        private JsonNode evaluateArgument(PathExpression argument, Scope scope) throws EvaluationException {
            if (argument instanceof Value value) {
                JsonNode found = value.path.find(scope);
                if (found == null) {
                    throw failure("The JsonPath argument for the field '%s' could not be found in the input '%s'"
                            .formatted(
                                    value.path.text(),
                                    JsonValues.text(value.path.root().of(scope))));
                }
                return found;
            }
            return argument.evaluate(scope);
        }

        private EvaluationException failure(String problem) {
            return EvaluationException.intrinsic(
                    "The function '%s' had the following error: %s".formatted(source, problem));
        }
    }

    /**
     * Parses a dynamic field.
     *
     * @param field the field with the expression
     * @param location the location of the field in the definition
     * @throws InvalidStateMachineException when the value is neither a path nor a call
     */
    static PathExpression parse(String field, JsonNode value, String location) {
        if (!value.isTextual()) {
            throw InvalidStateMachineException.schema(
                    location, "must be a path or an intrinsic function, got: " + JsonValues.text(value));
        }
        try {
            String text = value.textValue();
            return text.startsWith("$") ? new Value(field, DataPath.parse(text)) : IntrinsicParser.parse(text);
        } catch (IllegalArgumentException e) {
            throw InvalidStateMachineException.schema(location, String.valueOf(e.getMessage()));
        }
    }
}
