package io.github.emrlaunch.client.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Reads a folder's name. An empty one would be the current folder, and is mostly a variable of the shell that isn't set. */
final class FolderNames implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        return Path.of(new NotEmpty().convert(text));
    }
}
