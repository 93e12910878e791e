package io.github.emrlaunch.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of a command line, as a shell reads them: quotes keep spaces together. */
final class Words {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    /** A word that a shell does not change. */
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private Words() {}

    /** Returns a command line for a POSIX shell, with quotes around the words that need them. */
    static String join(List<String> words) {
        return words.stream().map(Words::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Splits a text into words. */
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
