package io.github.emrlaunch.core.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A local folder of code.
 *
 * @param folder its path
 * @param digest a digest of its content; empty if the CDK computes it
 */
record CodeFolder(Path folder, String digest) {
    /** Matches hidden files that tools create, such as {@code .ipynb_checkpoints} and {@code ._job.py}. */
    private static final Pattern HIDDEN = Pattern.compile("(^|[/{,])\\.");

    CodeFolder {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "'folder' of code does not exist: %s".formatted(folder.toAbsolutePath()));
        }
    }

    /** Returns whether both paths are the same folder. */
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

    /** Returns the files that match a pattern, see {@link EmrCode#files}. */
    List<String> files(String pattern) {
        boolean ofNames = pattern.indexOf('/') < 0;
        String glob = pattern.replaceFirst("^(\\./)*/?", "");
        PathMatcher matcher = matcher(pattern, glob);
        boolean hidden = HIDDEN.matcher(glob).find();
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

    private PathMatcher matcher(String pattern, String glob) {
        try {
            if (!glob.isEmpty()) {
                return folder.getFileSystem().getPathMatcher("glob:" + withAnyFolders(glob));
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'pattern' of files must be a glob, such as *.jar, got: '%s': %s"
                            .formatted(pattern, e.getDescription()),
                    e);
        }
        throw new IllegalArgumentException(
                "'pattern' of files must be a glob, such as *.jar, got: '%s'".formatted(pattern));
    }

    /**
     * Makes two asterisks before a slash match any number of folders, as usual in globs. Java's globs require at least
     * one folder.
     */
    private static String withAnyFolders(String glob) {
        StringBuilder any = new StringBuilder();
        int groups = 0;
        for (int i = 0; i < glob.length(); i++) {
            boolean begins = i == 0 || glob.charAt(i - 1) == '/';
            // Java's globs do not allow nested groups.
            if (begins && groups == 0 && glob.startsWith("**/", i)) {
                any.append("{**/,}");
                i += 2;
                continue;
            }
            char c = glob.charAt(i);
            groups += c == '{' ? 1 : c == '}' ? -1 : 0;
            any.append(c);
        }
        return any.toString();
    }
}
