package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Lines of logs, which contain text of others. */
class TerminalTextTest {
    private static String printed(boolean interactive, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new Terminal(stream, stream, interactive, false).printRaw(line);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void controlCharactersAreEscapedOnTerminalsOnly() {
        String hostile = "a\u001b[2J\tb";

        assertThat(printed(true, hostile)).isEqualTo("a\\u001b[2J\tb\n");
        assertThat(printed(false, hostile)).isEqualTo(hostile + "\n");
    }
}
