package io.github.emrlaunch.local.internal.page;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prepares texts for display: removes secrets and replaces invisible characters. */
record ShownText(Redaction redaction) {
    /** Characters that are invisible or change the text direction are shown as escapes. */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\u061C\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u2069\\uFEFF&&[^\\n\\t]]");

    String of(String text) {
        return visible(redaction.apply(text));
    }

    /** Returns about this many characters of a text. */
    String beginning(String text, int length) {
        return visible(redaction.beginning(text, length));
    }

    private static String visible(String text) {
        return INVISIBLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(escape(match)));
    }

    private static String escape(MatchResult character) {
        return "\\u%04x".formatted((int) character.group().charAt(0));
    }
}
