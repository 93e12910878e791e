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
 * A virtual environment that the emulator creates. It gets its final name when it is complete, so an existing one can be used. When
 * two processes create it at the same time, one of them uses the environment of the other.
 *
 * @param folder the absolute path of the folder
 * @param requirements the packages in addition to the runtime interface client and boto3
 */
record PythonVenv(Path folder, List<String> requirements) {
    private static final List<String> ALWAYS = List.of("awslambdaric==4.2.2", "boto3");
    /** The file with the requirements. It marks a folder that the emulator created. */
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
     * Returns the Python of the environment. Creates the environment when it does not exist.
     *
     * @param installed the interpreters; one of them creates the environment
     * @throws PythonNotFoundException when the environment cannot be created
     */
    Python python(InstalledPythons installed) {
        try {
            if (!isComplete()) {
                make(installed.withVenv());
            }
        } catch (IOException e) {
            throw new PythonNotFoundException("cannot create the virtual environment " + folder + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PythonNotFoundException("the virtual environment " + folder + " was not created: interrupted");
        }
        return ask(folder)
                .orElseThrow(() -> new PythonNotFoundException("the virtual environment " + folder
                        + " no longer works, for example after an update of Python. Delete it to create it again"));
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
            // A folder that cannot be deleted has a temporary name, which is not used again.
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
                + " already exists, and the emulator did not create it. Name another folder. To use your own virtual"
                + " environment, name its Python (PythonFunctions.of, serve --python)");
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
            // A folder that is not empty: another process has moved its environment there.
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
