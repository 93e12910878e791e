package io.github.emrlaunch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the emulator keeps files: a directory that was given, or one that goes with it. */
record LocalFiles(Path directory, boolean temporary) implements AutoCloseable {
    static LocalFiles of(@Nullable Path given) {
        try {
            return given == null
                    ? new LocalFiles(Files.createTempDirectory("emr-launch-local"), true)
                    : new LocalFiles(Files.createDirectories(given).toRealPath(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot keep files in " + (given == null ? "the temporary directory" : given) + ": " + e, e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Somebody still writes there; what is left is in the temporary directory.
        }
    }
}
