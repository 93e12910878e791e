package io.github.emrlaunch.local;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * A writer that shows control characters as {@code \}{@code u001b}. Output of a command contains texts of templates and requests. Their
 * control characters could move the cursor or overwrite a line.
 */
final class VisibleWriter extends FilterWriter {
    private VisibleWriter(OutputStream out) {
        super(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Creates a writer that flushes at the end of each line. */
    static PrintWriter to(OutputStream out) {
        return new PrintWriter(new VisibleWriter(out), true);
    }

    @Override
    public void write(int character) throws IOException {
        if (isControl((char) character)) {
            out.write("\\u%04x".formatted(character));
        } else {
            out.write(character);
        }
    }

    @Override
    public void write(char[] characters, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(characters[i]);
        }
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        write(text.toCharArray(), from, length);
    }

    /** Returns whether a character is a control character other than a line end or a tab, or changes the direction of text. */
    private static boolean isControl(char character) {
        return Character.isISOControl(character)
                ? character != '\n'
                        && character != '\t'
                        && System.lineSeparator().indexOf(character) < 0
                : character == '\u061C'
                        || character == '\u200E'
                        || character == '\u200F'
                        || (character >= '\u202A' && character <= '\u202E')
                        || (character >= '\u2066' && character <= '\u2069');
    }
}
