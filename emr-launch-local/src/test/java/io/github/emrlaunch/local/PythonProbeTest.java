package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "The programs are scripts of a shell")
class PythonProbeTest {
    @TempDir
    private Path folder;

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Like the shims of pyenv, asdf and mise: a script that reads files in HOME, and a function has a different HOME. */
    @Test
    void resolvesShimToInterpreterButKeepsSymbolicLink() throws IOException {
        Path real = program("python3.11", "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Path shim = program("shim", "echo 3.11; echo /packages; echo True; echo " + real);

        assertThat(PythonFunctions.of(shim).python())
                .isEqualTo(new PythonFunctions.Python(real, "3.11", Path.of("/packages"), true));

        program("python3.11", "echo 3.11; echo /packages; echo True; echo " + real);

        assertThat(PythonFunctions.of(link).python().executable())
                .as("a virtual environment's is a link")
                .isEqualTo(link);
    }

    @Test
    void probesAgainAfterInterrupt() throws IOException {
        PythonFunctions functions =
                PythonFunctions.of(program("python", "echo 3.11; echo /packages; echo True; sleep 0.2"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(functions::python).isInstanceOf(PythonNotFoundException.class);
        assertThat(Thread.interrupted()).isTrue();

        assertThat(functions.python().version()).isEqualTo("3.11");
    }
}
