package io.github.emrlaunch.states;

import java.util.regex.Pattern;

/** The pattern of StringMatches: {@code *} stands for any text; a backslash takes the special meaning from * and \. */
record StringPattern(Pattern compiled) {
    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException when a backslash stands before anything else
     */
    static StringPattern parse(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '\\') {
                i++;
                if (i == text.length() || "*\\".indexOf(text.charAt(i)) < 0) {
                    throw new IllegalArgumentException("a backslash must be followed by * or \\, got: " + text);
                }
                regex.append(Pattern.quote(String.valueOf(text.charAt(i))));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new StringPattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    boolean matches(String value) {
        return compiled.matcher(value).matches();
    }
}
