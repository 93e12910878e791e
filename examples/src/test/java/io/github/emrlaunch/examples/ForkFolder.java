package io.github.emrlaunch.examples;

import java.nio.file.Path;

/** The folder for files of this test JVM; several test JVMs run at a time. */
public final class ForkFolder {
    /** The folder, relative like {@code target}. */
    public static final Path PATH = Path.of(System.getProperty("fork.directory", "target/fork-0"));

    private ForkFolder() {}
}
