package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemJarTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final String S3 = "io/github/emrlaunch/local/spark/fs/S3FileSystem.class";

    @TempDir
    Path folder;

    @Test
    void containsOnlyFileSystems() throws IOException {
        assertThat(entries(FileSystemJar.write(CLASSES, folder.resolve("fs.jar"))))
                .contains(S3)
                .allMatch(name ->
                        name.matches("(io/github/emrlaunch/local/spark/fs|org/apache/hadoop|com/amazon/ws)/.*"));
    }

    /** A published emulator is a jar, and steps of a cluster start at the same time. */
    @Test
    void isWrittenFromJarThatIsOpenElsewhere() throws IOException {
        Path published = FileSystemJar.write(CLASSES, folder.resolve("published.jar"));

        try (FileSystem other = FileSystems.newFileSystem(URI.create("jar:" + published.toUri()), Map.of())) {
            assertThat(other.isOpen()).isTrue();
            assertThat(entries(FileSystemJar.write(published, folder.resolve("fs.jar"))))
                    .containsExactlyElementsOf(entries(published));
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        assertThat(Files.size(jar)).isPositive();
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(Object::toString).toList();
        }
    }
}
