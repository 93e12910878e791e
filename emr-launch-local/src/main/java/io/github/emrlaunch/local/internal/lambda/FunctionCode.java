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
 * The prepared classes of a function for the JVM.
 *
 * @param classPath the class path: a jar without changes, the jars of layers
 * @param taskRoot the working directory; the runtime client adds its classes and {@code lib/*.jar}
 */
record FunctionCode(List<Path> classPath, Path taskRoot) {
    FunctionCode {
        classPath = List.copyOf(classPath);
    }

    /**
     * Prepares an asset. Extracted files are under the work directory.
     *
     * @param layers the folder of the layers' jars, which come last on the class path
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

    /**
     * The class path precedes the entries that the runtime client adds. With layers, it therefore also contains the classes of the
     * folder.
     */
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
