package io.github.emrlaunch.client.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Local code for spark-submit: a Python file, a folder of Python files, or a jar.
 *
 * @param main the file that spark-submit runs
 * @param modules further files that {@code import} finds, by their names in the archive, in order; may be empty
 * @param notes messages for the user
 */
record SparkCode(Path main, Map<String, Path> modules, List<String> notes) {
    /** Names of a folder's main file. The first one that exists is used. */
    private static final List<String> MAIN_FILES = List.of("main.py", "entrypoint.py", "__main__.py");

    private static final List<String> DEPENDENCIES = List.of("requirements.txt", "pyproject.toml", "setup.py");
    private static final Pattern HIDDEN_OR_SECRET = Pattern.compile(
            "\\..*|.*\\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)|id_(rsa|dsa|ecdsa|ed25519).*",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> NO_CODE = Set.of("__pycache__", "build", "dist", "node_modules");

    /** A fixed time, so that the same files give the same archive. */
    private static final FileTime ALWAYS = FileTime.from(Instant.parse("1980-02-01T00:00:00Z"));

    /** The maximum size of code. Larger files are data, which jobs should read from S3. */
    private static final long MOST_BYTES = 100L * 1024 * 1024;

    /**
     * Finds the code.
     *
     * @param given the file or folder
     * @param entryPoint the main file in the folder; null for the default
     * @param mainClass the class to run; null for the one in the jar's manifest
     * @param include patterns of further files of the folder, such as <code>data/*.json</code>
     */
    static SparkCode of(Path given, @Nullable String entryPoint, @Nullable String mainClass, List<String> include) {
        SparkCode code = find(given, entryPoint, mainClass, include);
        long bytes = code.bytes();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "The code has %d MB, more than %d: jobs read data from S3. See the files with --dry-run in a smaller folder"
                            .formatted(bytes >> 20, MOST_BYTES >> 20));
        }
        return code;
    }

    private static SparkCode find(
            Path given, @Nullable String entryPoint, @Nullable String mainClass, List<String> include) {
        if (Files.isDirectory(given)) {
            if (mainClass != null) {
                throw new IllegalArgumentException("'--class' is for a jar, got a folder: " + given);
            }
            return ofFolder(real(given), entryPoint, include);
        }
        if (!Files.isRegularFile(given)) {
            throw new IllegalArgumentException("There is no file or folder '%s'".formatted(given));
        }
        if (entryPoint != null || !include.isEmpty()) {
            throw new IllegalArgumentException(
                    "'--entry-point' and '--include' are for a folder, got a file: " + given);
        }
        String name = given.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jar")) {
            requireMainClass(given, mainClass);
        } else if (!name.endsWith(".py")) {
            throw new IllegalArgumentException(
                    "The code must be a .py file, a .jar or a folder of Python, got: " + given);
        } else if (mainClass != null) {
            throw new IllegalArgumentException("'--class' is for a jar, got: " + given);
        }
        return new SparkCode(given, Map.of(), List.of());
    }

    private static void requireMainClass(Path jar, @Nullable String mainClass) {
        if (mainClass != null) {
            return;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getManifest() == null
                    || file.getManifest().getMainAttributes().getValue("Main-Class") == null) {
                throw new IllegalArgumentException(
                        "The jar '%s' names no main class in its manifest: give --class".formatted(jar));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("'%s' is no jar: %s".formatted(jar, e.getMessage()), e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' can't be read".formatted(path), e);
        }
    }

    private static SparkCode ofFolder(Path folder, @Nullable String entryPoint, List<String> include) {
        Path main = entryPoint == null ? mainOf(folder) : entryPoint(folder, entryPoint);
        List<String> notes = new ArrayList<>();
        Map<String, Path> modules = modules(folder, include, notes);
        modules.values().removeIf(file -> file.equals(main));
        DEPENDENCIES.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .map(name ->
                        "The packages of %s are not installed: nodes have them from a bootstrap action".formatted(name))
                .forEach(notes::add);
        return new SparkCode(main, modules, notes);
    }

    private static Path entryPoint(Path folder, String name) {
        Path main = folder.resolve(name).normalize();
        if (!Files.isRegularFile(main)) {
            throw new IllegalArgumentException("There is no file '%s' in '%s'".formatted(name, folder));
        }
        if (!isBelow(folder, main) || !name.endsWith(".py")) {
            throw new IllegalArgumentException(
                    "'--entry-point' must be a .py file in the folder '%s', got: %s".formatted(folder, name));
        }
        return main;
    }

    /** Also checks the target of a link: files outside of the folder are not code to run, and may be secret. */
    private static boolean isBelow(Path folder, Path file) {
        return real(file).startsWith(folder);
    }

    private static Path mainOf(Path folder) {
        List<String> files = pythonFiles(folder);
        return MAIN_FILES.stream()
                .filter(files::contains)
                .findFirst()
                .or(() -> files.size() == 1 ? files.stream().findFirst() : Optional.empty())
                .map(folder::resolve)
                .orElseThrow(() ->
                        new IllegalArgumentException("Which file of '%s' is to run? It has no %s%s: give --entry-point"
                                .formatted(
                                        folder,
                                        String.join(", ", MAIN_FILES),
                                        files.isEmpty() ? "" : "; it has " + String.join(", ", files))));
    }

    private static List<String> pythonFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isBelow(folder, file))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".py") && !isHiddenOrSecret(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder '%s' can't be read".formatted(folder), e);
        }
    }

    /**
     * Returns all Python files, the other files in packages, and the included files. Hidden files and folders, keys, links, virtual environments
     * and build output are skipped. A note names skipped links.
     */
    private static Map<String, Path> modules(Path folder, List<String> include, List<String> notes) {
        Map<String, PathMatcher> included = new LinkedHashMap<>();
        include.forEach(pattern -> included.put(pattern, folder.getFileSystem().getPathMatcher("glob:" + pattern)));
        Map<String, Path> modules = new TreeMap<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    boolean skipped = !directory.equals(folder)
                            && (name.startsWith(".")
                                    || name.endsWith(".egg-info")
                                    || (NO_CODE.contains(name) && !isPackage(directory))
                                    || Files.exists(directory.resolve("pyvenv.cfg")));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Path relative = folder.relativize(file);
                    boolean sent = !isHiddenOrSecret(relative.getFileName().toString())
                            && (isCode(file)
                                    || included.values().stream().anyMatch(pattern -> pattern.matches(relative)));
                    if (sent && attributes.isRegularFile()) {
                        modules.put(relative.toString().replace('\\', '/'), file);
                    } else if (attributes.isSymbolicLink()) {
                        notes.add("The link '%s' is left out".formatted(relative));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The folder '%s' can't be read".formatted(folder), e);
        }
        included.forEach((pattern, matcher) -> {
            if (modules.values().stream().map(folder::relativize).noneMatch(matcher::matches)) {
                throw new IllegalArgumentException(
                        "'--include' names no file of '%s' that may be sent, got: %s".formatted(folder, pattern));
            }
        });
        return modules;
    }

    private static boolean isCode(Path file) {
        return file.getFileName().toString().endsWith(".py") || isPackage(file.resolveSibling(""));
    }

    private static boolean isPackage(Path directory) {
        return Files.exists(directory.resolve("__init__.py"));
    }

    private static boolean isHiddenOrSecret(String name) {
        return HIDDEN_OR_SECRET.matcher(name).matches();
    }

    private long bytes() {
        return size(main) + sizes().values().stream().mapToLong(size -> size).sum();
    }

    /** Returns the content of each module. */
    Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        modules.forEach((name, file) -> sizes.put(name, size(file)));
        return sizes;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The code can't be read", e);
        }
    }

    /** Writes the archive of the modules. */
    void zip(Path target) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Map.Entry<String, Path> module : modules.entrySet()) {
                ZipEntry entry = new ZipEntry(module.getKey());
                entry.setLastModifiedTime(ALWAYS);
                zip.putNextEntry(entry);
                Files.copy(module.getValue(), zip);
                zip.closeEntry();
            }
        }
    }

    /** Returns a digest of the code in hexadecimal digits. New code does not replace the code of a run that has started. */
    String version() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> files = new ArrayList<>(List.of(main));
            files.addAll(modules.values());
            List<String> names = new ArrayList<>(List.of(main.getFileName().toString()));
            names.addAll(modules.keySet());
            for (int i = 0; i < files.size(); i++) {
                digest.update(names.get(i).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(Long.toString(Files.size(files.get(i))).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                    Files.copy(files.get(i), sink);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("The code can't be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
