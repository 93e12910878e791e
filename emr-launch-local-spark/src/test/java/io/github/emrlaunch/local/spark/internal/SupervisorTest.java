package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emrlaunch.local.spark.SparkForTests;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SupervisorTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final long DISK = 10L << 30;

    @TempDir
    private Path folder;

    private Path work;
    private Path stdout;
    private Path stderr;

    @BeforeEach
    void files() throws IOException {
        assumeTrue(Supervisor.bash() != null, "Jobs need bash");
        work = Files.createDirectory(folder.resolve("work"));
        stdout = Files.createFile(folder.resolve("stdout"));
        stderr = Files.createFile(folder.resolve("stderr"));
    }

    private Ended run(Duration limit, String script) throws IOException, InterruptedException {
        return new Supervisor("s-1", limit, limit, DISK)
                .run(
                        List.of("bash", "-c", script),
                        folder,
                        work,
                        Map.of("PATH", "/usr/bin:/bin", "A", "b"),
                        stdout,
                        stderr);
    }

    /** The processes whose ids the job wrote into files. */
    private List<ProcessHandle> started(Path in) throws IOException {
        List<ProcessHandle> handles = new ArrayList<>();
        try (Stream<Path> files = Files.list(in)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".pid")).toList()) {
                String pid = Files.readString(file).strip();
                if (!pid.isEmpty()) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(handles::add);
                }
            }
        }
        return handles;
    }

    private static void awaitFile(Path file) throws InterruptedException, IOException {
        while (!Files.exists(file) || Files.size(file) == 0) {
            Thread.sleep(20);
        }
    }

    private static void awaitEnd(List<ProcessHandle> handles) throws Exception {
        for (ProcessHandle handle : handles) {
            try {
                // Fails by the test's time limit, which interrupts this, when one lives on.
                handle.onExit().get();
            } finally {
                handle.destroyForcibly();
            }
        }
    }

    @Test
    void runsInWorkFolderWithGivenVariablesAndEmptyInput() throws Exception {
        Ended ended = run(LONG, "pwd; echo $A; cat; env | cut -d= -f1 | sort >names; echo wrong >&2; exit 7");

        assertThat(ended).isEqualTo(new Ended.Exited(7));
        assertThat(Files.readString(stdout)).isEqualTo(work.toRealPath() + "\nb\n");
        assertThat(Files.readString(stderr)).isEqualTo("wrong\n");
        assertThat(Files.readAllLines(work.resolve("names")))
                .isSubsetOf("A", "EMR_LAUNCH_JOB", "OLDPWD", "PATH", "PWD", "SHLVL", "_");
    }

    @Test
    void appendsToExistingLogs() throws Exception {
        run(LONG, "echo one");
        run(LONG, "echo two");

        assertThat(Files.readString(stdout)).isEqualTo("one\ntwo\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 1000 & echo $! >a.pid",
                "nohup sleep 1000 >/dev/null 2>&1 & echo $! >a.pid",
                "setsid sh -c 'echo $$ >a.pid; exec sleep 1000' >/dev/null 2>&1 & while [ ! -s a.pid ]; do sleep 0.05;"
                        + " done",
                "env -i setsid sh -c 'echo $$ >a.pid; exec sleep 1000' & while [ ! -s a.pid ]; do sleep 0.05; done",
                "env -i setsid sh -c 'echo $$ >a.pid; exec sleep 1000' >/dev/null 2>&1 & while [ ! -s a.pid ]; do sleep"
                        + " 0.05; done",
                "(env -i setsid sh -c '(echo $$ >a.pid; exec sleep 1000) >/dev/null 2>&1 &' &); while [ ! -s a.pid ]; do"
                        + " sleep 0.05; done",
                "cp \"$(command -v sleep)\" own; env -i setsid sh -c 'echo $$ >a.pid; p=$PWD; cd /; exec $p/own 1000'"
                        + " >/dev/null 2>&1 & while [ ! -s a.pid ]; do sleep 0.05; done; sleep 0.2",
                "(setsid sh -c '(sh -c \"echo \\$\\$ >a.pid; exec sleep 1000\" &)' &); while [ ! -s a.pid ]; do sleep"
                        + " 0.05; done",
                "sh -c 'trap \"\" TERM HUP INT; echo $$ >a.pid; while :; do sleep 1; done' & while [ ! -s a.pid ]; do"
                        + " sleep 0.05; done"
            })
    void nothingOutlivesTheJob(String script) throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self")), "Processes that leave their group are found on Linux only");

        Ended ended = run(LONG, script);

        assertThat(ended).isEqualTo(Ended.succeeded());
        assertThat(work.resolve("a.pid")).isNotEmptyFile();
        awaitEnd(started(work));
    }

    @Test
    void nothingOutlivesAJobThatEndsItsSupervisor() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self")), "Processes that leave their group are found on Linux only");

        run(
                LONG,
                "env -i setsid sh -c 'echo $$ >a.pid; exec sleep 1000' >/dev/null 2>&1 & while [ ! -s a.pid ]; do sleep"
                        + " 0.05; done; kill -KILL $PPID");

        assertThat(work.resolve("a.pid")).isNotEmptyFile();
        awaitEnd(started(work));
    }

    @Test
    void endsWhenTheFolderIsTooLarge() throws Exception {
        Ended ended = new Supervisor("s-1", LONG, LONG, 1L << 20)
                .run(
                        List.of("sh", "-c", "echo $$ >a.pid; head -c 2000000 /dev/zero >big.bin; sleep 1000"),
                        folder,
                        work,
                        Map.of("PATH", "/usr/bin:/bin"),
                        stdout,
                        stderr);

        assertThat(ended)
                .isEqualTo(new Ended.Failed("The job was ended: its folder on this machine has more than 1 MB."
                        + " SparkJobs.withDiskLimit sets the limit"));
        awaitEnd(started(work));
    }

    // The disk of this test is one file that is always full.
    @Test
    void jobFailsOnFullDisk() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "Linux has /dev/full");

        Ended ended = run(LONG, "head -c 100000 /dev/zero >/dev/full || exit 5");

        assertThat(ended).isEqualTo(new Ended.Exited(5));
        assertThat(new OutcomeReader(stdout, stderr).message(5)).contains("No space left on device");
    }

    @Test
    void passesAllCharactersInArgumentsAndVariables() throws Exception {
        List<String> words =
                List.of("sh", "-c", "printf '<%s>' \"$@\"; printf '{%s}' \"$B\"", "sh", "", "é ☃", "a\n b\\n", "-n");
        new Supervisor("s-1", LONG, LONG, DISK)
                .run(words, folder, work, Map.of("PATH", "/usr/bin:/bin", "B", "ü\n1"), stdout, stderr);

        assertThat(Files.readString(stdout)).isEqualTo("<><é ☃><a\n b\\n><-n>{ü\n1}");
    }

    // In the locale C, Java passes arguments in ASCII.
    @Test
    void passesNonAsciiCharactersInLocaleC() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        SparkForTests.classes(Emulator.class)
                                + File.pathSeparator
                                + SparkForTests.classes(Supervisor.class),
                        PlainEmulator.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("emulator").toFile());
        builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");

        assertThat(builder.start().waitFor()).isZero();

        assertThat(Files.readString(folder.resolve("emulator"))).isNotEqualTo("UTF-8");
        assertThat(Files.readString(stdout)).isEqualTo("<é ☃>{ü}");
        assertThat(work.resolve("é.txt")).exists();
    }

    @Test
    void endsJobAtTimeLimit() throws Exception {
        Duration limit = Duration.ofSeconds(1);

        Ended ended = run(limit, "sleep 1000 & echo $! >a.pid; sleep 1000");

        assertThat(ended).isEqualTo(new Ended.TimedOut(limit));
        awaitEnd(started(work));
    }

    @Test
    void endsSuspendedJobAtTimeLimit() throws Exception {
        Ended ended = run(Duration.ofSeconds(2), "echo $$ >a.pid; while :; do kill -STOP $$; done");

        assertThat(ended).isInstanceOf(Ended.TimedOut.class);
        awaitEnd(started(work));
    }

    @Test
    void endsWhenTheThreadIsInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                run(LONG, "sleep 1000 & echo $! >b.pid; echo $$ >a.pid; wait");
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        awaitFile(work.resolve("a.pid"));
        List<ProcessHandle> processes = started(work);
        assertThat(processes).hasSize(2).allMatch(ProcessHandle::isAlive);

        thread.interrupt();
        thread.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(interrupted.get()).as("the exception has cleared the status").isFalse();
        awaitEnd(processes);
    }

    @Test
    void jobThatEndsItsSupervisorEndsToo() throws Exception {
        Ended ended = run(LONG, "sleep 1000 & echo $! >b.pid; echo $$ >a.pid; kill -KILL $PPID; sleep 1000");

        assertThat(ended).isEqualTo(new Ended.Exited(137));
        awaitEnd(started(work));
    }

    @Test
    void largeOutputGoesToTheFile() throws Exception {
        Ended ended = run(LONG, "head -c 104857600 /dev/zero");

        assertThat(ended).isEqualTo(Ended.succeeded());
        assertThat(stdout).hasSize(104857600);
    }

    @Test
    void missingProgramReturnsExitCode127() throws Exception {
        Ended ended = new Supervisor("s-1", LONG, LONG, DISK)
                .run(List.of("no-such-program-1"), folder, work, Map.of("PATH", "/usr/bin:/bin"), stdout, stderr);

        assertThat(ended).isEqualTo(new Ended.Exited(127));
        assertThat(Files.readString(stderr)).contains("no-such-program-1");
    }

    // Not even a shutdown hook runs then.
    @Test
    void nothingOutlivesAnEmulatorThatIsKilled() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self")), "Processes that leave their group are found on Linux only");
        Process emulator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        SparkForTests.classes(Emulator.class)
                                + File.pathSeparator
                                + SparkForTests.classes(Supervisor.class),
                        Emulator.class.getName(),
                        folder.toString(),
                        "setsid sh -c 'echo $$ >b.pid; exec sleep 1000' & sleep 1000 & echo $! >c.pid; while [ ! -s"
                                + " b.pid ]; do sleep 0.05; done; echo $$ >a.pid; wait; sleep 1000")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("emulator").toFile())
                .start();
        awaitFile(work.resolve("a.pid"));
        List<ProcessHandle> processes = started(work);
        assertThat(processes).hasSize(3).allMatch(ProcessHandle::isAlive);

        emulator.destroyForcibly().waitFor();

        awaitEnd(processes);
    }

    /** An emulator with one job. */
    static final class Emulator {
        private Emulator() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            new Supervisor("s-1", LONG, LONG, DISK)
                    .run(
                            List.of("bash", "-c", arguments[1]),
                            folder,
                            folder.resolve("work"),
                            Map.of("PATH", "/usr/bin:/bin"),
                            folder.resolve("stdout"),
                            folder.resolve("stderr"));
        }
    }

    /** An emulator that says its encoding and runs a job with other characters. */
    static final class PlainEmulator {
        private PlainEmulator() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            System.out.print(System.getProperty("sun.jnu.encoding"));
            new Supervisor("s-1", LONG, LONG, DISK)
                    .run(
                            List.of("sh", "-c", "printf '<%s>' \"$1\"; printf '{%s}' \"$B\"; touch é.txt", "sh", "é ☃"),
                            folder,
                            folder.resolve("work"),
                            Map.of("PATH", "/usr/bin:/bin", "B", "ü"),
                            folder.resolve("stdout"),
                            folder.resolve("stderr"));
        }
    }
}
