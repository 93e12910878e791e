package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A working Python 3.
 *
 * @param program the interpreter itself, not a shim: a shim of pyenv, asdf or mise reads files in {@code HOME}, and a job
 *     has its own home folder
 * @param minor such as 11 for 3.11
 * @param pyspark the folder of its PySpark; null if there is none
 * @param user the user's own packages; null if there are none
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
     * The result of running a program.
     *
     * @param python the Python; null if the program is not a Python 3
     * @param why the reason for no Python; empty if there is one
     */
    record Answer(@Nullable PythonInterpreter python, String why) {
        private static Answer none(String why) {
            return new Answer(null, why);
        }
    }

    /** Runs a program to get its version and packages; null if it does not start or is not a Python 3. */
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
            // Variables that users set for their scripts can change the output.
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

    /** Returns the program, unless it is a script or another program that starts the interpreter. */
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
