package io.github.emrlaunch.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Prints the new lines of a log that grows. */
final class LogPrinter {
    /** A longer line, such as a text without line breaks, is printed in parts, to limit memory. */
    private static final int LONGEST_LINE = 1 << 20;

    private final Consumer<String> lines;
    private long reported;

    LogPrinter(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * Prints the new lines.
     *
     * @param log the complete log, from its start
     * @param last whether the log is complete; otherwise a line without a line break is kept until its rest arrives
     */
    void print(InputStream log, boolean last) throws IOException {
        InputStream in = new BufferedInputStream(log);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long count = 0;
        boolean cut = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.write(next);
            }
            boolean ends = next == '\n' && !(cut && line.size() == 0);
            if (ends || line.size() == LONGEST_LINE) {
                tell(++count, line);
                line.reset();
            }
            cut = next != '\n' && (cut || line.size() == 0);
        }
        if (last && line.size() > 0) {
            tell(++count, line);
        }
    }

    private void tell(long number, ByteArrayOutputStream line) {
        if (number > reported) {
            reported = number;
            String text = line.toString(StandardCharsets.UTF_8);
            lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
    }
}
