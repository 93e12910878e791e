package io.github.emrlaunch.core.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of code on this machine.
 *
 * @param folder its path
 * @param digest of its content; empty where the CDK finds one
 */
record CodeFolder(Path folder, String digest) {
    /** What tools leave in folders, such as {@code .ipynb_checkpoints} and {@code ._job.py}, is no code. */
    private static final Pattern HIDDEN = Pattern.compile("(^|[/{,])\\.");

    CodeFolder {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "'folder' of code does not exist: %s".formatted(folder.toAbsolutePath()));
        }
    }

    /** Whether it is the same folder, by whatever path. */
    boolean isSameAs(CodeFolder other) {
        try {
            return Files.isSameFile(folder, other.folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read %s or %s".formatted(folder, other.folder), e);
        }
    }

    void requireFile(String file) {
        if (!Files.isRegularFile(folder.resolve(file))) {
            throw new IllegalArgumentException(
                    "There is no file '%s' in the folder of code %s. Files: %s".formatted(file, folder, files("**")));
        }
    }

    /** The files of a pattern, as {@link EmrCode#files} says. */
    List<String> files(String pattern) {
        boolean ofNames = pattern.indexOf('/') < 0;
        PathMatcher matcher = folder.getFileSystem()
                .getPathMatcher("glob:" + (pattern.startsWith("/") ? pattern.substring(1) : pattern));
        boolean hidden = HIDDEN.matcher(pattern).find();
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(path -> matcher.matches(ofNames ? path.getFileName() : path))
                    .map(path -> path.toString().replace('\\', '/'))
                    .filter(path -> hidden || !HIDDEN.matcher(path).find())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }
}
