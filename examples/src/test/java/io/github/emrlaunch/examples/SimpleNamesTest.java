package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that simple class names are unique over all modules. */
class SimpleNamesTest {
    private static final Path ROOT = Path.of("..");
    /** Duplicate names that are older than this rule; do not add any. */
    private static final Set<String> EXCEPTIONS = Set.of("ControlPlane");

    @Test
    void noSimpleNameIsInTwoModules() throws IOException {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (Path module : modules()) {
            for (String name : simpleNames(module.resolve("src/main/java"))) {
                modules.computeIfAbsent(name, unseen -> new TreeSet<>())
                        .add(module.getFileName().toString());
            }
        }

        assertThat(modules).hasSizeGreaterThan(300);
        modules.values().removeIf(those -> those.size() < 2);
        assertThat(modules.keySet()).isEqualTo(new TreeSet<>(EXCEPTIONS));
        assertThat(modules.values()).noneMatch(those -> those.contains("emr-launch-local"));
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.filter(file -> Files.isDirectory(file.resolve("src/main/java")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> simpleNames(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .toList();
        }
    }
}
