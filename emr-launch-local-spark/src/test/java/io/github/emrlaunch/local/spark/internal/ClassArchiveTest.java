package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.jobs.Job;
import io.github.emrlaunch.local.jobs.JobCommand;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands for the JVM that makes the archive; {@code SparkJobsTest} has a real one. */
class ClassArchiveTest {
    private static final String MAKES = """
        echo run >>"%1$s/runs"
        for word in "$@"; do
          case "$word" in -XX:ArchiveClassesAtExit=*) echo classes >"${word#*=}";; esac
        done
        """;

    @TempDir
    private Path folder;

    private Path archives = Path.of("");

    @BeforeEach
    void machine() throws IOException {
        archives = folder.resolve("archives");
        Files.createDirectories(folder.resolve("spark/jars"));
        Files.writeString(folder.resolve("spark/jars/spark-core_2.12-3.5.9.jar"), "core");
        java(MAKES);
    }

    private void java(String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/bash\n" + script.formatted(folder));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private SparkInstallation spark(@Nullable Path python) {
        return new SparkInstallation(
                folder.resolve("spark"),
                new SparkVersion(3, 5, "3.5.9", "2.12"),
                folder.resolve("java"),
                17,
                python,
                null,
                List.of());
    }

    private SparkInstallation spark() {
        return spark(Path.of("/usr/bin/python3"));
    }

    private SparkSettings settings() {
        return SparkSettings.standard().withClassArchive(archives);
    }

    private String prepare() throws InterruptedException {
        return ClassArchive.prepare(settings(), spark());
    }

    private ClassArchive archive() throws IOException {
        return ClassArchive.of(settings(), spark(), SparkJvm.jars(spark()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path only(String ending) throws IOException {
        return archives.resolve(names().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + ending)));
    }

    @Test
    void createsArchiveOnceUntilJarsChange() throws Exception {
        assertThat(archive().isReady()).isFalse();

        String first = prepare();
        String second = prepare();

        assertThat(first).startsWith("INFO Spark's classes are archived in " + archives + "/spark-3.5.9-java-17-");
        assertThat(second).isEqualTo(first);
        assertThat(folder.resolve("runs")).hasContent("run");
        assertThat(names()).hasSize(3).noneMatch(name -> name.endsWith(".new"));
        assertThat(archive().isReady()).isTrue();
        assertThat(archive().options())
                .contains("-XX:SharedArchiveFile=" + only(".jsa"), "-Xshare:auto", "-Xlog:cds*=off");

        Files.writeString(folder.resolve("spark/jars/more.jar"), "more");
        assertThat(archive().isReady()).isFalse();
        prepare();
        assertThat(folder.resolve("runs")).hasContent("run\nrun");
    }

    /** A JVM crashes with one that was cut off. */
    @Test
    void recreatesTruncatedArchive() throws Exception {
        prepare();
        Files.writeString(only(".jsa"), "cla");

        assertThat(archive().isReady()).isFalse();
        prepare();
        assertThat(only(".jsa")).hasContent("classes");
    }

    @Test
    void reportsFailureWithoutRetry() throws Exception {
        java("echo run >>\"%1$s/runs\"; echo no space left; exit 3\n");

        assertThat(prepare()).contains("Spark's classes are not archived: that failed, see " + only(".failed"));
        assertThat(only(".failed")).content().contains("code=3").contains("no space left");
        assertThat(prepare()).contains("that failed once", "delete this file to try again");
        assertThat(folder.resolve("runs")).hasContent("run");
        assertThat(archive().isReady()).isFalse();
    }

    @Test
    void invalidFolderOnlyWarns() throws Exception {
        Files.writeString(archives, "a file");

        assertThat(prepare()).startsWith("WARN Spark's classes are not archived: ");
        assertThat(archive().isReady()).isFalse();
    }

    @Test
    void otherJobsDoNotWaitAndInterruptStopsCreation() throws Exception {
        java("echo run >>\"%1$s/runs\"; sleep 600\n");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<String> first = thread.submit(this::prepare);
            while (!Files.exists(folder.resolve("runs"))) {
                assertThat(first.isDone()).isFalse();
                Thread.sleep(20);
            }

            assertThat(prepare()).contains("it is being made for another job");

            thread.shutdownNow();
            assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
        assertThat(names()).hasSize(1).allMatch(name -> name.endsWith(".lock"));
        java(MAKES);
        assertThat(prepare()).contains("archived in");
    }

    @Test
    void skipsCreationWhileLockIsHeld() throws Exception {
        prepare();
        Files.delete(only(".jsa"));

        try (FileChannel other = FileChannel.open(only(".lock"), StandardOpenOption.WRITE)) {
            assertThat(other.lock()).isNotNull();
            assertThat(prepare()).contains("it is being made for another job");
        }
        assertThat(prepare()).contains("archived in");
    }

    @Test
    void skipsArchiveWithoutPythonOrWithHadoopAws() throws Exception {
        assertThat(ClassArchive.prepare(settings(), spark(null))).contains("it takes a Python");
        Files.writeString(folder.resolve("spark/jars/hadoop-aws-3.3.4.jar"), "");
        assertThat(prepare()).contains("file systems for S3 of its own");
        assertThat(archives).doesNotExist();
    }

    @Test
    void classPathStartsWithArchivedJarsUnlessJobAddsJars() throws Exception {
        String core = folder.resolve("spark/jars/spark-core_2.12-3.5.9.jar").toString();
        Path own = folder.resolve("own.jar");
        String conf = folder.resolve("job-without/conf").toString();
        assertThat(classPath("without", List.of())).startsWith(conf).endsWith(core);

        prepare();

        assertThat(classPath("with", List.of())).startsWith(core).endsWith("fs.jar");
        // As with Spark, these win over its own jars.
        assertThat(classPath("own", List.of(own))).contains(own + ":").endsWith(core);
    }

    private String classPath(String name, List<Path> extra) throws IOException {
        RunningJob job = new RunningJob(
                new Job(
                        "s-1",
                        "test",
                        new JobCommand.Step("command-runner.jar", null, List.of("x"), Map.of()),
                        "emr-7.12.0",
                        Map.of(),
                        Map.of(),
                        Files.createDirectories(folder.resolve("job-" + name)),
                        Files.createDirectories(folder.resolve("shared")),
                        Duration.ofMinutes(1)),
                spark(),
                settings(),
                folder.resolve("fs.jar"));
        List<String> command = job.jvm(List.of(), extra, "Main", List.of());
        assertThat(command.stream().anyMatch(word -> word.startsWith("-XX:SharedArchiveFile=")))
                .isEqualTo(name.equals("with"));
        return command.get(command.indexOf("-cp") + 1);
    }
}
