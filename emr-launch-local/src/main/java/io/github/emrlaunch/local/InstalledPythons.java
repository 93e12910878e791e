package io.github.emrlaunch.local;

import io.github.emrlaunch.local.PythonFunctions.Python;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The Python interpreters of this machine, in the order in which they are tried. */
final class InstalledPythons {
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    /** The oldest minor version of Python 3 for which awslambdaric can be installed. */
    private static final int OLDEST = 9;

    private static final int NEWEST = 15;

    private final Map<String, String> environment;

    /**
     * Creates the list from environment variables.
     *
     * @param environment the variables, of which VIRTUAL_ENV and PATH are used
     */
    InstalledPythons(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns the first Python that can run functions.
     *
     * @throws PythonNotFoundException when no Python can
     */
    Python withRuntimeClient() {
        List<Path> candidates = candidates();
        return candidates.stream()
                .map(PythonProbe::ask)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new PythonNotFoundException((candidates.isEmpty()
                                ? "no Python is on the PATH and no virtual environment is active."
                                : "no Python here has awslambdaric; tried: " + candidates + ".")
                        + " Install it (pip install awslambdaric boto3), name a Python with it"
                        + " (PythonFunctions.of, serve --python) or let the emulator create a virtual environment"
                        + " (PythonFunctions.virtualEnvironment, serve --python-venv)"));
    }

    /**
     * Returns the first Python that can create virtual environments.
     *
     * @throws PythonNotFoundException when no Python can
     */
    Path withVenv() {
        return candidates().stream()
                .filter(PythonProbe::hasVenv)
                .findFirst()
                .orElseThrow(() -> new PythonNotFoundException(
                        "no Python with the modules venv and ensurepip is on the PATH; install one, such as the"
                                + " package python3-venv of Debian"));
    }

    /** Returns the executable files without duplicates. */
    private List<Path> candidates() {
        Set<Path> candidates = new LinkedHashSet<>();
        String active = environment.getOrDefault("VIRTUAL_ENV", "");
        if (!active.isEmpty()) {
            candidates.add(executable(Path.of(active)));
        }
        List<Path> folders = folders();
        for (String name : names()) {
            folders.forEach(folder -> candidates.add(folder.resolve(WINDOWS ? name + ".exe" : name)));
        }
        return candidates.stream().filter(Files::isExecutable).toList();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("python3", "python"));
        IntStream.iterate(NEWEST, minor -> minor >= OLDEST, minor -> minor - 1)
                .forEach(minor -> names.add("python3." + minor));
        return names;
    }

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            try {
                if (!folder.isEmpty()) {
                    folders.add(Path.of(folder).toAbsolutePath());
                }
            } catch (InvalidPathException nothingThatExists) {
                // Shells skip it, too.
            }
        }
        return folders;
    }

    /** Returns the Python of a virtual environment. */
    static Path executable(Path venv) {
        return venv.resolve(WINDOWS ? "Scripts/python.exe" : "bin/python").toAbsolutePath();
    }
}
