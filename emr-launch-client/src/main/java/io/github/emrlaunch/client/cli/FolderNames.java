package io.github.emrlaunch.client.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Converter of a folder's name. An empty name would mean the current folder; usually it is a shell variable that is not set. */
final class FolderNames implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        return Path.of(new NotEmpty().convert(text));
    }
}
