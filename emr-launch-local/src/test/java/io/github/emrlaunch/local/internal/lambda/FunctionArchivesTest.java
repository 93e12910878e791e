package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import io.github.emrlaunch.local.handlers.ProbeHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionArchivesTest {
    @TempDir
    private Path directory;

    private Path folder = Path.of("");
    private Path jar = Path.of("");
    private RuntimeClient client = new RuntimeClient(List.of(), List.of(), Path.of(""));

    @BeforeEach
    void jar() throws IOException {
        folder = directory.toRealPath().resolve("archives");
        client = RuntimeClient.forHost(directory);
        jar = jar("function.jar");
    }

    private Path jar(String name) throws IOException {
        Path file = directory.resolve(name);
        String handler = ProbeHandler.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new JarEntry(handler));
            out.write(Objects.requireNonNull(ProbeHandler.class.getClassLoader().getResourceAsStream(handler))
                    .readAllBytes());
            out.putNextEntry(new JarEntry(name));
        }
        return file;
    }

    private FunctionArchives archives() {
        return FunctionArchives.in(folder, client).orElseThrow();
    }

    private FunctionArchive archive(Path file) {
        return Objects.requireNonNull(archives().of(file));
    }

    private int folders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    /** Runs the function's JVM up to its main class, and gives what it prints. */
    private String start(FunctionArchive archive, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(JavaRuntime.executable(), "-XX:+UseSerialGC", "-Xmx218m"));
        command.addAll(options);
        command.add("-javaagent:%s=127.0.0.1:1".formatted(archive.agent()));
        command.add("-cp");
        command.add(String.join(
                ":",
                Stream.concat(client.classPath().stream(), Stream.of(archive.jar()))
                        .map(Path::toString)
                        .toList()));
        command.add(AWSLambda.class.getName());
        Path output = Files.createTempFile(directory, "output", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }

    @Test
    void fourthStartCreatesArchiveForLaterStarts() throws Exception {
        FunctionArchive archive = archive(jar);
        String without = "";
        for (int i = 0; i < 3; i++) {
            List<String> options = archive.options();
            assertThat(options).singleElement().asString().startsWith("-XX:DumpLoadedClassList=");
            without = start(archive, options);
        }

        assertThat(archive.options()).isEmpty();
        Path made = Objects.requireNonNull(archive.jar().getParent()).resolve("classes.jsa");
        for (int i = 0; i < 1200 && !Files.exists(made); i++) {
            Thread.sleep(100);
        }

        List<String> options = archive(jar).options();
        assertThat(options).contains("-XX:SharedArchiveFile=" + made, "-Xshare:auto");
        assertThat(start(archive, options)).isEqualTo(without);
        List<String> strict = new ArrayList<>(options);
        strict.set(strict.indexOf("-Xshare:auto"), "-Xshare:on");
        assertThat(start(archive, strict)).isEqualTo(without);
    }

    @Test
    void archiveDependsOnTheContentOfTheJar() throws Exception {
        Path copy = Files.copy(jar, directory.resolve("copy.jar"));
        assertThat(archive(copy).jar()).isEqualTo(archive(jar).jar()).hasSameBinaryContentAs(jar);

        assertThat(archive(jar("other.jar")).jar()).isNotEqualTo(archive(jar).jar());
    }

    @Test
    void usesPrivateFolderOrNoArchives() throws IOException {
        archives();
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));

        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(FunctionArchives.in(shared.resolve("archives"), client)).isEmpty();

        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(FunctionArchives.in(file.resolve("archives"), client)).isEmpty();
    }

    @Test
    void environmentVariableDisablesArchives() {
        assertThat(FunctionArchives.ofUser(
                        Map.of("EMR_LAUNCH_CLASS_ARCHIVES", "false", "XDG_CACHE_HOME", folder.toString()), client))
                .isEmpty();
        assertThat(folder).doesNotExist();
        assertThat(FunctionArchives.ofUser(Map.of("XDG_CACHE_HOME", folder.toString()), client))
                .isPresent();
        assertThat(folder.resolve("emr-launch-local/functions")).isDirectory();
    }

    @Test
    void keepsEightArchivesIncludingTheNewest() throws IOException {
        for (int i = 0; i < 10; i++) {
            Path each = Objects.requireNonNull(archive(jar(i + ".jar")).jar().getParent());
            Files.setLastModifiedTime(
                    each, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i)));
        }
        assertThat(folders()).isEqualTo(8);
        Path last = archive(jar).jar();

        assertThat(folders()).isEqualTo(8);
        assertThat(last).exists();
    }
}
