package io.github.emrlaunch.local;

import io.github.emrlaunch.local.PythonFunctions.Python;
import io.github.emrlaunch.local.internal.files.FolderDeletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A virtual environment that the emulator makes. It gets its name when it is complete, so one that is there can be used, and of two
 * processes that make it at once one uses what the other has made.
 *
 * @param folder its absolute path
 * @param requirements what it has besides the runtime interface client and boto3
 */
record PythonVenv(Path folder, List<String> requirements) {
    private static final List<String> ALWAYS = List.of("awslambdaric==4.2.2", "boto3");
    /** Holds the requirements, and tells a folder that the emulator made. */
    private static final String MARK = "emr-launch-requirements.txt";

    private static final int MINUTES = 15;
    private static final int LINES = 8;

    PythonVenv {
        requirements = List.copyOf(requirements);
        for (String requirement : requirements) {
            if (requirement.isBlank() || requirement.startsWith("-")) {
                throw new IllegalArgumentException(
                        "'requirements' must be what pip installs, such as requests==2.32.5, got: '" + requirement
                                + "'");
            }
        }
    }

    /**
     * The Python of the environment, which is made when it is not there.
     *
     * @param installed one of which makes it
     * @throws PythonNotFoundException when it cannot be made
     */
    Python python(InstalledPythons installed) {
        try {
            if (!isComplete()) {
                make(installed.withVenv());
            }
        } catch (IOException e) {
            throw new PythonNotFoundException("cannot make the virtual environment " + folder + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PythonNotFoundException("the virtual environment " + folder + " was not made: interrupted");
        }
        return ask(folder)
                .orElseThrow(() -> new PythonNotFoundException("the virtual environment " + folder
                        + " does not run any more, such as after an update of Python; delete it, and it is made anew"));
    }

    private static Optional<Python> ask(Path venv) {
        return PythonProbe.ask(InstalledPythons.executable(venv));
    }

    private boolean isComplete() throws IOException {
        Path mark = folder.resolve(MARK);
        return Files.isRegularFile(mark) && Files.readAllLines(mark).equals(all());
    }

    private List<String> all() {
        return Stream.concat(ALWAYS.stream(), requirements.stream()).toList();
    }

    private void make(Path python) throws IOException, InterruptedException {
        refuseOthers();
        Path parent = Objects.requireNonNull(folder.getParent(), "the root of a file system is never empty");
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, folder.getFileName() + "-");
        try {
            run(List.of(python.toString(), "-m", "venv", fresh.toString()), fresh);
            List<String> install = new ArrayList<>(List.of(
                    InstalledPythons.executable(fresh).toString(),
                    "-m",
                    "pip",
                    "install",
                    "--disable-pip-version-check",
                    "--no-input"));
            install.addAll(all());
            run(install, fresh);
            Files.write(fresh.resolve(MARK), all());
            putInPlace(fresh);
        } finally {
            // What cannot be deleted has a name that nobody asks for.
            FolderDeletion.delete(fresh);
        }
    }

    private void refuseOthers() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS) || Files.exists(folder.resolve(MARK))) {
            return;
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new PythonNotFoundException(folder
                + " is there already, and the emulator did not make it. Name another folder; a virtual environment of"
                + " your own is given by its Python (PythonFunctions.of, serve --python)");
    }

    private void putInPlace(Path fresh) throws IOException {
        Path replaced = null;
        if (Files.exists(folder) && !isComplete()) {
            replaced = Files.createTempDirectory(fresh.getParent(), folder.getFileName() + "-old-");
            Files.move(folder, replaced, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // A folder that is not empty: another process has put its own there.
            if (!isComplete()) {
                throw e;
            }
        }
        if (replaced != null) {
            FolderDeletion.delete(replaced);
        }
    }

    private static void run(List<String> command, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("install.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new PythonNotFoundException(
                        "'" + String.join(" ", command) + "' did not end within " + MINUTES + " minutes");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new PythonNotFoundException("'" + String.join(" ", command) + "' failed: "
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size())));
        }
    }
}
