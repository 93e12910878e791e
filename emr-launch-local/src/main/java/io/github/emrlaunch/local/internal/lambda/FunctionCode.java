package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where a JVM finds a function's classes.
 *
 * @param classPath what goes on the class path: a jar as it is, the jars of layers
 * @param taskRoot the working directory; the runtime client adds the classes and the {@code lib/*.jar} that it holds
 */
record FunctionCode(List<Path> classPath, Path taskRoot) {
    FunctionCode {
        classPath = List.copyOf(classPath);
    }

    /**
     * Prepares an asset; what has to be unpacked goes below the work directory.
     *
     * @param layers the folder of the layers' jars, which come after all others
     */
    static FunctionCode prepare(Path asset, Path layers, Path workDirectory) throws IOException {
        if (Files.isDirectory(asset)) {
            return ofFolder(asset.toAbsolutePath(), layers);
        }
        Files.createDirectories(workDirectory);
        try (ZipFile zip = new ZipFile(asset.toFile())) {
            if (!hasLibraries(zip)) {
                List<Path> classPath = new ArrayList<>(List.of(asset.toAbsolutePath()));
                classPath.addAll(jars(layers));
                return new FunctionCode(classPath, workDirectory);
            }
        }
        FileTree.copy(asset, workDirectory);
        return ofFolder(workDirectory, layers);
    }

    /** The class path comes before what the runtime client adds, so with layers it has the folder's own classes, too. */
    private static FunctionCode ofFolder(Path folder, Path layers) throws IOException {
        List<Path> ofLayers = jars(layers);
        List<Path> classPath = new ArrayList<>();
        if (!ofLayers.isEmpty()) {
            classPath.add(folder);
            classPath.addAll(jars(folder.resolve("lib")));
            classPath.addAll(ofLayers);
        }
        return new FunctionCode(classPath, folder);
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasLibraries(ZipFile zip) {
        return zip.stream().map(ZipEntry::getName).anyMatch(name -> name.startsWith("lib/") && name.endsWith(".jar"));
    }
}
