package io.github.emrlaunch.local.internal.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes folders as far as possible. */
public final class FolderDeletion {
    private FolderDeletion() {}

    /**
     * Deletes a folder with everything in it. Symbolic links are deleted, not their targets. Files that cannot be deleted stay: processes
     * may still write there, or may have removed the permissions.
     */
    public static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return deleteOne(file);
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return deleteOne(file);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                    return deleteOne(directory);
                }
            });
        } catch (IOException e) {
            // The visitor does not throw; remaining files stay.
        }
    }

    private static FileVisitResult deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The file stays.
        }
        return FileVisitResult.CONTINUE;
    }
}
