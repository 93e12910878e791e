package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a process and ends it with everything that it started: at its own end, at the time limit, when the thread is
 * interrupted, and when the emulator's JVM is gone.
 *
 * <p>A bash between the emulator and the process holds the process in a group of its own. It reads a pipe whose other end the
 * emulator holds. The pipe ends with the emulator, however that ends. Processes that left the group are found by a variable
 * of their environment, by the job's output files, which they have open, by their working folder or by their program; those, and the
 * ones seen as descendants while the job ran, are ended too.
 */
public final class Supervisor {
    private static final String VARIABLE = "EMR_LAUNCH_JOB";
    private static final long OUTPUT_LIMIT = 1L << 30;
    private static final long LOOK_MILLIS = 500;
    private static final int PATIENCE_SECONDS = 20;

    // $1 is the job's mark, $2 its working folder, $3 a pattern for its output files, $4 and $5 are patterns for its
    // folder and for what is in it. The command and some variables come by the pipe: a JVM with a locale such as C
    // passes no other arguments than ASCII. No signal of the terminal ends the supervisor before the job; the
    // handlers do nothing, and the job does not inherit them.
    //
    // A process with a terminal belongs to a user who inspects the job's folder: a job has none. $PPID is the emulator.
    private static final String SCRIPT = """
        mark="$1"; folder="$2"; outputs="$3"; own="$4"; within="$5"
        trap : INT HUP TERM QUIT
        IFS= read -r -d '' variables && IFS= read -r -d '' words || exit 1
        while [ "$variables" -gt 0 ]; do
          IFS= read -r -d '' word || exit 1
          export "$word"; variables=$((variables - 1))
        done
        command=()
        while [ "$words" -gt 0 ]; do
          IFS= read -r -d '' word || exit 1
          command+=("$word"); words=$((words - 1))
        done
        exec 3<&0 4>&1 5>&2 </dev/null >/dev/null 2>/dev/null
        set -m
        (cd "$folder" && EMR_LAUNCH_JOB="$mark" exec "${command[@]}") </dev/null >&4 2>&5 3<&- 4>&- 5>&- &
        job=$!
        exec 4>&- 5>&-
        PATH="/usr/bin:/bin:$PATH"
        outlaws() {
          grep -lF "EMR_LAUNCH_JOB=$mark" /proc/[0-9]*/environ
          find /proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2 -maxdepth 0 -lname "$outputs"
          for link in $(find /proc/[0-9]*/cwd /proc/[0-9]*/exe -maxdepth 0 '(' -lname "$own" -o -lname "$within" ')'); do
            stat="$(cat "${link%/*}/stat")"; set -- ${stat##*)}
            [ "$5" != 0 ] || echo "$link"
          done
        }
        end() {
          kill -KILL -- -"$job"
          [ -d /proc/self ] || return 0
          for attempt in 1 2 3 4 5 6 7 8 9 10; do
            found=
            for file in $(outlaws); do
              file="${file#/proc/}"
              [ "${file%%/*}" != "$PPID" ] && kill -KILL "${file%%/*}" && found=yes
            done
            [ -n "$found" ] || return 0
          done
        }
        (read -r nothing <&3; end) &
        watcher=$!
        exec 3<&-
        while :; do
          wait "$job"; code=$?
          kill -0 "$job" || break
          kill -CONT -- -"$job"; sleep 1
        done
        kill -KILL -- -"$watcher"
        end
        exit "$code"
        """;

    private final String job;
    private final Duration remaining;
    private final Duration limit;
    private final long diskLimit;

    /**
     * For a process of a job.
     *
     * @param remaining the remaining time
     * @param limit the time limit of the job, for messages
     * @param diskLimit the largest size of the job's folder, in bytes
     */
    public Supervisor(String job, Duration remaining, Duration limit, long diskLimit) {
        this.job = job;
        this.remaining = remaining;
        this.limit = limit;
        this.diskLimit = diskLimit;
    }

    /** Returns the bash of this machine; null if there is none. */
    static @Nullable Path bash() {
        return Executables.onPath("bash", System.getenv("PATH"));
    }

    /**
     * Runs a command to its end.
     *
     * @param own the job's folder: all processes that work there or whose program is there are ended
     * @param folder in which the process starts
     * @param environment all variables of the process
     * @param stdout gets what the process writes, at its end
     * @throws InterruptedException when the thread was interrupted; no process is left
     */
    public Ended run(
            List<String> command, Path own, Path folder, Map<String, String> environment, Path stdout, Path stderr)
            throws IOException, InterruptedException {
        Path bash = bash();
        if (bash == null) {
            return new Ended.Failed("Jobs need bash, which ends their processes. There is none on the PATH");
        }
        Path real = own.toRealPath();
        JobProcesses processes = new JobProcesses(VARIABLE + "=" + UUID.randomUUID(), real);
        List<String> line = new ArrayList<>();
        Path session = Executables.onPath("setsid", System.getenv("PATH"));
        if (session != null) {
            // Without a terminal no program can wait for a password there.
            line.add(session.toString());
        }
        line.addAll(List.of(bash.toString(), "-p", "-c", SCRIPT, "emr-launch-job", processes.mark()));
        line.add(folder.toAbsolutePath().toString());
        line.add(pattern(Objects.requireNonNull(stdout.toRealPath().getParent())) + "/*");
        line.add(pattern(real));
        line.add(pattern(real) + "/*");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(stdout.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(stderr.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process supervisor = builder.start();
        Set<ProcessHandle> seen = new HashSet<>();
        try {
            give(supervisor, command, environment);
            return await(supervisor, seen, stdout, stderr, new FolderSize(own));
        } finally {
            end(supervisor, seen, processes);
        }
    }

    /** Writes the command, and the variables that a JVM with a locale such as C cannot pass. */
    private static void give(Process supervisor, List<String> command, Map<String, String> environment) {
        List<String> variables = environment.entrySet().stream()
                .filter(variable -> variable.getKey().matches("[A-Za-z_][A-Za-z0-9_]*"))
                .filter(variable -> !variable.getValue().chars().allMatch(character -> character < 128))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        StringBuilder text = new StringBuilder();
        text.append(variables.size()).append('\0').append(command.size()).append('\0');
        variables.forEach(variable -> text.append(variable).append('\0'));
        command.forEach(word -> text.append(word).append('\0'));
        try {
            OutputStream pipe = supervisor.getOutputStream();
            pipe.write(text.toString().getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException e) {
            // The supervisor has ended. Its exit code has the reason.
        }
    }

    private Ended await(Process supervisor, Set<ProcessHandle> seen, Path stdout, Path stderr, FolderSize size)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + remaining.toNanos();
        while (true) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (supervisor.waitFor(Math.min(LOOK_MILLIS, Math.max(left, 0)), TimeUnit.MILLISECONDS)) {
                return new Ended.Exited(supervisor.exitValue());
            }
            if (left <= 0) {
                return new Ended.TimedOut(limit);
            }
            if (Files.size(stdout) + Files.size(stderr) > OUTPUT_LIMIT) {
                return new Ended.Failed("The job was ended: it wrote more than 1 GB to its standard output and error");
            }
            if (size.exceeds(diskLimit, supervisor::isAlive)) {
                return new Ended.Failed("The job was ended: its folder on this machine has more than "
                        + (diskLimit >> 20) + " MB. SparkJobs.withDiskLimit sets the limit");
            }
            // The supervisor's own helpers are among them; they end with it.
            supervisor.descendants().forEach(seen::add);
        }
    }

    /** Ends the remaining processes. An interrupt waits until that is done. */
    private void end(Process supervisor, Set<ProcessHandle> seen, JobProcesses processes) {
        boolean interrupted = Thread.interrupted();
        try (OutputStream pipe = supervisor.getOutputStream()) {
            pipe.flush();
        } catch (IOException e) {
            // The supervisor has ended.
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (supervisor.isAlive() && System.nanoTime() < end) {
            try {
                supervisor.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        supervisor.descendants().forEach(seen::add);
        supervisor.destroyForcibly();
        seen.forEach(ProcessHandle::destroyForcibly);
        // A job can end its supervisor first.
        processes.left().forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A pattern for a path, as {@code find -lname} reads it. */
    private static String pattern(Path folder) {
        return folder.toString().replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }

    @Override
    public String toString() {
        return "Supervisor of " + job;
    }
}
