package io.github.emrlaunch.local.internal.page;

/**
 * Writes HTML. Every text and every value of an attribute is redacted and escaped here, so that no caller can forget it; what is
 * not escaped are names of elements and attributes, which callers write as constants.
 */
final class Html {
    private final StringBuilder html = new StringBuilder();
    private final ShownText texts;

    Html(Redaction redaction) {
        this.texts = new ShownText(redaction);
    }

    /** @param attributes names and values, one after the other */
    Html open(String element, String... attributes) {
        html.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            html.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(shown(attributes[i + 1])))
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
        html.append(escaped(shown(text)));
        return this;
    }

    /** About so many characters of a text. */
    Html beginning(String text, int length) {
        html.append(escaped(texts.beginning(text, length)));
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
        return texts.of(text);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
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
