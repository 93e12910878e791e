package io.github.emrlaunch.local.internal.lambda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An archive of the classes that a function's JVM loads, for class data sharing. The JVM maps the classes instead of reading, parsing and
 * verifying them, which is half of the CPU time of a start.
 *
 * <p>The creation of an archive takes the time that six starts save. Therefore the first three JVMs of a jar record their classes, and a
 * separate process creates the archive at the fourth start. A jar that changes with each build has no archive. No class of the function is
 * initialized. The JVM loads the jar from a copy next to the archive, since an archive is valid for one path and modification time.
 */
final class FunctionArchive {
    static final String JAR = "function.jar";
    static final String AGENT = "agent.jar";

    private static final String ARCHIVE = "classes.jsa";
    private static final String LIST = "classes.list";
    private static final String IN_WORK = "in-work";
    private static final Pattern NUMBER = Pattern.compile(" id: \\d+$");
    private static final String RECORD = ".recorded";
    private static final int RECORDS = 3;
    private static final Duration LIMIT = Duration.ofHours(1);

    // The archive is complete if it exists.
    private static final String MAKE = "nice \"$@\" && mv -f new.jsa classes.jsa && rm -rf in-work *.recorded";

    private final Path folder;
    private final RuntimeClient client;

    FunctionArchive(Path folder, RuntimeClient client) {
        this.folder = folder;
        this.client = client;
    }

    static boolean isMade(Path folder) {
        return Files.exists(folder.resolve(ARCHIVE));
    }

    /** Returns the jar of the function. */
    Path jar() {
        return folder.resolve(JAR);
    }

    /** Returns the jar of the agent. */
    Path agent() {
        return folder.resolve(AGENT);
    }

    /** Returns the options of a JVM that uses the archive or records its classes. The JVM ignores an archive that does not match. */
    List<String> options() {
        if (isMade(folder)) {
            // A mismatch would be reported on standard output, which belongs to the function.
            return List.of("-XX:SharedArchiveFile=" + folder.resolve(ARCHIVE), "-Xshare:auto", "-Xlog:cds*=off");
        }
        try {
            List<Path> recorded = recorded();
            if (recorded.size() < RECORDS) {
                return List.of("-XX:DumpLoadedClassList=" + folder.resolve(UUID.randomUUID() + RECORD));
            }
            if (beginWork()) {
                make(recorded);
            }
        } catch (IOException e) {
            // The next start tries again.
        }
        return List.of();
    }

    private List<Path> recorded() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(RECORD)).toList();
        }
    }

    /** Returns true to the one process that creates the archive. A failed creation is repeated after {@link #LIMIT}. */
    private boolean beginWork() throws IOException {
        Path marker = folder.resolve(IN_WORK);
        try {
            Files.createFile(marker);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.getLastModifiedTime(marker)
                    .toInstant()
                    .isBefore(Instant.now().minus(LIMIT))) {
                Files.deleteIfExists(marker);
            }
            return false;
        }
    }

    /** Starts the process that creates the archive. It may outlive this JVM. */
    private void make(List<Path> recorded) throws IOException {
        Files.write(
                folder.resolve(LIST),
                classes(recorded),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", MAKE, "sh"));
        command.addAll(List.of(
                JavaRuntime.executable(),
                "-Xshare:dump",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-XX:SharedClassListFile=" + LIST,
                "-XX:SharedArchiveFile=new.jsa",
                "-Xbootclasspath/a:" + agent(),
                "-cp",
                Stream.concat(client.classPath().stream(), Stream.of(jar()))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(Set.of("PATH", "LD_LIBRARY_PATH"));
        builder.start();
    }

    /** Returns the recorded classes. The last line may be incomplete, if a JVM was killed. */
    private static Set<String> classes(List<Path> recorded) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Path file : recorded) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    // Classes of other class loaders have numbers that are unique in one record only.
                    .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.contains(" source: "))
                    .map(line -> NUMBER.matcher(line).replaceFirst(""))
                    .forEach(classes::add);
        }
        return classes;
    }
}
