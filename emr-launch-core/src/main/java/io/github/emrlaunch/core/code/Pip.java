package io.github.emrlaunch.core.code;

import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The local pip, which installs wheels for another machine. */
final class Pip {
    private static final String SCRIPT = "pip-for-target.py";
    private static final List<String> INTERPRETERS = List.of("python3", "python");
    private static final Pattern WITHOUT_WHEEL = Pattern.compile("No matching distribution found for ([^\\r\\n]+)");
    private static final String NO_PIP = "No module named 'pip'";
    private static final int LAST_LINES = 20;

    private static final String VARIABLE = "PIP_";
    /** The variables with the locations of packages. */
    private static final Set<String> OF_INDEXES =
            Set.of("PIP_CONFIG_FILE", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_NO_INDEX");
    /**
     * The variables for connections. Other variables of the user's own installations do not apply to another machine.
     */
    private static final Set<String> OF_CONNECTIONS = Set.of(
            "PIP_CACHE_DIR",
            "PIP_CERT",
            "PIP_CLIENT_CERT",
            "PIP_DEFAULT_TIMEOUT",
            "PIP_KEYRING_PROVIDER",
            "PIP_PROXY",
            "PIP_RETRIES",
            "PIP_TIMEOUT",
            "PIP_TRUSTED_HOST");

    private Pip() {}

    private record Result(boolean isSuccess, String output) {}

    /**
     * Installs wheels into a folder.
     *
     * @throws IllegalArgumentException if there is no wheel for a requirement, or pip fails
     */
    static void install(RequirementsFile requirements, PythonTarget target, List<String> options, Path folder) {
        List<String> arguments = new ArrayList<>(List.of(
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
        Result result = run(script(target, arguments));
        if (!result.isSuccess()) {
            throw failed(requirements, target, RequirementsFile.withoutCredentials(result.output()));
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
        return new IllegalArgumentException("'%s': %s. Output of pip:%n%s"
                .formatted(
                        requirements.file(),
                        problem,
                        lines.stream()
                                .skip(Math.max(0, lines.size() - LAST_LINES))
                                .collect(Collectors.joining(System.lineSeparator()))));
    }

    private static Result run(String script) {
        return INTERPRETERS.stream()
                .flatMap(interpreter -> runBy(interpreter, script).stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "A PythonEnvironment needs Python with pip on this machine: neither python3 nor python on the PATH has it"));
    }

    /** Runs the pip of an interpreter; empty if there is none. */
    private static Optional<Result> runBy(String interpreter, String script) {
        try {
            Result result = run(new ProcessBuilder(interpreter, "-"), script);
            return result.isSuccess() || !result.output().contains(NO_PIP) ? Optional.of(result) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Result run(ProcessBuilder builder, String script) throws IOException {
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith(VARIABLE) && !OF_INDEXES.contains(name) && !OF_CONNECTIONS.contains(name));
        Process process = builder.redirectErrorStream(true).start();
        try {
            try (OutputStream input = process.getOutputStream()) {
                input.write(script.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor() == 0, output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while pip ran", e);
        } finally {
            process.destroy();
        }
    }

    /** Returns pip's environment variables for the locations of packages. */
    static SortedMap<String, String> environment() {
        SortedMap<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().retainAll(OF_INDEXES);
        return variables;
    }

    /**
     * Returns the script and its arguments as one text for the interpreter's standard input. Arguments of a process may
     * contain passwords, which other processes can see, and quotes, which Windows removes.
     */
    private static String script(PythonTarget target, List<String> arguments) {
        String input = Json.write(Json.object().put("markers", target.markers()).set("arguments", Json.of(arguments)));
        return template().replace("INPUT", Base64.getEncoder().encodeToString(input.getBytes(StandardCharsets.UTF_8)));
    }

    private static String template() {
        try (InputStream resource = Pip.class.getResourceAsStream(SCRIPT)) {
            if (resource == null) {
                throw new IllegalStateException("The library's jar does not contain " + SCRIPT);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + SCRIPT, e);
        }
    }
}
