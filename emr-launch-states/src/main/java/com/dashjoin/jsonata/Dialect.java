package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** JSONata 2.0.6, the version of Step Functions, on top of a library with a later version. */
@NullMarked
public final class Dialect {
    private static final String COALESCING = "??";
    private static final String DEFAULT = "?:";

    private Dialect() {}

    /**
     * Parses an expression.
     *
     * @throws JException when the expression is not valid in this version
     */
    public static Jsonata parse(String expression) {
        // The library keeps one parser per thread.
        Parser parser = Jsonata.getParser();
        Map<String, Parser.Symbol> symbols = parser.symbolTable;
        symbols.remove(COALESCING);
        // The operator of the later version is also a sequence in function signatures, such as <s?:s>.
        if (symbols.get(DEFAULT) instanceof Parser.Infix) {
            symbols.put(DEFAULT, parser.new Symbol(DEFAULT));
        }
        return new Evaluator(expression);
    }

    /** Returns a function of the library. */
    public static JFunction function(String name) {
        return (JFunction) Jsonata.staticFrame.lookup(name);
    }

    /**
     * Returns a function that the library does not have, or has with other rules.
     *
     * @param parameters the number of its parameters
     */
    public static JFunction function(String name, String signature, int parameters, JFunctionCallable implementation) {
        return new Function(name, signature, parameters, implementation);
    }

    /** A function that can be applied partially. For that, the library needs its name and the number of its parameters. */
    private static final class Function extends JFunction {
        private final int parameters;
        private final boolean takesArray;

        Function(String name, String signature, int parameters, JFunctionCallable implementation) {
            super(implementation, signature);
            this.functionName = name;
            this.parameters = parameters;
            this.takesArray = signature.startsWith("<a");
        }

        @Override
        public int getNumberOfArgs() {
            return parameters;
        }

        /** Treats null as a value where an array is expected. The library treats it as a missing value. */
        @Override
        public @Nullable Object validate(Object arguments, @Nullable Object context) {
            List<@Nullable Object> values = new ArrayList<>((List<?>) arguments);
            if (takesArray && !values.isEmpty() && values.get(0) == Jsonata.NULL_VALUE) {
                values.set(0, new ArrayList<>(List.of(Jsonata.NULL_VALUE)));
            }
            return super.validate(values, context);
        }
    }
}
