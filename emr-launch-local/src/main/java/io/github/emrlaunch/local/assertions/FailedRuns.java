package io.github.emrlaunch.local.assertions;

import io.github.emrlaunch.local.LocalExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Saves the page of a run when an assertion fails, because the local emulator is closed by the time that a person reads the message. */
final class FailedRuns {
    private static final String FOLDER = "emr-launch-failed-runs";
    /** The hashes of the pages that this process wrote. Executions of different tests can have the same name. */
    private static final Map<Path, Integer> WRITTEN = new HashMap<>();

    private FailedRuns() {}

    /** Writes the page under the build folder of Maven or Gradle, or under the temporary folder, and returns its location. */
    static String write(LocalExecution execution) {
        Path parent = List.of("target", "build").stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        try {
            Path folder = Files.createDirectories(parent.resolve(FOLDER));
            return write(folder.toAbsolutePath().normalize(), execution).toUri().toString();
        } catch (IOException e) {
            return "could not be written: " + e.getMessage();
        }
    }

    private static synchronized Path write(Path folder, LocalExecution execution) throws IOException {
        String name = (execution.stateMachineName() + "-" + execution.name()).replaceAll("[^A-Za-z0-9_.-]", "_");
        String page = execution.page();
        Path file = folder.resolve(name + ".html");
        for (int i = 2; WRITTEN.getOrDefault(file, page.hashCode()) != page.hashCode(); i++) {
            file = folder.resolve(name + "-" + i + ".html");
        }
        WRITTEN.put(file, page.hashCode());
        return Files.writeString(file, page);
    }
}
