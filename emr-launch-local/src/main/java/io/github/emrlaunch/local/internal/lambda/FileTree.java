package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Copies the files of assets, so that a function that writes to its task root does not change the cloud assembly. */
final class FileTree {
    private FileTree() {}

    /** Copies the content of a directory or a zip file to a folder. Existing files are overwritten. */
    static void copy(Path source, Path folder) throws IOException {
        Files.createDirectories(folder);
        if (Files.isDirectory(source)) {
            copyDirectory(source, folder);
            return;
        }
        try (ZipFile zip = new ZipFile(source.toFile())) {
            unpack(zip, folder);
        } catch (ZipException e) {
            throw new IOException(source + " is not a zip file: " + e.getMessage(), e);
        }
        restorePermissions(source, folder);
    }

    private static void copyDirectory(Path source, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void unpack(ZipFile zip, Path folder) throws IOException {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            Path file = folder.resolve(entry.getName()).normalize();
            if (!file.startsWith(folder)) {
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

    /** Makes files executable that are executable in the zip file. Only the zip file system provides the permissions. */
    private static void restorePermissions(Path source, Path folder) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(source, Map.of("enablePosixFileAttributes", "true"))) {
            for (Path root : zip.getRootDirectories()) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        if (Files.getAttribute(file, "zip:permissions") instanceof Set<?> permissions
                                && permissions.contains(PosixFilePermission.OWNER_EXECUTE)) {
                            folder.resolve(root.relativize(file).toString())
                                    .toFile()
                                    .setExecutable(true);
                        }
                    }
                }
            }
        } catch (ZipException | ProviderNotFoundException e) {
            // The zip file system rejects names such as './a', which other tools extract. Their files are then not
            // executable.
        }
    }
}
