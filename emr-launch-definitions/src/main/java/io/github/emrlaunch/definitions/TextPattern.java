package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/**
 * A regular expression that a complete string must match, in the syntax that Java and JSONata interpret in the same way: characters,
 * {@code .}, {@code \d}, {@code \D}, {@code \w}, {@code \W}, {@code [ ]}, {@code ( )}, {@code |} and the quantifiers {@code *},
 * {@code +}, {@code ?} and <code>{ }</code>. A text with control characters, line breaks or characters above U+FFFF matches no
 * pattern, because the two engines count such characters differently.
 *
 * @param text the expression, without {@code ^} and {@code $}
 */
public record TextPattern(String text) {
    /** A regular expression for characters that a string with a pattern must not have. */
    public static final String EXCLUDED_CHARACTER = "[^\\u0020-\\u007e\\u00a0-\\u2027\\u202a-\\ud7ff\\ue000-\\uffff]";

    private static final Pattern EXCLUDED = Pattern.compile(EXCLUDED_CHARACTER);

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException when the expression is empty or has syntax that the engines may interpret differently
     */
    public TextPattern {
        TextPatternParser.translate(text);
    }

    /** Returns the expression in a form for both engines. It has no slashes. */
    public String expression() {
        return TextPatternParser.translate(text);
    }

    /** Returns whether a complete string matches. */
    public boolean matches(String candidate) {
        return !EXCLUDED.matcher(candidate).find() && Pattern.matches(expression(), candidate);
    }

    static boolean isExcluded(char c) {
        return EXCLUDED.matcher(String.valueOf(c)).find();
    }

    @Override
    public String toString() {
        return text;
    }
}
