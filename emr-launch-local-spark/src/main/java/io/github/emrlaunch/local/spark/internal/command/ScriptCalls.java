package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.JobRunner;
import io.github.emrlaunch.local.spark.internal.PlannedJob;
import io.github.emrlaunch.local.spark.internal.Program;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Handles calls of a script to programs of a cluster, such as {@code spark-submit}. The script's {@code PATH} has a small replacement for each
 * program. It writes its arguments into a folder, waits for a plan from this class and becomes the process in the plan. That process is
 * therefore a child of the script, with its output, its working folder and its exit code.
 */
final class ScriptCalls {
    private static final Set<String> PROGRAMS =
            Set.of("hadoop", "hdfs", "hive", "hive-script", "s3-dist-cp", "spark-sql", "spark-submit");
    private static final int LOOK_MILLIS = 50;
    private static final int JOIN_MILLIS = 10_000;

    private final RunningJob job;
    private final Path folder;
    private final Map<String, Program> programs;
    private final Set<Path> answered = new HashSet<>();
    private final List<Path> laidIn = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ended;

    private ScriptCalls(RunningJob job, Map<String, Program> programs) throws IOException {
        this.job = job;
        this.programs = programs;
        this.folder =
                Files.createDirectories(job.job().directory().toAbsolutePath().resolve("calls"));
        this.thread = new Thread(this::answer, "calls of " + job.job().id());
        thread.setDaemon(true);
    }

    /** Starts to answer calls, until it is closed. */
    static ScriptCalls begin(RunningJob job) throws IOException {
        ScriptCalls calls = new ScriptCalls(job, Programs.byName());
        calls.thread.start();
        return calls;
    }

    /** Returns the replacement of each program: a shell script by name. */
    static Map<String, String> replacements(RunningJob job) {
        String folder = ShellText.quoted(
                job.job().directory().toAbsolutePath().resolve("calls").toString());
        return PROGRAMS.stream().collect(Collectors.toMap(name -> name, name -> """
            call="$(mktemp -d %1$s/XXXXXX)" || exit 1
            { printf '%%s\\0' "$PWD" %2$s; [ $# -eq 0 ] || printf '%%s\\0' "$@"; } >"$call/words"
            mv "$call/words" "$call/request"
            until [ -f "$call/plan" ]; do sleep 0.1; done
            . "$call/plan"
            echo "%2$s: there is no answer: the disk may be full" >&2
            exit 1
            """.formatted(folder, name)));
    }

    private void answer() {
        while (!ended) {
            try (Stream<Path> calls = Files.list(folder)) {
                for (Path call : calls.filter(each -> Files.exists(each.resolve("request")))
                        .toList()) {
                    if (answered.add(call)) {
                        answer(call);
                    }
                }
                Thread.sleep(LOOK_MILLIS);
            } catch (IOException | UncheckedIOException | InterruptedException e) {
                // The job ends, and its folder may be deleted.
                return;
            }
        }
    }

    /** Answers in any case: the script waits. */
    private void answer(Path call) throws InterruptedException {
        String plan;
        try {
            // The arguments can be any bytes. A JVM reads its arguments in the same way.
            String[] words =
                    new String(Files.readAllBytes(call.resolve("request")), StandardCharsets.UTF_8).split("\0", -1);
            plan = plan(call, words[1], words[0], Arrays.asList(words).subList(2, words.length - 1));
        } catch (IOException | RuntimeException e) {
            plan = failure("The call could not be prepared: " + JobRunner.reason(e));
        }
        try {
            Path file = Files.writeString(call.resolve("new"), plan, StandardCharsets.UTF_8);
            Files.move(file, call.resolve("plan"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            unanswered(call, e);
        }
    }

    /** An empty plan needs no space on the disk. The replacement reports that it got none. */
    private void unanswered(Path call, IOException cause) {
        try {
            Files.createFile(call.resolve("plan"));
        } catch (IOException e) {
            e.addSuppressed(cause);
            synchronized (laidIn) {
                notes.add("A call of the script got no answer: " + JobRunner.reason(e));
            }
        }
    }

    private static String failure(String message) {
        return "echo " + ShellText.quoted(message) + " >&2\nexit 1\n";
    }

    private String plan(Path call, String name, String work, List<String> arguments)
            throws IOException, InterruptedException {
        PlannedJob called = new PlannedJob(job, Files.createDirectory(call.resolve("job")), folder(work));
        String failure;
        try {
            Program program = programs.get(name);
            Ended ended = program == null ? new Ended.Failed(name + " is not known") : program.run(called, arguments);
            failure = ended instanceof Ended.Failed failed
                    ? failed.message()
                    : ended instanceof Ended.Simulated simulated ? simulated.why() : "";
        } catch (JobFailure e) {
            failure = String.valueOf(e.getMessage());
        }
        tell(called);
        if (!failure.isEmpty()) {
            return failure(failure);
        }
        StringBuilder plan = new StringBuilder();
        called.environment().forEach((variable, value) -> {
            if (!variable.equals("PATH") && variable.matches("\\w+")) {
                plan.append("export ")
                        .append(variable)
                        .append('=')
                        .append(ShellText.quoted(value))
                        .append('\n');
            }
        });
        return plan + "exec " + called.command().stream().map(ShellText::quoted).collect(Collectors.joining(" "))
                + "\n";
    }

    private static Path folder(String work) throws JobFailure {
        Path folder = Path.of(work);
        if (!Files.isDirectory(folder)) {
            throw new JobFailure(
                    "The working folder " + work
                            + " cannot be read here: its name must be UTF-8, and the emulator must run with a locale such as C.UTF-8");
        }
        return folder;
    }

    private void tell(RunningJob called) {
        synchronized (laidIn) {
            laidIn.addAll(called.laidIn());
            notes.addAll(called.notes());
        }
    }

    /** Ends the answers. */
    void end() throws InterruptedException {
        ended = true;
        thread.join(JOIN_MILLIS);
        synchronized (laidIn) {
            laidIn.forEach(job::layIn);
            notes.forEach(job::note);
        }
    }
}
