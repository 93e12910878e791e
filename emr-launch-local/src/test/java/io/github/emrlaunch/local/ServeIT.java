package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar of the command line in a separate process. */
@Timeout(120)
class ServeIT {
    @TempDir
    private Path directory;

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-cli.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Process start(String... args) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = Stream.concat(Stream.of(java, "-jar", jar().toString()), Stream.of(args))
                .toList();
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private String stderr() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    @Test
    void servesUntilProcessIsTerminated() throws Exception {
        Path assembly = Files.createDirectory(directory.resolve("cdk.out"));
        new Assembly(assembly)
                .handlers()
                .stack("Launch", Assembly.template("launch.json"))
                .write();
        Process process = start("serve", "--port", "0", assembly.toString());
        try (BufferedReader out = process.inputReader()) {
            String first = out.readLine();
            assertThat(first).as(stderr()).matches("Listening on http://127\\.0\\.0\\.1:\\d+");
            assertThat(out.readLine()).startsWith("Deployed Launch: ");
            URI endpoint = URI.create(first.substring("Listening on ".length()));

            assertThat(Wire.send(HttpRequest.newBuilder(endpoint.resolve("/_emr-launch/health"))
                                    .build())
                            .body())
                    .contains("\"status\":\"ok\"");
            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(stderr()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void rejectsUnknownOption() throws Exception {
        Process process = start("serve", "--prot", "0");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(stderr().lines()).hasSize(1);
    }

    // A library of a function must not conflict with its version in the emulator's jar.
    @Test
    void jarRelocatesLibrariesExceptLambdaRuntime() throws IOException {
        try (java.util.jar.JarFile jar = new java.util.jar.JarFile(jar().toFile())) {
            List<String> classes = jar.stream()
                    .map(java.util.zip.ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();

            assertThat(classes).isNotEmpty().allMatch(name -> Stream.of(
                            "io/github/emrlaunch/", "com/amazonaws/", "software/amazon/awssdk/utilslite/")
                    .anyMatch(name::startsWith));
        }
    }

    @Test
    void escapesControlCharactersInErrors() throws Exception {
        Process process = start("serve", "--port", "0", "no-\u001B[2Kassembly-\u202E");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(stderr())
                .contains("no-\\u001b[2Kassembly-\\u202e")
                .doesNotContain("\u001B")
                .doesNotContain("\u202E");
    }
}
