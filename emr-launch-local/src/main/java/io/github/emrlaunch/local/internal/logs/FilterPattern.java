package io.github.emrlaunch.local.internal.logs;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter pattern of terms, see <a
 * href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter pattern syntax</a>. A
 * message must contain all terms, no term after a minus sign, and one of the terms after a question mark.
 */
final class FilterPattern {
    private static final Pattern TERM = Pattern.compile("([?-]?)(?:\"([^\"]*)\"|(\\S+))");

    private final List<String> required = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>();
    private final List<String> alternatives = new ArrayList<>();

    private FilterPattern() {}

    /** Parses a pattern. Patterns for JSON, for columns and of regular expressions are not supported. */
    static FilterPattern parse(String text) {
        if (text.matches("(?s)\\s*[\\[{%].*")) {
            throw AwsException.client(
                    "InvalidParameterException",
                    "Invalid filter pattern: the local emulator supports patterns of terms, got: " + text);
        }
        FilterPattern pattern = new FilterPattern();
        Matcher terms = TERM.matcher(text);
        while (terms.find()) {
            String term = terms.group(2) == null ? terms.group(3) : terms.group(2);
            switch (terms.group(1)) {
                case "-" -> pattern.excluded.add(term);
                case "?" -> pattern.alternatives.add(term);
                default -> pattern.required.add(term);
            }
        }
        return pattern;
    }

    /** Returns whether a message matches. When there are required terms, terms after a question mark have no effect. */
    boolean matches(String message) {
        boolean anyOf = !required.isEmpty()
                || alternatives.isEmpty()
                || alternatives.stream().anyMatch(message::contains);
        return anyOf
                && required.stream().allMatch(message::contains)
                && excluded.stream().noneMatch(message::contains);
    }
}
