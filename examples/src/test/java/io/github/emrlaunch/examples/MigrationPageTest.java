package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the tables of docs/migrating-from-aws-emr-launch.md have each public symbol of aws-emr-launch 2.0.1, and only existing
 * symbols of this library.
 *
 * <p>The list of symbols has a line for each symbol: the module and the name of a constant, function or class that does not begin
 * with an underscore, or a member of such a class, including enumeration values. {@code .ci/python_library.py} creates the list from
 * the package's sources, and compares it.
 */
class MigrationPageTest {
    private static final Path PAGE = Path.of("../docs/migrating-from-aws-emr-launch.md");
    private static final Path SYMBOLS = Path.of("src/test/resources/aws-emr-launch-2.0.1-symbols.txt");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** The heading for code of Lambda functions, whose names are listed without their modules. */
    private static final String LAMBDA_FUNCTIONS = "Code of its Lambda functions";

    private static final List<Path> SOURCES = List.of(
            Path.of("../emr-launch-core/src/main/java"),
            Path.of("../emr-launch-client/src/main/java"),
            Path.of("../emr-launch-definitions/src/main/java"));

    /** A row of a table under the heading of a module. */
    private record Row(String module, List<String> symbols, List<String> ours, String advice) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String module = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("#")) {
                module = line.replaceFirst("#+ ", "");
            } else if (line.startsWith("| `")
                    && (module.startsWith("aws_emr_launch") || module.equals(LAMBDA_FUNCTIONS))) {
                String[] columns = line.substring(1).split("\\|", -1);
                assertThat(columns).as(line).hasSize(4);
                rows.add(new Row(module, quoted(columns[0]), quoted(columns[1]), columns[2].strip()));
            }
        }
        return rows;
    }

    private static List<String> quoted(String column) {
        return QUOTED.matcher(column).results().map(match -> match.group(1)).toList();
    }

    private static Stream<String> symbols() throws IOException {
        return Files.readAllLines(SYMBOLS).stream().map(line -> {
            String[] parts = line.split(" ", -1);
            return (parts[0].contains("lambda_sources") ? LAMBDA_FUNCTIONS : parts[0]) + " " + parts[1];
        });
    }

    @Test
    void hasARowForEachSymbol() throws IOException {
        assertThat(rows().stream().flatMap(row -> row.symbols().stream().map(symbol -> row.module() + " " + symbol)))
                .containsExactlyInAnyOrderElementsOf(symbols().distinct().toList());
        assertThat(Files.readString(PAGE))
                .contains("%d names".formatted(symbols().count()))
                .contains("or %d without".formatted(symbols().count() - handlers()));
    }

    private static long handlers() throws IOException {
        return Files.readAllLines(SYMBOLS).stream()
                .filter(line -> line.endsWith(" handler"))
                .count();
    }

    @Test
    void hasAdviceForEachSymbolWithoutReplacement() throws IOException {
        assertThat(rows()).filteredOn(row -> row.ours().isEmpty()).isNotEmpty().allSatisfy(row -> assertThat(
                        row.advice())
                .as("%s", row.symbols())
                .isNotEmpty());
    }

    @Test
    void namesOnlyExistingSymbols() throws IOException {
        Map<String, String> types = types();
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            for (String symbol : row.ours()) {
                if (!exists(symbol, types)) {
                    missing.add(symbol + " for " + row.symbols());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    /** Returns the public top-level types by their simple names. */
    private static Map<String, String> types() throws IOException {
        Map<String, String> types = new TreeMap<>();
        for (Path source : SOURCES) {
            try (Stream<Path> files = Files.walk(source)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> source.relativize(file).toString())
                        .filter(file -> !file.contains("/internal/"))
                        .map(file -> file.replace(".java", "").replace('/', '.'))
                        .forEach(name -> types.put(name.substring(name.lastIndexOf('.') + 1), name));
            }
        }
        return types;
    }

    /** Returns whether a symbol such as "EmrStep", "EmrProfile.Builder" or "EmrProfile.Builder#vpc" exists. */
    private static boolean exists(String symbol, Map<String, String> types) {
        String[] parts = symbol.split("#", -1);
        String[] names = parts[0].split("\\.", 2);
        String name = types.get(names[0]);
        if (name == null) {
            return false;
        }
        try {
            Class<?> type = Class.forName(names.length == 1 ? name : name + "$" + names[1]);
            return Modifier.isPublic(type.getModifiers())
                    && (parts.length == 1
                            || Stream.<Member>concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                                    .anyMatch(member -> member.getName().equals(parts[1])));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
