package io.github.emrlaunch.core.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** pip of this machine, which installs wheels for another one. */
final class Pip {
    private static final String SCRIPT = "pip-for-target.py";
    private static final List<String> INTERPRETERS = List.of("python3", "python");
    private static final Pattern WITHOUT_WHEEL = Pattern.compile("No matching distribution found for ([^\\r\\n]+)");
    private static final String NO_PIP = "No module named 'pip'";
    private static final int LAST_LINES = 20;

    private Pip() {}

    private record Result(boolean isSuccess, String output) {}

    /**
     * Installs wheels into a folder.
     *
     * @throws IllegalArgumentException when there is no wheel for a requirement, or pip fails
     */
    static void install(RequirementsFile requirements, PythonTarget target, List<String> options, Path folder) {
        List<String> arguments = new ArrayList<>(List.of(
                target.markers(),
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--no-compile",
                "--quiet",
                "--only-binary=:all:",
                "--implementation=cp",
                "--python-version=" + target.version(),
                "--target=" + folder));
        target.platforms().forEach(platform -> arguments.add("--platform=" + platform));
        arguments.addAll(options);
        arguments.add("--requirement=" + requirements.file());
        Result result = run(arguments);
        if (!result.isSuccess()) {
            throw failed(requirements, target, result.output());
        }
    }

    private static IllegalArgumentException failed(RequirementsFile requirements, PythonTarget target, String output) {
        Set<String> missing = new LinkedHashSet<>();
        Matcher found = WITHOUT_WHEEL.matcher(output);
        while (found.find()) {
            missing.add(found.group(1).strip());
        }
        String problem = missing.isEmpty()
                ? "pip could not install it"
                : ("there is no wheel for %s of: %s. Choose a version that has one, or build one (pip wheel) on such a machine and name its "
                                + "folder: withPipOptions(\"--find-links=wheels\")")
                        .formatted(target, String.join(", ", missing));
        List<String> lines = output.lines().toList();
        return new IllegalArgumentException("'%s': %s. pip says:%n%s"
                .formatted(
                        requirements.file(),
                        problem,
                        lines.stream()
                                .skip(Math.max(0, lines.size() - LAST_LINES))
                                .collect(Collectors.joining(System.lineSeparator()))));
    }

    private static Result run(List<String> arguments) {
        return INTERPRETERS.stream()
                .flatMap(interpreter -> runBy(interpreter, arguments).stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "A PythonEnvironment needs Python with pip on this machine: neither python3 nor python on the PATH has it"));
    }

    /** Runs pip of an interpreter; empty when there is none. */
    private static Optional<Result> runBy(String interpreter, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(interpreter, "-c", script()));
        command.addAll(arguments);
        try {
            Result result = run(new ProcessBuilder(command));
            return result.isSuccess() || !result.output().contains(NO_PIP) ? Optional.of(result) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Result run(ProcessBuilder builder) throws IOException {
        // What people set for their own installations makes no sense for another machine's.
        builder.environment()
                .keySet()
                .removeAll(Set.of("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor() == 0, output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while pip ran", e);
        } finally {
            process.destroy();
        }
    }

    private static String script() {
        try (InputStream resource = Pip.class.getResourceAsStream(SCRIPT)) {
            if (resource == null) {
                throw new IllegalStateException("The library's jar lacks " + SCRIPT);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + SCRIPT, e);
        }
    }
}
