package io.github.emrlaunch.core.code;

import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A cached folder with the archive of a Python environment and the list of its packages. The same packages result in
 * the same digest on every machine and day.
 */
final class PythonArchive {
    /** The name of the archive in its folder. */
    static final String NAME = "environment.zip";

    /** The name of the list of packages. */
    static final String RESOLVED = "resolved.txt";

    private static final String DIGEST = "digest.txt";
    /** The version of the archive format. Archives of another version are not reused. */
    private static final String FORM = "2";

    /** The earliest time in a zip. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Matches the files of an installation that differ between machines. */
    private static final Pattern OF_MACHINE =
            Pattern.compile("(bin/.*|(.*/)?__pycache__/.*|[^/]+\\.dist-info/(INSTALLER|REQUESTED|direct_url\\.json))");

    private static final Pattern RECORD = Pattern.compile("[^/]+\\.dist-info/RECORD");
    private static final Pattern RECORD_OF_MACHINE = Pattern.compile(
            "(\\.\\./\\.\\./bin/|.*__pycache__/|[^/]+\\.dist-info/(INSTALLER|REQUESTED|direct_url\\.json)).*");
    private static final Pattern DISTRIBUTION = Pattern.compile("(.+)-([^-]+)\\.dist-info");

    private PythonArchive() {}

    /**
     * Returns the folder with the archive of these requirements. pip creates it if it does not exist. pip runs each
     * time if the requirements depend on more than their files.
     */
    static CodeFolder of(RequirementsFile requirements, PythonTarget target, List<String> options, Path cache) {
        String key = Sha256.hex(String.join(
                "\n",
                FORM,
                target.toString(),
                Integer.toString(target.glibc()),
                options.toString(),
                Pip.environment().toString(),
                requirements.content()));
        Path folder = cache.resolve(key);
        return requirements.isAll() && Files.isRegularFile(folder.resolve(NAME))
                ? kept(folder)
                : make(requirements, target, options, folder);
    }

    private static CodeFolder kept(Path folder) {
        try {
            return new CodeFolder(folder, Files.readString(folder.resolve(DIGEST)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder.resolve(DIGEST), e);
        }
    }

    private static CodeFolder make(
            RequirementsFile requirements, PythonTarget target, List<String> options, Path ofRequirements) {
        try {
            Path cache = Files.createDirectories(
                    Objects.requireNonNull(ofRequirements.toAbsolutePath().getParent()));
            Path work = Files.createTempDirectory(cache, "pip");
            try {
                Path packages = Files.createDirectory(work.resolve("packages"));
                Pip.install(requirements, target, options, packages);
                requireTarget(requirements, target, packages);
                Path made = Files.createDirectory(work.resolve("made"));
                Files.write(made.resolve(RESOLVED), resolved(packages));
                String digest = zip(packages, made.resolve(NAME));
                Files.writeString(made.resolve(DIGEST), digest);
                return new CodeFolder(
                        move(made, requirements.isAll() ? ofRequirements : cache.resolve(digest)), digest);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a Python environment to " + ofRequirements, e);
        }
    }

    /** Moves the folder into the cache. Another synthesis may have created it at the same time. */
    private static Path move(Path made, Path folder) throws IOException {
        try {
            return Files.move(made, folder);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            return folder;
        }
    }

    /** Checks that the packages run on the target, since pip builds source distributions for this machine. */
    private static void requireTarget(RequirementsFile requirements, PythonTarget target, Path packages)
            throws IOException {
        for (Path distribution : distributions(packages)) {
            Path wheel = distribution.resolve("WHEEL");
            List<String> tags = !Files.isRegularFile(wheel)
                    ? List.of()
                    : Files.readAllLines(wheel).stream()
                            .filter(line -> line.startsWith("Tag: "))
                            .map(line -> line.substring("Tag: ".length()))
                            .toList();
            boolean runs = isBuilt(distribution)
                    ? tags.stream().allMatch(tag -> tag.endsWith("-none-any"))
                    : tags.isEmpty() || tags.stream().anyMatch(target::runs);
            if (!runs) {
                throw new IllegalArgumentException(
                        "'%s': %s was built on this machine, as %s, and does not run with %s. Build its wheel there and pass its folder: withPipOptions(\"--find-links=wheels\")"
                                .formatted(requirements.file(), name(distribution), String.join(", ", tags), target));
            }
        }
    }

    /**
     * Returns whether pip has built it, as it does for projects, source archives and version control systems.
     *
     * @see <a href="https://packaging.python.org/en/latest/specifications/direct-url/">Recording the direct URL origin</a>
     */
    private static boolean isBuilt(Path distribution) throws IOException {
        Path origin = distribution.resolve("direct_url.json");
        return Files.isRegularFile(origin)
                && !Json.parse(Files.readString(origin)).path("url").asText().endsWith(".whl");
    }

    private static List<String> resolved(Path packages) throws IOException {
        return distributions(packages).stream().map(PythonArchive::name).toList();
    }

    private static List<Path> distributions(Path packages) throws IOException {
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(file ->
                            DISTRIBUTION.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path distribution) {
        Matcher name = DISTRIBUTION.matcher(distribution.getFileName().toString());
        return name.matches() ? name.group(1) + "==" + name.group(2) : distribution.toString();
    }

    /**
     * Writes the archive and returns a digest of its names and contents. The compressed bytes differ between machines.
     */
    private static String zip(Path packages, Path file) throws IOException {
        StringBuilder entries = new StringBuilder();
        try (Stream<Path> walk = Files.walk(packages);
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            List<String> names = walk.filter(Files::isRegularFile)
                    .map(path -> packages.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> !OF_MACHINE.matcher(name).matches())
                    .sorted()
                    .toList();
            for (String name : names) {
                byte[] content = content(packages.resolve(name), name);
                ZipEntry entry = new ZipEntry(name);
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
                entries.append(name).append('\n').append(Sha256.hex(content)).append('\n');
            }
        }
        return Sha256.hex(entries.toString());
    }

    private static byte[] content(Path file, String name) throws IOException {
        if (!RECORD.matcher(name).matches()) {
            return Files.readAllBytes(file);
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(file).stream().sorted().toList()) {
            if (!RECORD_OF_MACHINE.matcher(line).matches()) {
                record.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return record.toByteArray();
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
