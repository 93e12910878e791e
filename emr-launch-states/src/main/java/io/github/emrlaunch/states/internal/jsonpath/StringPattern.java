package io.github.emrlaunch.states.internal.jsonpath;

import java.util.ArrayList;
import java.util.List;

/**
 * The pattern of StringMatches: {@code *} matches any text; a backslash escapes * and \.
 *
 * @param literals the texts between the asterisks
 */
public record StringPattern(List<String> literals) {
    public StringPattern {
        literals = List.copyOf(literals);
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException when a backslash precedes another character
     */
    public static StringPattern parse(String text) {
        List<String> literals = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                literals.add(literal.toString());
                literal.setLength(0);
            } else if (c == '\\') {
                i++;
                if (i == text.length() || "*\\".indexOf(text.charAt(i)) < 0) {
                    throw new IllegalArgumentException("a backslash must be followed by * or \\, got: " + text);
                }
                literal.append(text.charAt(i));
            } else {
                literal.append(c);
            }
        }
        literals.add(literal.toString());
        return new StringPattern(literals);
    }

    /** Matches each literal at its first occurrence, which needs no backtracking. */
    public boolean matches(String value) {
        String first = literals.get(0);
        if (literals.size() == 1) {
            return value.equals(first);
        }
        String last = literals.get(literals.size() - 1);
        if (!value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        int position = first.length();
        for (String literal : literals.subList(1, literals.size() - 1)) {
            int found = value.indexOf(literal, position);
            if (found < 0) {
                return false;
            }
            position = found + literal.length();
        }
        return position <= value.length() - last.length();
    }
}
