package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that pages about separate projects show all files of the project unchanged. */
class ProjectPagesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("<!-- (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    /** Generated files. */
    private static final String LEFT_OUT = "target/.*|cdk\\.out/.*|\\.gitignore|definitions/.*|cdk\\.context\\.json";

    @ParameterizedTest
    @CsvSource({"getting-started.md, examples/getting-started", "two-teams.md, examples/two-teams"})
    void showsEachFileAsItIs(String page, String project) throws IOException {
        String text = Files.readString(ROOT.resolve("docs").resolve(page));
        TreeMap<String, String> shown = BLOCK.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        block -> block.group(1),
                        block -> block.group(2),
                        (one, other) -> other + " shown twice",
                        TreeMap::new));

        assertThat(shown.keySet()).isNotEmpty().isEqualTo(files(project));
        assertThat(shown.entrySet()).allSatisfy(block -> assertThat(block.getValue())
                .as(block.getKey())
                .isEqualTo(Files.readString(ROOT.resolve(block.getKey()))));
    }

    private static Set<String> files(String project) throws IOException {
        Path folder = ROOT.resolve(project);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.matches(LEFT_OUT))
                    .map(name -> project + "/" + name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
