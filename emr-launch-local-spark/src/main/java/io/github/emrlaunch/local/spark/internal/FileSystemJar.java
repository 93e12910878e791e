package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A jar of the file systems alone. The JVMs of jobs must see nothing else of the emulator and of what it needs: jobs bring their own
 * versions of the same libraries.
 */
final class FileSystemJar {
    // The latter two have the names by which people ask for EMR's file systems.
    private static final List<String> FOLDERS =
            List.of("io/github/emrlaunch/local/spark/fs", "org/apache/hadoop", "com/amazon/ws");

    private FileSystemJar() {}

    /** Writes the jar. */
    static Path write(Path jar) throws IOException {
        return write(location(), jar);
    }

    /** Writes the jar from the emulator's classes, which are in a folder or in a jar. */
    static Path write(Path location, Path jar) throws IOException {
        if (Files.isDirectory(location)) {
            return copy(location, jar);
        }
        // Of the path, not of its URI: a JVM has one file system for a URI, and jobs start at the same time.
        try (FileSystem own = FileSystems.newFileSystem(location, Map.of())) {
            return copy(own.getPath("/"), jar);
        }
    }

    private static Path copy(Path root, Path jar) throws IOException {
        List<Path> classes = new ArrayList<>();
        for (String name : FOLDERS) {
            Path folder = root.resolve(name);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(Files::isRegularFile).sorted().forEach(classes::add);
                }
            }
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : classes) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static Path location() {
        try {
            return Path.of(FileSystemJar.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find the jar of " + FileSystemJar.class, e);
        }
    }
}
