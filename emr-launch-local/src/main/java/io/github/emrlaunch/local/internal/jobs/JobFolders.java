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
 * The folders of a service's jobs, below one that no other emulator uses: ids are the same in every run, and two emulators may have
 * the same directory.
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

    /** Takes the first folder of this name, with a number where others are in use or cannot be emptied, and empties it. */
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

    /** A folder that is empty and locked, null when that is not possible. */
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

    /** A folder, which is made if it is not there. */
    Path make(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }

    /** Deletes a folder as far as nothing uses it any more. */
    void delete(String path) {
        FolderDeletion.delete(root.resolve(path));
    }

    /** Deletes all folders as far as nothing uses them any more. */
    void clear() {
        try {
            leftovers(root).forEach(FolderDeletion::delete);
        } catch (IOException e) {
            // The folder itself is gone, and with it what was in it.
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        USED.remove(root);
    }
}
