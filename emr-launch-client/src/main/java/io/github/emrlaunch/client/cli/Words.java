package io.github.emrlaunch.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into arguments as a shell does: quotes keep spaces together. */
final class Words {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    private Words() {}

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (word.find()) {
            requireBlank(text, end, word.start());
            end = word.end();
            words.add(QUOTED.matcher(word.group())
                    .replaceAll(quoted ->
                            Matcher.quoteReplacement(quoted.group(1) == null ? quoted.group(2) : quoted.group(1))));
        }
        requireBlank(text, end, text.length());
        return words;
    }

    private static void requireBlank(String text, int from, int to) {
        if (!text.substring(from, to).isBlank()) {
            throw new IllegalArgumentException("A quote is not closed in: " + text);
        }
    }
}
