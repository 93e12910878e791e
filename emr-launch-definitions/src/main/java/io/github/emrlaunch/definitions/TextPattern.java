package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/**
 * A regular expression that a whole text must match, in the part of the syntax that Java and JSONata read alike: characters,
 * {@code .}, {@code \d}, {@code \D}, {@code \w}, {@code \W}, {@code [ ]}, {@code ( )}, {@code |} and the quantifiers {@code *},
 * {@code +}, {@code ?} and <code>{ }</code>. A text with control characters, line breaks or characters above U+FFFF matches no
 * pattern, since the two engines count such characters differently.
 *
 * @param text the expression, without {@code ^} and {@code $}
 */
public record TextPattern(String text) {
    /** A regular expression that finds a character which no text with a pattern may have. */
    public static final String EXCLUDED_CHARACTER = "[^\\u0020-\\u007e\\u00a0-\\u2027\\u202a-\\ud7ff\\ue000-\\uffff]";

    private static final Pattern EXCLUDED = Pattern.compile(EXCLUDED_CHARACTER);

    /**
     * Checks the syntax.
     *
     * @throws IllegalArgumentException when the expression is empty or has what the engines might read differently
     */
    public TextPattern {
        TextPatternParser.translate(text);
    }

    /** The same expression in the form that both engines take. It has no slashes. */
    public String expression() {
        return TextPatternParser.translate(text);
    }

    /** Whether a whole text matches. */
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
