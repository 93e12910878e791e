package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VisibleWriterTest {
    private static String written(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter writer = VisibleWriter.to(bytes);
        writer.printf("%s", text);
        writer.println();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void escapesControlCharacters() {
        assertThat(written("a\u001B[2K\u0007\b\u007F\u009Bb\u202E\u2066c\0"))
                .isEqualTo("a\\u001b[2K\\u0007\\u0008\\u007f\\u009bb\\u202e\\u2066c\\u0000" + System.lineSeparator());
    }

    @Test
    void keepsLineBreaksTabsAndOtherText() {
        assertThat(written("Größe\t\uD83D\uDE80\nnext"))
                .isEqualTo("Größe\t\uD83D\uDE80\nnext" + System.lineSeparator());
    }
}
