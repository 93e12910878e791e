package io.github.emrlaunch.core.code;

import io.github.emrlaunch.definitions.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A requirements file of pip with the files that it names. pip reads them: here is only known what their content depends on.
 *
 * @see <a href="https://pip.pypa.io/en/stable/reference/requirements-file-format/">Requirements file format</a>
 */
final class RequirementsFile {
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    private static final Pattern INCLUDE =
            Pattern.compile("(?:-[rc]|--requirement|--constraint)(?:\\s*=\\s*|\\s*)(\\S+)");
    /** A version, a URL or a file: what another day changes none of. */
    private static final Pattern FIXED = Pattern.compile(".*(==[^*]*|\\s@\\s.*|\\.(whl|zip|tar\\.gz))");

    /** Markers and options behind a requirement. */
    private static final Pattern BEHIND = Pattern.compile("\\s*(;|\\s--).*");

    private static final Pattern ARCHIVE = Pattern.compile("[^\\s;@]+\\.(whl|zip|tar\\.gz)");

    private final Path file;
    private final Set<Path> files = new LinkedHashSet<>();
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();

    RequirementsFile(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "'requirementsFile' does not exist: %s".formatted(file.toAbsolutePath()));
        }
        read(file);
    }

    private void read(Path path) {
        if (!files.add(path.normalize()) || !Files.isRegularFile(path)) {
            return;
        }
        String text = text(path);
        content.append(path.getFileName()).append('\n').append(text).append('\n');
        for (String joined : CONTINUED.matcher(text).replaceAll(" ").lines().toList()) {
            String line = COMMENT.matcher(joined).replaceAll("").strip();
            Matcher include = INCLUDE.matcher(line);
            if (include.matches()) {
                // A URL is no file: pip reads it, and what it says today counts.
                read(path.resolveSibling(include.group(1)));
            } else if (!line.isEmpty()) {
                lines.add(line);
                addArchives(line);
            }
        }
    }

    /** Wheels on this machine, which may change and keep their names. */
    private void addArchives(String line) {
        Matcher archive = ARCHIVE.matcher(line);
        while (archive.find()) {
            Path local = Path.of(archive.group().replaceFirst("^file://", ""));
            if (Files.isRegularFile(local)) {
                content.append(local).append(' ').append(digest(local)).append('\n');
            }
        }
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    static String digest(Path path) {
        try {
            return Sha256.hex(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    /** Its path. */
    Path file() {
        return file;
    }

    /** All that it says, with the files that it names. */
    String content() {
        return content.toString();
    }

    /** The requirements whose versions the day decides on which pip runs. */
    List<String> unpinned() {
        return lines.stream()
                .filter(line -> !line.startsWith("-"))
                .map(line -> BEHIND.matcher(line).replaceAll(""))
                .filter(requirement -> !FIXED.matcher(requirement).matches())
                .toList();
    }
}
