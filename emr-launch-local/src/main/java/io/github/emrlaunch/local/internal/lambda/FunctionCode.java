package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where a JVM finds a function's classes.
 *
 * @param classPath what goes on the class path: a jar as it is
 * @param taskRoot the working directory; the runtime client adds the classes and the {@code lib/*.jar} that it holds
 */
record FunctionCode(List<Path> classPath, Path taskRoot) {
    /** Prepares an asset; what has to be unpacked goes below the work directory. */
    static FunctionCode prepare(Path asset, Path workDirectory) throws IOException {
        if (Files.isDirectory(asset)) {
            return new FunctionCode(List.of(), asset.toAbsolutePath());
        }
        Files.createDirectories(workDirectory);
        try (ZipFile zip = new ZipFile(asset.toFile())) {
            if (!hasLibraries(zip)) {
                return new FunctionCode(List.of(asset.toAbsolutePath()), workDirectory);
            }
            unpack(zip, workDirectory);
            return new FunctionCode(List.of(), workDirectory);
        }
    }

    private static boolean hasLibraries(ZipFile zip) {
        return zip.stream().map(ZipEntry::getName).anyMatch(name -> name.startsWith("lib/") && name.endsWith(".jar"));
    }

    private static void unpack(ZipFile zip, Path directory) throws IOException {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            Path file = directory.resolve(entry.getName()).normalize();
            if (!file.startsWith(directory)) {
                throw new IOException("The entry " + entry.getName() + " of " + zip.getName() + " leads out of it");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.resolveSibling("."));
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
