package io.github.emrlaunch.client.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class of the command line. It alone is compiled for Java 8, so that a Java that is too old for the program can print a message that
 * says so.
 */
public final class EmrLaunchMain {
    private static final int NEEDED = 17;
    private static final int INVALID = 2;

    private EmrLaunchMain() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) throws Exception {
        String version = System.getProperty("java.specification.version", "");
        if (version.startsWith("1.") || Integer.parseInt(version) < NEEDED) {
            System.err.println("emr-launch: It needs Java " + NEEDED + " or later, and this is Java "
                    + System.getProperty("java.version") + " in " + System.getProperty("java.home"));
            System.err.println("Set JAVA_HOME to a newer one");
            System.exit(INVALID);
        }
        try {
            Class.forName("io.github.emrlaunch.client.cli.EmrLaunch")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }
}
