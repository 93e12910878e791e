package io.github.emrlaunch.examples;

import java.nio.file.Path;

/** The folder for files of the JVM that runs tests: several run at once. */
public final class ForkFolder {
    /** The folder, relative as {@code target} is. */
    public static final Path PATH = Path.of(System.getProperty("fork.directory", "target/fork-0"));

    private ForkFolder() {}
}
