package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Parser.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The syntax tree of an expression. It is package-private in the library. Step Functions checks it when a state machine
 * is created.
 */
@NullMarked
public final class SyntaxTree {
    private final Symbol symbol;

    private SyntaxTree(Symbol symbol) {
        this.symbol = symbol;
    }

    /** Returns the syntax tree of a parsed expression. */
    public static SyntaxTree of(Jsonata expression) {
        return new SyntaxTree(expression.ast);
    }

    /** Returns the type of the node, such as {@code path}, {@code name} or {@code variable}; empty for an auxiliary node. */
    public String type() {
        return symbol.type == null ? "" : symbol.type;
    }

    /** Returns the name of a name or a variable. */
    public String name() {
        return String.valueOf(symbol.value);
    }

    /** Returns the steps of a path. */
    public List<SyntaxTree> steps() {
        return nodes(symbol.steps).toList();
    }

    /** Returns the parts that are evaluated in the context of the node itself. */
    public List<SyntaxTree> parts() {
        List<SyntaxTree> parts = new ArrayList<>();
        add(parts, symbol.procedure, symbol.expression, symbol.condition, symbol.then, symbol._else);
        add(parts, symbol.body, symbol.lhs, symbol.rhs);
        if (!type().equals("lambda")) {
            nodes(symbol.arguments).forEach(parts::add);
        }
        nodes(symbol.expressions).forEach(parts::add);
        pairs(symbol.lhsObject).forEach(parts::add);
        pairs(symbol.rhsObject).forEach(parts::add);
        return parts;
    }

    /** Returns the parts that are evaluated in the context of a value that the node selects. */
    public List<SyntaxTree> nestedParts() {
        List<SyntaxTree> parts = new ArrayList<>();
        add(parts, symbol.group, symbol.pattern, symbol.update, symbol.delete);
        if (symbol.expr instanceof Symbol filter) {
            add(parts, filter);
        }
        nodes(symbol.predicate).forEach(parts::add);
        nodes(symbol.stages).forEach(parts::add);
        nodes(symbol.terms).forEach(parts::add);
        return parts;
    }

    private static void add(List<SyntaxTree> parts, @Nullable Symbol... symbols) {
        for (Symbol symbol : symbols) {
            if (symbol != null) {
                parts.add(new SyntaxTree(symbol));
            }
        }
    }

    private static Stream<SyntaxTree> nodes(@Nullable Collection<Symbol> symbols) {
        return symbols == null ? Stream.of() : symbols.stream().map(SyntaxTree::new);
    }

    private static Stream<SyntaxTree> pairs(@Nullable Collection<Symbol[]> pairs) {
        return pairs == null ? Stream.of() : pairs.stream().flatMap(Stream::of).map(SyntaxTree::new);
    }
}
