package io.github.emrlaunch.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lines in columns as wide as they need. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void add(String... cells) {
        rows.add(Stream.of(cells).map(cell -> cell.replaceAll("[\\n\\t]", " ")).toList());
    }

    void print(Terminal terminal) {
        List<Integer> widths = IntStream.range(0, headings.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .reduce(headings.get(column).length(), Math::max))
                .toList();
        terminal.print(terminal.bold(line(headings, widths)));
        rows.forEach(row -> terminal.print(line(row, widths)));
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> ("%-" + Math.max(1, widths.get(column)) + "s").formatted(cells.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
