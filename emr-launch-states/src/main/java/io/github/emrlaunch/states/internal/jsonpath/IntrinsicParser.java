package io.github.emrlaunch.states.internal.jsonpath;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.emrlaunch.states.internal.json.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a call of an intrinsic function, such as {@code States.Format('{}-{}', $.a, States.UUID())}. */
final class IntrinsicParser {
    private static final Pattern NAME = Pattern.compile("States\\.[A-Za-z0-9]+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final String ESCAPABLE = "'{}\\";

    /** The maximum nesting of calls, see "Intrinsic functions" in the AWS developer guide. */
    private static final int MAXIMUM_NESTING = 10;

    private final String text;
    private int position;
    private int nesting;

    private IntrinsicParser(String text) {
        this.text = text;
    }

    /**
     * Parses a call.
     *
     * @throws IllegalArgumentException when the text is not a call of a known function
     */
    static PathExpression parse(String text) {
        IntrinsicParser parser = new IntrinsicParser(text);
        PathExpression call = parser.call();
        parser.skipSpace();
        if (parser.position < text.length()) {
            throw parser.invalid("unexpected text after the call");
        }
        return call;
    }

    private PathExpression call() {
        int start = position;
        Matcher name = matcher(NAME);
        if (!name.lookingAt()) {
            throw invalid("must be a path or an intrinsic function");
        }
        position = name.end();
        IntrinsicFunction function = IntrinsicFunction.named(name.group());
        if (function == null) {
            throw invalid("there is no function " + name.group());
        }
        expect('(');
        if (++nesting > MAXIMUM_NESTING) {
            throw invalid("calls must not be nested deeper than " + MAXIMUM_NESTING);
        }
        List<PathExpression> arguments = arguments();
        nesting--;
        if (!function.takes(arguments.size())) {
            throw invalid("%s takes %s arguments, not %d".formatted(name.group(), function.arity(), arguments.size()));
        }
        return new PathExpression.Call(text.substring(start, position), function, arguments);
    }

    private List<PathExpression> arguments() {
        List<PathExpression> arguments = new ArrayList<>();
        if (accept(')')) {
            return arguments;
        }
        do {
            arguments.add(argument());
        } while (accept(','));
        expect(')');
        return arguments;
    }

    private PathExpression argument() {
        skipSpace();
        if (position == text.length()) {
            throw invalid("an argument is missing");
        }
        char first = text.charAt(position);
        if (first == '\'') {
            return string();
        }
        if (first == '$') {
            return path();
        }
        if (text.startsWith("States.", position)) {
            return call();
        }
        return constant();
    }

    private PathExpression string() {
        int start = ++position;
        while (position < text.length() && text.charAt(position) != '\'') {
            if (text.charAt(position) == '\\') {
                position++;
                if (position == text.length() || ESCAPABLE.indexOf(text.charAt(position)) < 0) {
                    throw invalid("a backslash must be followed by one of ' { } \\");
                }
            }
            position++;
        }
        if (position >= text.length()) {
            throw invalid("a string is not closed");
        }
        return new PathExpression.Text(text.substring(start, position++));
    }

    /** Parses a path. It ends at the first comma, parenthesis or blank outside its own brackets and quotes. */
    private PathExpression path() {
        int start = position;
        int depth = 0;
        char quote = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (quote != 0 && c == '\\') {
                position++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[' || c == '(') {
                depth++;
            } else if (depth > 0 && (c == ']' || c == ')')) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == ')' || Character.isWhitespace(c))) {
                break;
            }
            position++;
        }
        position = Math.min(position, text.length());
        return new PathExpression.Value(text, DataPath.parse(text.substring(start, position)));
    }

    private PathExpression constant() {
        if (word("null")) {
            return new PathExpression.Constant(NullNode.getInstance());
        }
        if (word("true")) {
            return new PathExpression.Constant(BooleanNode.TRUE);
        }
        if (word("false")) {
            return new PathExpression.Constant(BooleanNode.FALSE);
        }
        Matcher number = matcher(NUMBER);
        if (!number.lookingAt()) {
            throw invalid(
                    "an argument must be a string in single quotes, a number, true, false, null, a path or a call");
        }
        position = number.end();
        boolean whole = number.group(1) == null && number.group(2) == null;
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return new PathExpression.Constant(
                whole
                        ? Numbers.node(new BigInteger(number.group()))
                        : nodes.numberNode(new BigDecimal(number.group())));
    }

    private boolean word(String word) {
        boolean found = text.startsWith(word, position);
        if (found) {
            position += word.length();
        }
        return found;
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(position, text.length());
    }

    private boolean accept(char expected) {
        skipSpace();
        boolean found = position < text.length() && text.charAt(position) == expected;
        if (found) {
            position++;
        }
        return found;
    }

    private void expect(char expected) {
        if (!accept(expected)) {
            throw invalid("'%s' is missing".formatted(expected));
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private IllegalArgumentException invalid(String problem) {
        return new IllegalArgumentException("%s at position %d, got: %s".formatted(problem, position, text));
    }
}
