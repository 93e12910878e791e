package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.files.FolderDeletion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a service's jobs. They are in a folder that no other emulator uses, because ids are the same in every run, and two
 * emulators can have the same directory.
 */
final class JobFolders implements AutoCloseable {
    private static final String LOCK = ".lock";
    /** Folders in use by this JVM. File locks are held per JVM, and closing any channel of the file releases them. */
    private static final Set<Path> USED = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lock;

    private JobFolders(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Locks and empties the first folder with this name, with a number when others are in use or cannot be emptied. */
    static JobFolders below(Path directory, String name) throws IOException {
        for (int number = 1; ; number++) {
            Path root = Files.createDirectories(directory.resolve(number == 1 ? name : name + "-" + number))
                    .toRealPath();
            if (USED.add(root)) {
                JobFolders folders = taken(root);
                if (folders != null) {
                    return folders;
                }
            }
        }
    }

    /** Returns an empty and locked folder; null when that is not possible. */
    private static @Nullable JobFolders taken(Path root) throws IOException {
        boolean isTaken = false;
        try {
            FileChannel lock =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                isTaken = lock.tryLock() != null && isCleared(root);
                return isTaken ? new JobFolders(root, lock) : null;
            } finally {
                if (!isTaken) {
                    lock.close();
                }
            }
        } finally {
            if (!isTaken) {
                USED.remove(root);
            }
        }
    }

    private static boolean isCleared(Path root) throws IOException {
        leftovers(root).forEach(FolderDeletion::delete);
        return leftovers(root).isEmpty();
    }

    private static List<Path> leftovers(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> !file.endsWith(LOCK)).toList();
        }
    }

    Path root() {
        return root;
    }

    /** Returns a folder. Creates it when it does not exist. */
    Path make(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }

    /** Deletes a folder, except files in use. */
    void delete(String path) {
        FolderDeletion.delete(root.resolve(path));
    }

    /** Deletes all folders, except files in use. */
    void clear() {
        try {
            leftovers(root).forEach(FolderDeletion::delete);
        } catch (IOException e) {
            // The folder and its content no longer exist.
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        USED.remove(root);
    }
}
