package com.dashjoin.jsonata;

import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** JSONata 2.0.6, which Step Functions has, made of a library that has come further. */
@NullMarked
public final class Dialect {
    private static final Set<String> LATER_OPERATORS = Set.of("??", "?:");

    private Dialect() {}

    /**
     * Parses an expression.
     *
     * @throws JException when the expression is not valid in this version
     */
    public static Jsonata parse(String expression) {
        // The library keeps a parser for each thread.
        Jsonata.getParser().symbolTable.keySet().removeAll(LATER_OPERATORS);
        return Jsonata.jsonata(expression);
    }

    /** A function that the library has. */
    public static Jsonata.JFunction function(String name) {
        return (Jsonata.JFunction) Jsonata.staticFrame.lookup(name);
    }
}
