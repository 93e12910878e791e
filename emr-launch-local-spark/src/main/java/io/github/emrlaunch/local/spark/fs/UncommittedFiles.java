package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that this JVM has written but not committed. EMR's committer uploads a file under its final key and completes the upload at the
 * commit. Therefore S3 has none of them before, the job needs no delete permission, and each file becomes one object.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-s3-optimized-committer.html">EMRFS S3-optimized committer</a>
 */
final class UncommittedFiles {
    private static final Map<S3Location, Path> FILES = new ConcurrentHashMap<>();

    private UncommittedFiles() {}

    /** Adds a complete file. */
    static void add(S3Location at, Path file) throws IOException {
        MadeFolders.add(at.parent());
        discard(FILES.put(at, file));
    }

    static Optional<Path> find(S3Location at) {
        return Optional.ofNullable(FILES.get(at));
    }

    /** Returns the files in a folder and its subfolders. */
    static List<S3Location> in(S3Location folder) {
        return FILES.keySet().stream().filter(each -> each.isIn(folder)).toList();
    }

    static void move(S3Location from, S3Location to) throws IOException {
        Path file = FILES.remove(from);
        if (file != null) {
            add(to, file);
        }
    }

    static void remove(S3Location at) throws IOException {
        discard(FILES.remove(at));
    }

    private static void discard(@Nullable Path file) throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
