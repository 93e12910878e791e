package io.github.emrlaunch.definitions;

/**
 * Parses a {@link TextPattern} and writes it for all engines: characters other than letters and digits become escapes, so that
 * no engine interprets them as operators, and JSONata not as the end of the expression.
 */
final class TextPatternParser {
    private static final String END = "";
    private static final int MAX_REPETITIONS = 1_000;

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private int position;

    private TextPatternParser(String text) {
        this.text = text;
    }

    static String translate(String text) {
        TextPatternParser parser = new TextPatternParser(text);
        if (text.isEmpty()) {
            throw parser.refused("it is empty");
        }
        parser.alternatives();
        if (!parser.next().equals(END)) {
            throw parser.refused("it has a ) without a (");
        }
        return parser.out.toString();
    }

    private void alternatives() {
        sequence();
        while (takes("|")) {
            out.append('|');
            sequence();
        }
    }

    private void sequence() {
        while (!next().equals(END) && !next().equals("|") && !next().equals(")")) {
            atom();
            quantifier();
        }
    }

    private void atom() {
        String token = take();
        switch (token) {
            case "(" -> group();
            case "[" -> characterClass();
            case "." -> out.append('.');
            case "\\d", "\\D", "\\w", "\\W" -> out.append(token);
            case "^", "$" -> throw refused("remove %s, because the complete value must match".formatted(token));
            case "*", "+", "?" -> throw refused("there is nothing before %s to repeat".formatted(token));
            case "{", "}", "]" -> throw refused("a %s must be written \\%s".formatted(token, token));
            default -> character(token);
        }
    }

    private void group() {
        if (takes("?") && !takes(":")) {
            throw refused("it has a (? other than (?:");
        }
        out.append("(?:");
        alternatives();
        if (!takes(")")) {
            throw refused("it has a ( without a )");
        }
        out.append(')');
    }

    private void characterClass() {
        out.append(takes("^") ? "[^" : "[");
        do {
            String first = take();
            if (first.equals("\\d") || first.equals("\\w")) {
                out.append(first);
            } else {
                range(inClass(first));
            }
        } while (!takes("]"));
        out.append(']');
    }

    private void range(char first) {
        escape(first);
        if (next().equals("-") && position + 1 < text.length() && text.charAt(position + 1) != ']') {
            take();
            char last = inClass(take());
            if (last < first) {
                throw refused("the range %c-%c is in reverse order".formatted(first, last));
            }
            out.append('-');
            escape(last);
        }
    }

    private char inClass(String token) {
        if (token.equals(END)) {
            throw refused("it has a [ without a ]");
        }
        if (token.equals("[") || token.equals("]")) {
            throw refused("a %s within [ ] must be written \\%s".formatted(token, token));
        }
        return literal(token);
    }

    private void quantifier() {
        if (takes("*")) {
            out.append('*');
        } else if (takes("+")) {
            out.append('+');
        } else if (takes("?")) {
            out.append('?');
        } else if (takes("{")) {
            repetitions();
        } else {
            return;
        }
        if (takes("?")) {
            out.append('?');
        }
        if (next().equals("+")) {
            throw refused("it has a possessive quantifier, which JSONata does not support");
        }
    }

    private void repetitions() {
        int minimum = number();
        out.append('{').append(minimum);
        if (takes(",")) {
            out.append(',');
            if (!next().equals("}")) {
                int maximum = number();
                if (maximum < minimum) {
                    throw refused("{%d,%d} is in reverse order".formatted(minimum, maximum));
                }
                out.append(maximum);
            }
        }
        if (!takes("}")) {
            throw refused("it has a { without a }");
        }
        out.append('}');
    }

    private int number() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        String digits = text.substring(start, position);
        if (digits.isEmpty() || digits.length() > 4 || Integer.parseInt(digits) > MAX_REPETITIONS) {
            throw refused("between { and } it must have numbers up to " + MAX_REPETITIONS);
        }
        return Integer.parseInt(digits);
    }

    private void character(String token) {
        escape(literal(token));
    }

    /** Returns the character of a token: itself, or the character after a backslash unless that is a letter or digit. */
    private char literal(String token) {
        char c = token.charAt(token.length() - 1);
        if (token.length() > 1 && Character.isLetterOrDigit(c)) {
            throw refused("it has %s, which Java and JSONata may interpret differently".formatted(token));
        }
        if (TextPattern.isExcluded(c)) {
            throw refused("it has a control character, a line break or a character above U+FFFF");
        }
        return c;
    }

    private void escape(char c) {
        boolean isPlain = c < 128 && Character.isLetterOrDigit(c);
        out.append(isPlain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }

    private boolean takes(String token) {
        if (!next().equals(token)) {
            return false;
        }
        take();
        return true;
    }

    private String take() {
        String token = next();
        if (token.equals("\\")) {
            throw refused("it ends with a backslash");
        }
        position += token.length();
        return token;
    }

    /** Returns a character, with the backslash before it; empty at the end. */
    private String next() {
        int length = position < text.length() && text.charAt(position) == '\\' ? 2 : 1;
        return text.substring(position, Math.min(position + length, text.length()));
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException(
                ("The pattern %s can't be used: %s. A pattern may have characters, . \\d \\D \\w \\W, [ ], ( ), | and the "
                                + "quantifiers * + ? { }")
                        .formatted(text, reason));
    }
}
