package io.github.emrlaunch.core.code;

import io.github.emrlaunch.definitions.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A requirements file of pip and the files that it includes. pip interprets them; this class only determines the inputs
 * that the packages depend on.
 *
 * @see <a href="https://pip.pypa.io/en/stable/reference/requirements-file-format/">Requirements file format</a>
 */
final class RequirementsFile {
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    /** Matches an option and its value, which may be quoted. */
    private static final Pattern OPTION = Pattern.compile(
            "(-[a-zA-Z]|--[a-z-]+)(?:\\s*=\\s*|\\s*)(?:\"(?<double>[^\"]*)\"|'(?<single>[^']*)'|(?<plain>\\S*))");

    private static final Set<String> REQUIREMENTS = Set.of("-r", "--requirement");
    private static final Set<String> CONSTRAINTS = Set.of("-c", "--constraint");
    private static final Set<String> LINKS = Set.of("-f", "--find-links");

    /** Options for projects that are not copied, or that are built on this machine. */
    private static final Set<String> REFUSED = Set.of("-e", "--editable", "--no-binary");

    /** Matches markers and options after a requirement. */
    private static final Pattern BEHIND = Pattern.compile("\\s*(;|\\s--).*");

    /** Matches a distribution of an index, with its versions. */
    private static final Pattern OF_INDEX =
            Pattern.compile("(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\\s*(\\[[^\\]]*])?\\s*(?<versions>[(<>=!~].*)?");

    private static final Pattern PINNED = Pattern.compile("\\(?\\s*===?[^*]*");
    /** Matches a distribution with its location. */
    private static final Pattern AT =
            Pattern.compile("(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\\s*(\\[[^\\]]*])?\\s*@\\s*(?<place>.+)");

    private static final Pattern ARCHIVE = Pattern.compile(".+\\.(whl|zip|tar\\.gz)");
    /** Matches a version control location without a fixed commit, whose content can change. */
    private static final Pattern MOVING = Pattern.compile("(git|hg|svn|bzr)\\+(?!.*@[0-9a-f]{40}([#?].*)?$).*");

    private static final Pattern CREDENTIALS =
            Pattern.compile("(?<=//)[^/@\\s]*(?=@)|(?<=://[^\\s?'\"]{1,2000})\\?[^\\s'\"]*");
    private static final Pattern QUERY = Pattern.compile("[?#].*");

    private final Path file;
    private final Set<Path> files = new LinkedHashSet<>();
    private final Set<String> pinned = new HashSet<>();
    private final List<Requirement> required = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private boolean dependsOnMore;

    /**
     * A requirement.
     *
     * @param text the text for messages
     * @param name the name; empty if it has none
     * @param isFixed whether pip finds the same version on another day
     */
    private record Requirement(String text, Optional<String> name, boolean isFixed) {}

    /**
     * Reads a file.
     *
     * @param options further options of pip's command line
     * @throws IllegalArgumentException if the file does not exist, or contains an editable project
     */
    RequirementsFile(Path file, List<String> options) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "'requirementsFile' does not exist: %s".formatted(file.toAbsolutePath()));
        }
        options.forEach(option -> readLine(Path.of(""), option, false));
        read(file, false);
    }

    private void read(Path path, boolean isOfConstraints) {
        if (!files.add(path.normalize()) || !Files.isRegularFile(path)) {
            return;
        }
        String text = text(path);
        content.append(path.getFileName()).append('\n').append(text).append('\n');
        for (String joined : CONTINUED.matcher(text).replaceAll(" ").lines().toList()) {
            String line = COMMENT.matcher(joined).replaceAll("").strip();
            if (!line.isEmpty()) {
                readLine(path, line, isOfConstraints);
            }
        }
    }

    private void readLine(Path from, String line, boolean isOfConstraints) {
        if (line.startsWith("-")) {
            readOption(from, line);
        } else {
            readRequirement(BEHIND.matcher(line).replaceAll(""), isOfConstraints);
        }
    }

    private void readOption(Path from, String line) {
        Matcher option = OPTION.matcher(line);
        if (!option.matches()) {
            return;
        }
        String name = option.group(1);
        String value = Stream.of("double", "single", "plain")
                .map(option::group)
                .filter(text -> text != null)
                .findFirst()
                .orElse("");
        if (REFUSED.contains(name)) {
            throw new IllegalArgumentException(
                    "'%s': the archive has wheels only, got: '%s'. Specify a project without -e, or build its wheel and pass its folder: withPipOptions(\"--find-links=wheels\")"
                            .formatted(file, shown(line)));
        }
        if (REQUIREMENTS.contains(name) || CONSTRAINTS.contains(name)) {
            Optional<Path> included = local(value);
            // The content of a URL can change.
            dependsOnMore |= included.isEmpty();
            included.ifPresent(path -> read(from.resolveSibling(path), CONSTRAINTS.contains(name)));
        }
        if (LINKS.contains(name)) {
            Optional<Path> links = local(value);
            dependsOnMore |= links.isEmpty();
            // pip resolves paths relative to the file first.
            links.map(from::resolveSibling)
                    .filter(Files::exists)
                    .or(() -> links)
                    .ifPresent(path -> content.append(listing(path)));
        }
    }

    private void readRequirement(String requirement, boolean isOfConstraints) {
        Matcher ofIndex = OF_INDEX.matcher(requirement);
        if (ofIndex.matches() && !ARCHIVE.matcher(requirement).matches()) {
            String versions = ofIndex.group("versions");
            boolean isPinned = versions != null && PINNED.matcher(versions).matches();
            add(new Requirement(requirement, Optional.of(ofIndex.group("name")), isPinned), isOfConstraints);
            return;
        }
        Matcher at = AT.matcher(requirement);
        Optional<String> name = at.matches() ? Optional.of(at.group("name")) : Optional.empty();
        String place = at.matches() ? at.group("place") : requirement;
        Optional<Path> archive = local(place).filter(Files::isRegularFile);
        // The content of a project, a version control system or a URL can change.
        dependsOnMore |= archive.isEmpty();
        archive.ifPresent(
                path -> content.append(path).append(' ').append(digest(path)).append('\n'));
        add(
                new Requirement(
                        name.orElse(shown(requirement)),
                        name,
                        !MOVING.matcher(place).matches()),
                isOfConstraints);
    }

    private void add(Requirement requirement, boolean isOfConstraints) {
        if (requirement.isFixed()) {
            requirement.name().map(RequirementsFile::normal).ifPresent(pinned::add);
        }
        if (!isOfConstraints) {
            required.add(requirement);
        }
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-");
    }

    /** Returns the local path; empty if the text is a URL. */
    private static Optional<Path> local(String text) {
        String path = text.replaceFirst("^file://(?=/)", "").replaceFirst("#.*", "");
        if (path.contains("://") || path.contains("${")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the names, sizes and times of the files in a folder of wheels. The contents may be too large to read at
     * each synthesis.
     */
    private static String listing(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Files.isRegularFile(folder) ? digest(folder) : "";
        }
        try (Stream<Path> links = Files.list(folder)) {
            return links.filter(Files::isRegularFile)
                    .sorted()
                    .map(link -> "%s %d %s%n"
                            .formatted(
                                    link, link.toFile().length(), link.toFile().lastModified()))
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
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

    /** Returns a text for messages, without credentials in URLs. */
    static String withoutCredentials(String text) {
        return CREDENTIALS.matcher(text).replaceAll("…");
    }

    private static String shown(String line) {
        return QUERY.matcher(withoutCredentials(line)).replaceAll("");
    }

    /** Returns the file's path. */
    Path file() {
        return file;
    }

    /** Returns the complete content, including the files that it includes. */
    String content() {
        return content.toString();
    }

    /**
     * Returns whether the packages depend on nothing but the content and the day on which pip resolved the versions.
     */
    boolean isAll() {
        return !dependsOnMore;
    }

    /** Returns the requirements without a pinned version. */
    List<String> unpinned() {
        return required.stream()
                .filter(requirement -> !requirement.isFixed()
                        && requirement
                                .name()
                                .filter(name -> pinned.contains(normal(name)))
                                .isEmpty())
                .map(Requirement::text)
                .toList();
    }
}
