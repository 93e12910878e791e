package io.github.emrlaunch.core.code;

import io.github.emrlaunch.definitions.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A folder with the archive of a Python environment and the list of what is in it, kept between synths. The same packages give the same
 * bytes, on whatever machine and day.
 */
final class PythonArchive {
    /** The archive's name in its folder. */
    static final String NAME = "environment.zip";

    private static final String RESOLVED = "resolved.txt";
    /** Of the form of archives here: another one must not find those of this one. */
    private static final String FORM = "1";

    /** The first that a zip can have. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** What depends on the machine that has installed it. */
    private static final Pattern OF_MACHINE =
            Pattern.compile("(bin/.*|(.*/)?__pycache__/.*|[^/]+\\.dist-info/(INSTALLER|REQUESTED|direct_url\\.json))");

    private static final Pattern RECORD = Pattern.compile("[^/]+\\.dist-info/RECORD");
    private static final Pattern RECORD_OF_MACHINE = Pattern.compile(
            "(\\.\\./\\.\\./bin/|.*__pycache__/|[^/]+\\.dist-info/(INSTALLER|REQUESTED|direct_url\\.json)).*");
    private static final Pattern DISTRIBUTION = Pattern.compile("(.+)-([^-]+)\\.dist-info");

    private PythonArchive() {}

    /** The folder with the archive of these requirements, made by pip unless it is there. */
    static Path of(RequirementsFile requirements, PythonTarget target, List<String> options, Path cache) {
        String key = Sha256.hex(String.join(
                "\n",
                FORM,
                target.toString(),
                Integer.toString(target.glibc()),
                options.toString(),
                files(options),
                requirements.content()));
        Path folder = cache.resolve(key);
        if (!Files.isRegularFile(folder.resolve(NAME))) {
            make(requirements, target, options, folder);
        }
        return folder;
    }

    /** The files, and the wheels in the folders, that options name. */
    private static String files(List<String> options) {
        return options.stream()
                .map(option -> Path.of(option.substring(option.indexOf('=') + 1)))
                .map(path -> Files.isDirectory(path)
                        ? listing(path)
                        : Files.isRegularFile(path) ? RequirementsFile.digest(path) : "")
                .collect(Collectors.joining("\n"));
    }

    private static String listing(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> "%s %d %s"
                            .formatted(
                                    file, file.toFile().length(), file.toFile().lastModified()))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static void make(RequirementsFile requirements, PythonTarget target, List<String> options, Path folder) {
        try {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory(folder.getParent(), "pip");
            try {
                Path packages = Files.createDirectory(work.resolve("packages"));
                Pip.install(requirements, target, options, packages);
                requireTarget(requirements, target, packages);
                Files.write(folder.resolve(RESOLVED), resolved(packages));
                // Last: a folder with an archive is whole.
                Files.move(zip(packages, work.resolve(NAME)), folder.resolve(NAME));
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a Python environment to " + folder, e);
        }
    }

    /** pip builds what it finds as source on this machine, for this machine. */
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
            if (!tags.isEmpty() && tags.stream().noneMatch(target::runs)) {
                throw new IllegalArgumentException(
                        "'%s': %s was built on this machine, as %s, and does not run with %s. Build its wheel there and name its folder: withPipOptions(\"--find-links=wheels\")"
                                .formatted(requirements.file(), name(distribution), String.join(", ", tags), target));
            }
        }
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

    private static Path zip(Path packages, Path file) throws IOException {
        try (Stream<Path> walk = Files.walk(packages);
                ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            List<String> names = walk.filter(Files::isRegularFile)
                    .map(path -> packages.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> !OF_MACHINE.matcher(name).matches())
                    .sorted()
                    .toList();
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                zip.write(content(packages.resolve(name), name));
                zip.closeEntry();
            }
        }
        return file;
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
