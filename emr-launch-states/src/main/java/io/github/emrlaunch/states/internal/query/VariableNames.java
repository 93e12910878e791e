package io.github.emrlaunch.states.internal.query;

/**
 * The names of variables, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html">Passing data between states with
 * variables</a>.
 */
public final class VariableNames {
    private static final int MAXIMUM_LENGTH = 80;
    /** The variable with the data of Step Functions for JSONata states. */
    public static final String RESERVED = "states";

    private VariableNames() {}

    /** Returns the longest valid name at the start of the text; empty when there is none. */
    public static String prefix(String text) {
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            if (end == 0 ? !Character.isUnicodeIdentifierStart(c) : !continues(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    private static boolean continues(int c) {
        return Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    }

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException when it is not the name of a variable
     */
    public static void check(String name) {
        if (name.isEmpty() || !prefix(name).equals(name)) {
            throw new IllegalArgumentException(
                    "A variable's name must start with a letter and hold letters, digits and underscores only, got: "
                            + name);
        }
        if (name.codePointCount(0, name.length()) > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    "A variable's name must not have more than %d characters, got: %s".formatted(MAXIMUM_LENGTH, name));
        }
    }
}
