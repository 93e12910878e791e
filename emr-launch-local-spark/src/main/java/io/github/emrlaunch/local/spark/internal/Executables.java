package io.github.emrlaunch.local.spark.internal;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds programs. */
public final class Executables {
    private Executables() {}

    /** Returns the first program with a name in the folders of a {@code PATH}; null if there is none. */
    public static @Nullable Path onPath(String name, @Nullable String path) {
        if (path == null) {
            return null;
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            try {
                Path program = Path.of(folder.isEmpty() ? "." : folder).resolve(name);
                if (isProgram(program)) {
                    return program.toAbsolutePath();
                }
            } catch (InvalidPathException e) {
                // No folder.
            }
        }
        return null;
    }

    static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
