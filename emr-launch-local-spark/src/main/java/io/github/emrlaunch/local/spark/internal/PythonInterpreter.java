package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Python 3 that starts.
 *
 * @param program the interpreter itself, also where a shim was asked: a shim of pyenv, asdf or mise looks below {@code HOME}, and a job
 *     has a home of its own
 * @param minor such as 11 for 3.11
 * @param pyspark the folder of its PySpark, null without one
 * @param user the user's own packages, null without them
 */
public record PythonInterpreter(
        Path program,
        int minor,
        @Nullable Path pyspark,
        @Nullable UserPackages user) {
    // A first start from a cold disk, or behind a scanner of macOS, can take many seconds.
    private static final int TIMEOUT_SECONDS = 30;
    private static final String QUESTION = """
        import importlib.util, os, site, sys
        spec = importlib.util.find_spec("pyspark")
        print(sys.version_info[0], sys.version_info[1])
        print(os.path.dirname(spec.origin) if spec and spec.origin else "")
        print(sys.executable or "")
        packages = site.getusersitepackages()
        if site.ENABLE_USER_SITE and os.path.isdir(packages):
            print(packages)
            print(os.path.relpath(packages, site.getuserbase()))
        """;

    /**
     * What {@code pip install --user} installs.
     *
     * @param folder such as {@code ~/.local/lib/python3.11/site-packages}
     * @param place the folder's path below {@code PYTHONUSERBASE}
     */
    public record UserPackages(Path folder, Path place) {}

    /**
     * What became of the question.
     *
     * @param python null when the program did not answer as a Python 3 does
     * @param why there is no Python; empty with one
     */
    record Answer(@Nullable PythonInterpreter python, String why) {
        private static Answer none(String why) {
            return new Answer(null, why);
        }
    }

    /** Asks a program for its version and its packages; null when it does not start or is no Python 3. */
    public static @Nullable PythonInterpreter of(Path program) throws InterruptedException {
        return ask(program).python();
    }

    static Answer ask(Path program) throws InterruptedException {
        return ask(program, TIMEOUT_SECONDS);
    }

    static Answer ask(Path program, int seconds) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(program.toString(), "-c", QUESTION))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            // What people set for their own scripts can change what is printed.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("PYTHON") && !name.equals("PYTHONUSERBASE"));
            Process process = builder.start();
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    return Answer.none("no answer within " + seconds + " seconds");
                }
                if (process.exitValue() != 0) {
                    return Answer.none("fails with exit code " + process.exitValue());
                }
                return read(
                        program,
                        new String(out.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .toList());
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Answer.none("does not start");
        }
    }

    private static Answer read(Path program, List<String> lines) {
        String[] version = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (version.length != 2 || !version[0].equals("3") || !version[1].matches("\\d{1,3}")) {
            return Answer.none("no Python 3");
        }
        String pyspark = line(lines, 1);
        String executable = line(lines, 2);
        String packages = line(lines, 3);
        return new Answer(
                new PythonInterpreter(
                        executable.isEmpty() ? program : interpreter(program, Path.of(executable)),
                        Integer.parseInt(version[1]),
                        pyspark.isEmpty() ? null : Path.of(pyspark),
                        packages.isEmpty() ? null : new UserPackages(Path.of(packages), Path.of(line(lines, 4)))),
                "");
    }

    private static String line(List<String> lines, int at) {
        return at < lines.size() ? lines.get(at) : "";
    }

    /** The asked program, unless it is a script or another program that starts the interpreter. */
    private static Path interpreter(Path program, Path executable) {
        try {
            return program.toRealPath().equals(executable.toRealPath()) ? program : executable;
        } catch (IOException e) {
            return program;
        }
    }

    /** Such as {@code 3.11}. */
    public String version() {
        return "3." + minor;
    }
}
