package io.github.emrlaunch.local.internal.page;

/**
 * Writes HTML. Every text and every attribute value is redacted and escaped here, so that callers cannot forget it. Names of elements
 * and attributes are not escaped; callers write them as constants.
 */
final class Html {
    private final StringBuilder html = new StringBuilder();
    private final ShownText texts;

    Html(Redaction redaction) {
        this.texts = new ShownText(redaction);
    }

    /** @param attributes alternating names and values */
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

    /** Writes about this many characters of a text. */
    Html beginning(String text, int length) {
        html.append(escaped(texts.beginning(text, length)));
        return this;
    }

    /** Writes an element that contains only text. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    Html line() {
        html.append('\n');
        return this;
    }

    /** Writes HTML, CSS or a script of the emulator, or JSON that was made safe. */
    Html raw(String ownHtml) {
        html.append(ownHtml);
        return this;
    }

    /** Returns a text as {@link #text} shows it, for use outside HTML. */
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
