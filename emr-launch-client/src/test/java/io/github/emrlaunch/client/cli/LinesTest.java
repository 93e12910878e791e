package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void wrapsAtSpacesThenAtPunctuationThenAnywhere() {
        assertThat(Lines.wrap("an integer, 60 to 604800", 16)).containsExactly("an integer, 60", "to 604800");
        assertThat(Lines.wrap("Instances.InstanceGroups.1.InstanceCount", 26))
                .containsExactly("Instances.InstanceGroups.", "1.InstanceCount");
        assertThat(Lines.wrap("abcdefgh", 3)).containsExactly("abc", "def", "gh");
        assertThat(Lines.wrap("", 3)).containsExactly("");
    }

    @Test
    void wrapKeepsAllCharacters() {
        String text = "s3://bucket/a-b_c.d: 漢字, e\u0301 end";
        for (int width = 1; width < 30; width++) {
            int limit = Math.max(2, width);
            assertThat(Lines.wrap(text, width)).allMatch(line -> Lines.width(line) <= limit);
            assertThat(String.join("", Lines.wrap(text, width)).replace(" ", ""))
                    .isEqualTo(text.replace(" ", ""));
        }
    }

    @Test
    void measuresWidthInTerminalColumns() {
        assertThat(Lines.width("漢字")).isEqualTo(4);
        assertThat(Lines.width("e\u0301")).isEqualTo(1);
        assertThat(Lines.cut("Wait for EMR Cluster", 10)).isEqualTo("Wait for …");
        assertThat(Lines.cut("short", 10)).isEqualTo("short");
    }
}
