package io.github.emrlaunch.local.internal.page;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Writes HTML. Every text and every value of an attribute is redacted and escaped here, so that no caller can forget it; what is
 * not escaped are names of elements and attributes, which callers write as constants.
 */
final class Html {
    /** What would be invisible, or turn the text around it, is shown as an escape. */
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\u061C\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u2069\\uFEFF&&[^\\n\\t]]");

    private final StringBuilder html = new StringBuilder();
    private final Redaction redaction;

    Html(Redaction redaction) {
        this.redaction = redaction;
    }

    /** @param attributes names and values, one after the other */
    Html open(String element, String... attributes) {
        html.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            html.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        html.append('>');
        return this;
    }

    Html close(String element) {
        html.append("</").append(element).append(">");
        return this;
    }

    Html text(String text) {
        html.append(escaped(text));
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    Html line() {
        html.append('\n');
        return this;
    }

    /** What is HTML, CSS or a script of our own, or JSON that was made safe. */
    Html raw(String ownHtml) {
        html.append(ownHtml);
        return this;
    }

    /** A text as {@link #text} shows it, for where it is not written as HTML. */
    String shown(String text) {
        return INVISIBLE
                .matcher(redaction.apply(text))
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(escape(match)));
    }

    private static String escape(MatchResult character) {
        return "\\u%04x".formatted((int) character.group().charAt(0));
    }

    private String escaped(String text) {
        return shown(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
