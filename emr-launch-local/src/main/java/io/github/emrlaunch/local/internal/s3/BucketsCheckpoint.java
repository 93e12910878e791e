package io.github.emrlaunch.local.internal.s3;

import io.github.emrlaunch.local.internal.files.FolderDeletion;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the files of all buckets. A restore replaces files whose size or time has changed. Files behind symbolic links belong to
 * others and are not changed.
 */
final class BucketsCheckpoint implements Checkpoint {
    private static final String COPIES = ".checkpoints";

    private final Path root;
    private final Path copy;

    private BucketsCheckpoint(Path root, Path copy) {
        this.root = root;
        this.copy = copy;
    }

    static BucketsCheckpoint of(Path root) {
        Path copy = root.resolve(COPIES).resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(copy);
            copyTree(root, copy);
            return new BucketsCheckpoint(root, copy);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a copy of the buckets in " + root, e);
        }
    }

    @Override
    public void restore() {
        try {
            deleteOthers();
            copyTree(copy, root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot restore the buckets in " + root, e);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (directory.endsWith(COPIES)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                if (attributes.isRegularFile() && !isSame(attributes, target)) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    // Copied times are exact only to the microsecond, and the stored attributes of an object are valid
                    // for one exact
                    // time.
                    Files.setLastModifiedTime(target, attributes.lastModifiedTime());
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isSame(BasicFileAttributes attributes, Path other) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(other, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    && found.size() == attributes.size()
                    && found.lastModifiedTime().equals(attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Deletes files without a copy. A link that existed before stays. */
    private void deleteOthers() throws IOException {
        Set<Path> kept = new HashSet<>();
        Files.walkFileTree(copy, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                kept.add(root.resolve(copy.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                kept.add(root.resolve(copy.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.endsWith(COPIES)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!kept.contains(directory)) {
                    FolderDeletion.delete(directory);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isSymbolicLink() && !kept.contains(file)) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
