package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.files.FolderDeletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory of the emulator's files: a given directory, or a temporary one that is deleted with the emulator. */
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
        if (temporary) {
            FolderDeletion.delete(directory);
        }
    }
}
