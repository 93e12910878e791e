package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Parser.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** An evaluator that behaves like the reference implementation where the library differs from it. */
@NullMarked
final class Evaluator extends Jsonata {
    /** The placeholder of an open argument in a partial application. */
    private static final String OPEN = "?";

    Evaluator(String expression) {
        super(expression);
    }

    private Evaluator(Jsonata other) {
        super(other);
    }

    @Override
    Jsonata getPerThreadInstance() {
        if (current.get() instanceof Evaluator evaluator) {
            return evaluator;
        }
        Evaluator evaluator = new Evaluator(this);
        current.set(evaluator);
        return evaluator;
    }

    /** The parser produces a character where the evaluation expects a text. */
    @Override
    Object evaluatePartialApplication(Symbol expression, Object input, Frame frame) {
        for (Symbol argument : expression.arguments) {
            if ("operator".equals(argument.type) && OPEN.equals(String.valueOf(argument.value))) {
                argument.value = OPEN;
            }
        }
        return super.evaluatePartialApplication(expression, input, frame);
    }

    /** A missing argument is undefined. The library treats it as an open argument. */
    @Override
    Object partialApplyProcedure(Symbol procedure, List<Symbol> arguments) {
        Frame frame = createFrame(procedure.environment == null ? environment : procedure.environment);
        List<Symbol> open = new ArrayList<>();
        for (int i = 0; i < procedure.arguments.size(); i++) {
            Symbol parameter = procedure.arguments.get(i);
            Object argument = i < arguments.size() ? ((List<?>) arguments).get(i) : null;
            if (argument instanceof Symbol symbol && "operator".equals(symbol.type) && OPEN.equals(symbol.value)) {
                open.add(parameter);
            } else {
                frame.bind(String.valueOf(parameter.value), argument);
            }
        }
        Symbol partial = parser.new Symbol();
        partial._jsonata_lambda = true;
        partial.input = procedure.input;
        partial.environment = frame;
        partial.arguments = open;
        partial.body = procedure.body;
        return partial;
    }

    /** The library's transform drops null values. */
    @Override
    Object evaluateTransformExpression(Symbol expression, Object input, Frame frame) {
        JFunction transform = (JFunction) super.evaluateTransformExpression(expression, input, frame);
        return new JFunction((context, arguments) -> withNulls(transform.call(context, arguments)), "<(oa):o>");
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object withNulls(@Nullable Object result) {
        if (result instanceof Map<?, ?> map) {
            ((Map<Object, @Nullable Object>) map).replaceAll((key, value) -> orNull(value));
        } else if (result instanceof List<?> list && !Utils.isFunction(result)) {
            ((List<@Nullable Object>) list).replaceAll(Evaluator::orNull);
        }
        return result;
    }

    private static Object orNull(@Nullable Object value) {
        Object result = withNulls(value);
        return result == null ? NULL_VALUE : result;
    }
}
