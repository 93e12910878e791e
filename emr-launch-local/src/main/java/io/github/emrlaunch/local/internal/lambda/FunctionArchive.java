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
 * An archive of the classes that a function's JVM loads, for class data sharing. The JVM maps it and need not read, parse and verify
 * them, which is half of the processor time of a start.
 *
 * <p>To make one takes as long as six starts save. So the first three JVMs of a jar record their classes, and with the fourth start a
 * process of its own makes the archive; a jar that changes with each build costs nothing. No class of the function is initialized for it.
 * The JVM takes the jar from a copy beside the archive, since an archive is valid for one path and one time of modification only.
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

    // The archive is there as a whole or not at all.
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

    /** The jar of the function. */
    Path jar() {
        return folder.resolve(JAR);
    }

    /** The jar of the agent. */
    Path agent() {
        return folder.resolve(AGENT);
    }

    /** The options of a JVM that uses the archive, or records its classes for one. Where an archive does not fit, the JVM ignores it. */
    List<String> options() {
        if (isMade(folder)) {
            // A mismatch would be reported on standard output, which is the function's.
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

    /** True for the one process that makes the archive. After a failure it is tried again when some time has passed. */
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

    /** Starts the process that makes the archive. It may go on when this JVM has ended. */
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

    /** The recorded classes. A JVM may have been ended in the middle of a line. */
    private static Set<String> classes(List<Path> recorded) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Path file : recorded) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    // Classes of other class loaders depend on numbers, which are unique within one record only.
                    .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.contains(" source: "))
                    .map(line -> NUMBER.matcher(line).replaceFirst(""))
                    .forEach(classes::add);
        }
        return classes;
    }
}
