package io.github.emrlaunch.client.cli;

import java.io.Console;
import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/**
 * Where output goes.
 *
 * @param out what was asked for
 * @param err everything else: errors, hints, progress
 * @param interactive whether a person looks on, so that a line may be written over
 * @param colors whether styles are understood
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colors) {
    private static final String RESET = "\u001B[0m";

    static Terminal system() {
        boolean interactive = isTerminal();
        return new Terminal(System.out, System.err, interactive, interactive && Ansi.AUTO.enabled());
    }

    /** From Java 22 on there is a console without a terminal, and a method that says so. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    String bold(String text) {
        return styled("\u001B[1m", text);
    }

    String good(String text) {
        return styled("\u001B[32m", text);
    }

    String bad(String text) {
        return styled("\u001B[31m", text);
    }

    String faint(String text) {
        return styled("\u001B[2m", text);
    }

    private String styled(String style, String text) {
        return colors ? style + text + RESET : text;
    }
}
