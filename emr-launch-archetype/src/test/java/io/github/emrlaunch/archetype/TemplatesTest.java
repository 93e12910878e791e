package io.github.emrlaunch.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the archetype produces the example. {@code .ci/walks/tests.sh} also creates a project with the real archetype. */
class TemplatesTest {
    private static final Path EXAMPLE = Path.of("../examples/getting-started");
    private static final Path TEMPLATES = Path.of("target/classes/archetype-resources");
    private static final String FILES = "target|cdk\\.out";
    private static final Pattern VELOCITY = Pattern.compile("[$#]");

    @Test
    void templatesWithTheExampleCoordinatesEqualTheExample() throws IOException {
        Map<String, String> made = new TreeMap<>();
        files(TEMPLATES)
                .forEach((name, text) -> made.put(
                        name.replace("/java/", "/java/com/example/analytics/").replace("__gitignore__", ".gitignore"),
                        text.replace("${package}", "com.example.analytics")
                                .replace("${groupId}", "com.example")
                                .replace("${artifactId}", "analytics")
                                .replace("${version}", "1.0-SNAPSHOT")));

        assertThat(made).hasSizeGreaterThan(5).isEqualTo(files(EXAMPLE));
    }

    /** A class in another package would not be found in the new project. */
    @Test
    void noTemplateNamesThePackageOfTheExample() throws IOException {
        assertThat(files(TEMPLATES))
                .isNotEmpty()
                .allSatisfy((name, text) -> assertThat(text).as(name).doesNotContain("com.example"));
    }

    /** Velocity interprets a dollar or a hash. Maven's variables are unknown to Velocity. */
    @Test
    void templatesUseOnlyKnownVelocityVariables() throws IOException {
        Map<String, String> templates = files(TEMPLATES);

        assertThat(templates.get("pom.xml")).contains("${groupId}", "${artifactId}", "${version}", "${package}.");
        templates.forEach((name, text) -> {
            if (name.matches("pom\\.xml|src/(main|test)/java/.*")) {
                String rest = text.replaceAll("\\$\\{(package|groupId|artifactId|version|emr-launch\\.version)}", "");
                assertThat(VELOCITY.matcher(rest).find()).as(name).isFalse();
            }
        });
    }

    private static Map<String, String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            !folder.relativize(file).getName(0).toString().matches(FILES))
                    .collect(Collectors.toMap(
                            file -> folder.relativize(file).toString().replace('\\', '/'),
                            TemplatesTest::text,
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
