package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs python3 and the index of pip. Without them the test is skipped, except in CI. */
class PythonVenvTest {
    @TempDir
    private Path directory;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void createsVirtualEnvironmentOnce() throws Exception {
        Path parent = directory.resolve("new");
        Path folder = parent.resolve("venv");
        PythonFunctions.Python made = PythonForTests.assumeThere(PythonFunctions.virtualEnvironment(folder));
        FileTime time = Files.getLastModifiedTime(folder);

        assertThat(made.executable()).startsWithRaw(folder).isExecutable();
        assertThat(made.hasBoto3()).isTrue();
        assertThat(names(parent)).as("no half-made one is left").containsExactly("venv");
        assertThat(PythonFunctions.virtualEnvironment(folder).python()).isEqualTo(made);
        assertThat(Files.getLastModifiedTime(folder)).isEqualTo(time);
        assertThat(PythonFunctions.of(made.executable()).python()).isEqualTo(made);
    }
}
