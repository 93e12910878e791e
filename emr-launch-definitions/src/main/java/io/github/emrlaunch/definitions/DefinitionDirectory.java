package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Definitions in a folder, one file for each: {@code emr_profiles/NAMESPACE/NAME.json}, and the same for the other types. For
 * builds without access to AWS, and for definitions under version control.
 */
public final class DefinitionDirectory implements WritableDefinitionStore {
    private static final String SUFFIX = ".json";

    private final Path root;

    /** Creates a store for the folder that contains {@code emr_profiles} and its siblings. */
    public DefinitionDirectory(Path root) {
        this.root = root.normalize();
    }

    @Override
    public <T extends Definition> T get(DefinitionType<T> type, DefinitionName name) {
        Path file = file(type, name);
        if (leadsOut(file) || !Files.isRegularFile(file)) {
            throw type.notFound(name, "there is no file '%s'".formatted(file));
        }
        return type.parse(name, read(file), file.toString());
    }

    private Path file(DefinitionType<?> type, DefinitionName name) {
        return root.resolve(type.folder()).resolve(name.namespace()).resolve(name.name() + SUFFIX);
    }

    /** Returns whether a file is outside of the folder: a folder from another source may have symbolic links. */
    private boolean leadsOut(Path file) {
        @Nullable Path existing = file;
        while (existing != null && existing.startsWith(root) && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            return existing != null
                    && existing.startsWith(root)
                    && !existing.toRealPath().startsWith(root.toRealPath());
        } catch (IOException linkToNothing) {
            return true;
        }
    }

    /** Indented, so that differences are readable. */
    @Override
    public String format(ObjectNode document) {
        return Json.writePretty(document) + "\n";
    }

    @Override
    public void put(StoredDocument<?> document) {
        Path file = file(document.type(), document.name());
        if (leadsOut(file)) {
            throw new IllegalArgumentException(
                    "'%s' cannot be written: the file %s is outside of %s".formatted(document.name(), file, root));
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, document.text());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    @Override
    public void delete(DefinitionType<?> type, DefinitionName name) {
        Path file = file(type, name);
        try {
            if (!leadsOut(file)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }

    /** Returns the files in the folder that are not definitions by name or location, without hidden files, in order. */
    public List<Path> otherFiles() {
        Set<Path> definitions = new HashSet<>();
        for (DefinitionType<?> type : DefinitionType.all()) {
            documents(type).forEach(document -> definitions.add(file(type, document.name())));
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(root.relativize(file)))
                    .filter(file -> !definitions.contains(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
    }

    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type, String namespace) {
        Path folder = root.resolve(type.folder()).resolve(namespace);
        return list(type, namespace).stream()
                .map(name -> {
                    Path file = folder.resolve(name.name() + SUFFIX);
                    return new StoredDocument<>(type, name, read(file), file.toString());
                })
                .toList();
    }

    @Override
    public List<DefinitionName> list(DefinitionType<?> type, String namespace) {
        DefinitionName.requireValid("namespace", namespace);
        Path folder = root.resolve(type.folder()).resolve(namespace);
        return children(folder)
                .filter(file -> file.endsWith(SUFFIX))
                .filter(file -> !leadsOut(folder.resolve(file)))
                .map(file -> namespace + "/" + file.substring(0, file.length() - SUFFIX.length()))
                .flatMap(name -> DefinitionName.find(name).stream())
                .sorted()
                .toList();
    }

    @Override
    public List<String> listNamespaces(DefinitionType<?> type) {
        return children(root.resolve(type.folder()))
                .filter(namespace -> DefinitionName.find(namespace + "/name").isPresent())
                .filter(namespace -> !list(type, namespace).isEmpty())
                .sorted()
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static Stream<String> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }
}
