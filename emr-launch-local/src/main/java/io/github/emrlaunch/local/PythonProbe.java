package io.github.emrlaunch.local;

import io.github.emrlaunch.local.PythonFunctions.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Queries the version and the packages of a Python. */
final class PythonProbe {
    private static final int SECONDS = 30;

    private static final String QUESTION = String.join(
            "\n",
            "import importlib.util, os, sys",
            // Not the packages in the current folder.
            "sys.path = [path for path in sys.path if path]",
            "print('%d.%d' % sys.version_info[:2])",
            "import awslambdaric",
            "print(os.path.dirname(os.path.dirname(os.path.abspath(awslambdaric.__file__))))",
            "print(importlib.util.find_spec('boto3') is not None)",
            "print(sys.executable or '')");

    private PythonProbe() {}

    /** Returns the properties of a Python; empty when it cannot be started or has no runtime interface client. */
    static Optional<Python> ask(Path executable) {
        List<String> answer = answer(executable, "-c", QUESTION);
        return answer.size() < 3
                ? Optional.empty()
                : Optional.of(new Python(
                        answer.size() < 4 ? executable : interpreter(executable, answer.get(3)),
                        answer.get(0),
                        Path.of(answer.get(1)),
                        Boolean.parseBoolean(answer.get(2))));
    }

    /** Returns the interpreter behind a shim of pyenv, asdf or mise. Shims read HOME, and a function has a different HOME. */
    private static Path interpreter(Path asked, String interpreter) {
        try {
            return interpreter.isEmpty()
                            || asked.toRealPath().equals(Path.of(interpreter).toRealPath())
                    ? asked
                    : Path.of(interpreter);
        } catch (IOException e) {
            return asked;
        }
    }

    /** Returns whether a Python can create virtual environments. */
    static boolean hasVenv(Path executable) {
        return answer(executable, "-c", "import ensurepip, venv; print('yes')").equals(List.of("yes"));
    }

    /** Returns the lines of standard output; none when the program fails. */
    private static List<String> answer(Path executable, String... arguments) {
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-E"));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            try {
                // The output has only a few lines, which fit into the pipe.
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return List.of();
                }
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notStarted) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
