package io.github.emrlaunch.examples;

import java.nio.file.Path;
import java.util.Objects;

/** The folder for files of the JVM that runs tests: several run at once. */
public final class ForkFolder {
    /** The folder, relative as {@code target} is. */
    public static final Path PATH = Path.of(
            Objects.requireNonNull(System.getProperty("fork.directory"), "The build sets the property fork.directory"));

    private ForkFolder() {}
}
