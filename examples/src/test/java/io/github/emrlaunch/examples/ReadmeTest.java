package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the README, the pages under docs and those of the examples show code that the build compiles and runs. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("<!-- (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("<!-- \\S+\\.java -->");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern INPUT = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("(?<![.\\w])([A-Z]\\w+)");
    private static final Pattern DECLARED_CLASS = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");
    private static final Pattern DECLARED_METHOD =
            Pattern.compile("^ *(?:(?:private|public|static) )+[^=;(\"]* ([a-z]\\w*)\\(", Pattern.MULTILINE);
    private static final Pattern CALL = Pattern.compile("(?<![.\\w:])(?<!\\.\\s{0,40})([a-z]\\w*)\\(");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    private static final Set<String> TEST_CLASSES = testClasses();

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** Returns all pages, including those of the examples. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        pages.add(ROOT.resolve("examples/README.md"));
        pages.add(ROOT.resolve("emr-launch-states/README.md"));
        for (String folder : List.of("docs", "examples/src/main")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    @Test
    void findsThePages() throws IOException {
        assertThat(pages())
                .extracting(page -> page.getFileName().toString())
                .contains("README.md", "CONTRIBUTING.md", "launch.md", "plain-cluster.md")
                .hasSizeGreaterThan(10);
        assertThat(readme()).contains("```java");
    }

    /** A fence within a line of prose does not begin a block. */
    @ParameterizedTest
    @MethodSource("pages")
    void hasEachCodeFenceOnItsOwnLine(Path page) throws IOException {
        List<String> fences = Files.readString(page)
                .lines()
                .filter(line -> line.contains("```"))
                .toList();

        assertThat(fences).allMatch(line -> line.matches(" *```\\w*"));
        assertThat(fences.size()).as("each block has an end").isEven();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showsCodeThatIsCompiled(Path page) throws IOException {
        String text = Files.readString(page);
        List<MatchResult> blocks = CODE.matcher(text).results().toList();

        assertThat(text.split("```java", -1)).as("each block names its file").hasSize(blocks.size() + 1);
        assertThat(blocks).allSatisfy(block -> {
            String source = Files.readString(ROOT.resolve(block.group(1)));
            String shown = block.group(2);
            int end = shown.indexOf("\n\n", shown.lastIndexOf("\nimport ") + 1);
            if (shown.startsWith("import ") && end >= 0) {
                assertThat(shown.substring(0, end).lines().filter(line -> !line.isEmpty()))
                        .as("all imports of the block")
                        .containsExactlyElementsOf(importsOf(source, shown.substring(end)));
                shown = shown.substring(end);
            }
            assertThat(withoutIndentation(source)).contains(withoutIndentation(shown));
        });
    }

    /** Returns the imports of a file that a part of it needs. */
    private static List<String> importsOf(String source, String code) {
        Set<String> words = Pattern.compile("\\w+")
                .matcher(code)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        return source.lines()
                .filter(line -> line.startsWith("import "))
                .filter(line -> words.contains(line.substring(line.lastIndexOf('.') + 1, line.length() - 1)))
                .toList();
    }

    /** No jar of the library has the classes of our tests, and no reader sees their helper methods. */
    @ParameterizedTest
    @MethodSource("pages")
    void doesNotShowTestHelpers(Path page) throws IOException {
        String text = Files.readString(page);
        Set<String> testClasses = new HashSet<>(TEST_CLASSES);
        String shown = CODE.matcher(text).results().map(block -> block.group(2)).collect(Collectors.joining("\n"));
        testClasses.removeAll(names(DECLARED_CLASS, shown));

        assertThat(CODE.matcher(text).results()).allSatisfy(block -> {
            String code = BuildersAreShownTest.withoutComments(block.group(2));
            assertThat(names(CLASS, code)).as("classes of tests").doesNotContainAnyElementsOf(testClasses);
            assertThat(code).as("fields of tests").doesNotContainPattern("(?<![.\\w])test\\.");
            Set<String> helpers = names(DECLARED_METHOD, Files.readString(ROOT.resolve(block.group(1))));
            helpers.retainAll(names(CALL, code));
            assertThat(helpers)
                    .as("methods that the page neither shows nor explains")
                    .allMatch(method -> names(DECLARED_METHOD, shown).contains(method)
                            || Pattern.compile("`%s(\\([^`]*\\))?`".formatted(method))
                                    .matcher(text)
                                    .find());
        });
    }

    private static Set<String> testClasses() {
        try {
            return sources().entrySet().stream()
                    .filter(source -> source.getValue().stream().allMatch(ReadmeTest::isOfOurTests))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The projects of new users are shown in full. */
    private static boolean isOfOurTests(Path source) {
        return source.toString().contains("/src/test/")
                && !source.toString().matches(".*/examples/(getting-started|two-teams)/.*");
    }

    private static Set<String> names(Pattern pattern, String code) {
        return pattern.matcher(code)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void findsClassesAndHelperMethodsInCode() {
        String code = "Stack stack = test.stack(); topic(stack).build(); Foo.of(new Bar()); list.map(Baz::of)";

        assertThat(names(CLASS, code)).containsExactlyInAnyOrder("Stack", "Foo", "Bar", "Baz");
        assertThat(names(CALL, code)).containsExactly("topic");
        assertThat(names(DECLARED_METHOD, "private static Topic topic(Stack stack) {\nreturn make(stack);"))
                .containsExactly("topic");
    }

    /** A second marker would name another file than the checked one. */
    @ParameterizedTest
    @MethodSource("pages")
    void marksEachBlockOfCodeOnce(Path page) throws IOException {
        String text = Files.readString(page);

        assertThat(MARKER.matcher(text).results())
                .hasSize((int) CODE.matcher(text).results().count());
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + "\n" + b);
    }

    /** The last column of each row has the Java code. */
    @Test
    void plainClusterPageShowsLinesOfTheExample() throws IOException {
        String source = Files.readString(
                Path.of("src/main/java/io/github/emrlaunch/examples/plaincluster/PlainClusterStack.java"));
        List<String> lines = Files.readString(ROOT.resolve("docs/plain-cluster.md"))
                .lines()
                .filter(row -> row.startsWith("| `"))
                .map(row -> row.substring(row.lastIndexOf(" | ")))
                .flatMap(column -> QUOTED.matcher(column).results().map(java -> java.group(1)))
                .toList();

        assertThat(lines).hasSizeGreaterThan(15).allSatisfy(line -> assertThat(source)
                .contains(line));
    }

    @Test
    void showsAValidLaunchInput() throws IOException {
        assertThat(INPUT.matcher(readme()).results()).hasSize(1).allSatisfy(block -> assertThat(
                        LaunchInput.read(Json.parse(block.group(1))).failIfClusterRunning())
                .isTrue());
    }

    @Test
    void namesConstructsExamplesAndTestsThatExist() throws IOException {
        List<String[]> rows = Files.readString(ROOT.resolve("docs/seeds.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| capability") && !line.startsWith("| ---"))
                .map(line -> line.split(" \\| | \\|$"))
                .toList();
        Map<String, List<Path>> sources = sources();
        List<String> examples = Example.all().stream().map(Example::name).toList();

        assertThat(rows).hasSizeGreaterThan(30).allSatisfy(row -> {
            assertThat(row).hasSize(4);
            assertThat(quoted(row[1])).as(row[0]).isNotEmpty().allSatisfy(type -> assertThat(sources)
                    .containsKey(type));
            assertThat(quoted(row[2])).as(row[0]).isNotEmpty().isSubsetOf(examples);
            assertThat(quoted(row[3])).as(row[0]).isNotEmpty().allSatisfy(test -> assertIsTest(sources, test));
        });
    }

    /** A row without a source must be marked as believed. */
    @Test
    void behaviourPageNamesSourceAndTestOfEachRow() throws IOException {
        List<String[]> rows = Files.readString(ROOT.resolve("docs/aws-behaviour.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| behaviour") && !line.startsWith("| ---"))
                .map(line -> line.substring(2).split(" \\| | \\|$"))
                .toList();
        Map<String, List<Path>> sources = sources();

        assertThat(rows).hasSizeGreaterThan(50).allSatisfy(row -> {
            assertThat(row).as(row[0]).hasSize(5).doesNotContain("");
            assertThat(row[3]).as(row[0]).isIn("documented", "recorded by others", "believed");
            assertThat(row[2].equals("none") && !row[3].equals("believed"))
                    .as(row[0])
                    .isFalse();
            assertThat(quoted(row[4])).as(row[0]).isNotEmpty().allSatisfy(test -> assertIsTest(sources, test));
        });
    }

    @Test
    void securityPageNamesExistingTestsForEachThreat() throws IOException {
        List<String[]> rows = Files.readString(ROOT.resolve("docs/security.md"))
                .lines()
                .takeWhile(line -> !line.startsWith("### What remains"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| threat") && !line.startsWith("| ---"))
                .map(line -> line.substring(2).split(" \\| | \\|$"))
                .toList();
        Map<String, List<Path>> sources = sources();

        assertThat(rows).hasSizeGreaterThan(30).allSatisfy(row -> {
            assertThat(row).as(row[0]).hasSize(3).doesNotContain("");
            assertThat(quoted(row[2])).as(row[0]).isNotEmpty().allSatisfy(test -> assertIsTest(sources, test));
        });
    }

    private static void assertIsTest(Map<String, List<Path>> sources, String test) throws IOException {
        String[] parts = test.split("#", -1);
        assertThat(sources).containsKey(parts[0]);
        assertThat(sources.get(parts[0])).as(test).anySatisfy(file -> assertThat(Files.readString(file))
                .contains("@", parts.length == 1 ? "Test" : "void " + parts[1] + "("));
    }

    @Test
    void listsEveryExample() throws IOException {
        assertThat(Files.readString(ROOT.resolve("examples/README.md"))
                        .lines()
                        .filter(line -> line.startsWith("| [`"))
                        .map(line -> line.substring(4, line.indexOf('`', 4))))
                .containsExactlyInAnyOrderElementsOf(
                        Example.all().stream().map(Example::name).toList());
    }

    private static List<String> quoted(String column) {
        return QUOTED.matcher(column).results().map(match -> match.group(1)).toList();
    }

    private static Map<String, List<Path>> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", "")));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void hasNoBrokenLinks(Path page) throws IOException {
        assertThat(LINK.matcher(Files.readString(page)).results())
                .allSatisfy(
                        link -> assertThat(page.resolveSibling(link.group(1))).exists());
    }
}
