package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionCodeTest {
    @TempDir
    private Path directory;

    private Path zip(String file, String... names) throws IOException {
        Path path = directory.resolve(file);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
            }
        }
        return path;
    }

    @Test
    void classPathEndsWithLayerJars() throws Exception {
        Path layers = Files.createDirectories(directory.resolve("layers/java/lib"));
        Path layer = Files.createFile(layers.resolve("a.jar"));
        Path jar = zip("code.jar", "Handler.class");
        Path work = directory.resolve("work");

        assertThat(FunctionCode.prepare(jar, layers, work).classPath()).containsExactly(jar, layer);
        Path unpacked = directory.resolve("unpacked");
        assertThat(FunctionCode.prepare(zip("code.zip", "Handler.class", "lib/z.jar"), layers, unpacked)
                        .classPath())
                .containsExactly(unpacked, unpacked.resolve("lib/z.jar"), layer);
        assertThat(FunctionCode.prepare(jar, directory.resolve("none"), work).classPath())
                .containsExactly(jar);
    }

    @Test
    void programsStayExecutable() throws Exception {
        Path zip = zip("layer.zip", "bin/tool", "data");
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"))) {
            Files.setPosixFilePermissions(files.getPath("bin/tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(files.getPath("data"), PosixFilePermissions.fromString("rw-r--r--"));
        }
        Path folder = directory.resolve("folder");

        FileTree.copy(zip, folder);

        assertThat(folder.resolve("bin/tool")).isExecutable();
        assertThat(folder.resolve("data").toFile().canExecute()).isFalse();
    }

    @Test
    void unpacksDotSegmentsButRejectsPathsOutsideOfTheFolder() throws Exception {
        Path folder = directory.resolve("folder");

        FileTree.copy(zip("dots.zip", "./a.py", "b/../c.py"), folder);

        assertThat(folder.resolve("a.py")).exists();
        assertThat(folder.resolve("c.py")).exists();
        assertThatThrownBy(() -> FileTree.copy(zip("out.zip", "../x.py"), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("The entry ../x.py of ");
        assertThatThrownBy(() -> FileTree.copy(Files.writeString(directory.resolve("no.zip"), "text"), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a zip file");
    }
}
