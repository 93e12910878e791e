package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the pages under docs show is what the build compiles and runs. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("<!-- (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INPUT = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void showsCodeOfTheExamples() throws IOException {
        assertThat(readme().split("```java", -1))
                .as("each block names its file")
                .hasSize(2);
        assertThat(CODE.matcher(readme()).results()).hasSize(1).allSatisfy(block -> {
            String source = Files.readString(ROOT.resolve(block.group(1)));
            assertThat(withoutIndentation(source)).contains(withoutIndentation(block.group(2)));
        });
    }

    @Test
    void showsCodeThatTheBuildCompilesInThePageAboutPipelines() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/pipelines.md"));
        assertThat(CODE.matcher(page).results())
                .as("each block names its file")
                .hasSize(page.split("```java", -1).length - 1)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(withoutIndentation(Files.readString(ROOT.resolve(block.group(1)))))
                        .contains(withoutIndentation(block.group(2))));
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + "\n" + b);
    }

    @Test
    void showsAnInputThatALaunchTakes() throws IOException {
        assertThat(INPUT.matcher(readme()).results()).hasSize(1).allSatisfy(block -> assertThat(
                        LaunchInput.read(Json.parse(block.group(1))).failIfClusterRunning())
                .isTrue());
    }

    @Test
    void hasNoLinkThatLeadsNowhere() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            List<Path> pages = Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve), docs)
                    .toList();
            assertThat(pages).hasSizeGreaterThan(4);
            for (Path page : pages) {
                assertThat(LINK.matcher(Files.readString(page)).results())
                        .allSatisfy(link ->
                                assertThat(page.resolveSibling(link.group(1))).exists());
            }
        }
    }
}
