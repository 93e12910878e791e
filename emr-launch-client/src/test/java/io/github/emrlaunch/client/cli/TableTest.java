package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Table functions() {
        Table table = new Table("NAMESPACE", "NAME", "CONFIGURATION", "OVERRIDES", "DESCRIPTION");
        table.add(
                "analytics",
                "nightly",
                "default/basic-instance-group-cluster",
                "ClusterName, ReleaseLabel, CoreInstanceCount, CoreInstanceType, IdleTimeout",
                "every night");
        return table;
    }

    private static String print(Table table, boolean onTerminal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        table.print(new Terminal(stream, stream, onTerminal, false));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void wrapsCellsToFitTheTerminal() {
        String shown = print(functions(), true);

        assertThat(shown.lines()).allMatch(line -> line.length() <= 80);
        assertThat(shown.lines().count()).isGreaterThan(3);
        assertThat(shown).contains("nightly", "every night", "CoreInstanceCount", "IdleTimeout");
    }

    @Test
    void endsShortenedRowsWithAnEllipsis() {
        String shown = print(functions().atMostLines(2), true);

        assertThat(shown.lines()).hasSize(3).allMatch(line -> line.length() <= 80);
        assertThat(shown).contains("…").doesNotContain("IdleTimeout");
    }

    @Test
    void printsEachRowOnOneLineWithoutATerminal() {
        assertThat(print(functions().atMostLines(1), false).lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("IdleTimeout");
    }

    @Test
    void doesNotWrapAWholeLastColumn() {
        String execution = "serverless_analytics_aggregate:5e2c9f6a-1b2c-4d5e-8f90-123456789abc";
        Table table = new Table("STARTED", "STATUS", "EXECUTION").lastWhole();
        table.add("2026-01-01T00:00:00Z", "SUCCEEDED", execution);

        assertThat(print(table, true)).isEqualTo("""
            STARTED               STATUS
              EXECUTION
            2026-01-01T00:00:00Z  SUCCEEDED
              %s
            """.formatted(execution));
    }

    @Test
    void includesEscapedControlCharactersInColumnWidths() {
        Table table = new Table("NAME", "DESCRIPTION");
        table.add("x\u001b[2J", "y");
        table.add("plain", "z");

        assertThat(print(table, true)).isEqualTo("""
            NAME        DESCRIPTION
            x\\u001b[2J  y
            plain       z
            """);
    }
}
