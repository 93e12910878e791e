package io.github.emrlaunch.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of text. For programs, columns are as wide as their content. On a terminal, the table fits its width: long cells are wrapped.
 */
final class Table {
    private static final String GAP = "  ";

    /** The minimum width of a column. */
    private static final int NARROWEST = 4;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();
    private boolean lastIsWhole;
    private int mostLines = Integer.MAX_VALUE;

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Users copy the cells of the last column: a cell that does not fit gets its own line. */
    Table lastWhole() {
        lastIsWhole = true;
        return this;
    }

    /** Truncates cells with more lines, with an ellipsis. */
    Table atMostLines(int lines) {
        mostLines = lines;
        return this;
    }

    void add(String... cells) {
        rows.add(Stream.of(cells).map(cell -> cell.replaceAll("[\\n\\t]", " ")).toList());
    }

    void print(Terminal terminal) {
        List<String> shownHeadings = headings.stream().map(Terminal::visible).toList();
        List<List<String>> shown = rows.stream()
                .map(row -> row.stream().map(Terminal::visible).toList())
                .toList();
        int room = terminal.width();
        int last = headings.size() - 1;
        List<Integer> natural = IntStream.range(0, headings.size())
                .mapToObj(column -> Stream.concat(Stream.of(shownHeadings), shown.stream())
                        .mapToInt(row -> Lines.width(row.get(column)))
                        .max()
                        .orElse(0))
                .toList();
        boolean ownLine = lastIsWhole && last > 0 && total(natural) > room;
        int columns = ownLine ? last : headings.size();
        List<Integer> widths = fit(natural.subList(0, columns), least(shownHeadings, shown, columns), room);
        print(terminal, shownHeadings, widths, ownLine, true);
        shown.forEach(row -> print(terminal, row, widths, ownLine, false));
    }

    private static List<Integer> least(List<String> headings, List<List<String>> rows, int columns) {
        return IntStream.range(0, columns)
                .mapToObj(column -> Stream.concat(Stream.of(headings), rows.stream())
                        .mapToInt(row -> Lines.widestPiece(row.get(column)))
                        .max()
                        .orElse(0))
                .toList();
    }

    private static int total(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (widths.size() - 1);
    }

    /** Shrinks the widest columns first, at seams if that suffices. */
    private static List<Integer> fit(List<Integer> natural, List<Integer> least, int room) {
        List<Integer> widths = new ArrayList<>(natural);
        shrink(widths, least, room);
        shrink(widths, widths.stream().map(width -> Math.min(width, NARROWEST)).toList(), room);
        return widths;
    }

    private static void shrink(List<Integer> widths, List<Integer> least, int room) {
        while (total(widths) > room) {
            int widest = -1;
            for (int column = 0; column < widths.size(); column++) {
                if (widths.get(column) > least.get(column) && (widest < 0 || widths.get(column) > widths.get(widest))) {
                    widest = column;
                }
            }
            if (widest < 0) {
                return;
            }
            widths.set(widest, widths.get(widest) - 1);
        }
    }

    private void print(Terminal terminal, List<String> cells, List<Integer> widths, boolean ownLine, boolean heading) {
        List<List<String>> wrapped = IntStream.range(0, widths.size())
                .mapToObj(column -> lines(cells.get(column), widths.get(column)))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int line = 0; line < height; line++) {
            int number = line;
            String text = IntStream.range(0, widths.size())
                    .mapToObj(column -> padded(wrapped.get(column), number, widths.get(column)))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing();
            terminal.print(heading ? terminal.bold(text) : text);
        }
        if (ownLine) {
            String text = GAP + cells.get(cells.size() - 1);
            terminal.print(heading ? terminal.bold(text) : text);
        }
    }

    private List<String> lines(String cell, int width) {
        List<String> lines = Lines.wrap(cell, Math.max(1, width));
        if (lines.size() <= mostLines) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, mostLines));
        shown.set(mostLines - 1, Lines.cut(shown.get(mostLines - 1) + " …", width));
        return shown;
    }

    private static String padded(List<String> lines, int line, int width) {
        String text = line < lines.size() ? lines.get(line) : "";
        return text + " ".repeat(Math.max(0, width - Lines.width(text)));
    }
}
