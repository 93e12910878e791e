package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/**
 * The output of a command. What was asked for is printed, everything else is noted: errors, hints, progress. Texts of other people are in
 * both, such as names and causes. A control character of theirs could move the cursor or write over a line, so it is shown as
 * {@code \}{@code u001b}, and only this class writes control characters.
 */
final class Terminal {
    private static final String START_OF_LINE = "\r\u001B[K";

    /** All but line break and tab, and the characters that turn the direction of text. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** Characters that no text may have, for the styles. */
    private static final char PLAIN = '\uFDD0';

    private static final List<String> STYLES =
            List.of("\u001B[0m", "\u001B[1m", "\u001B[32m", "\u001B[31m", "\u001B[2m");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colors;

    /**
     * A terminal of these streams.
     *
     * @param interactive whether a person looks on, so that a line may be written over
     * @param colors whether styles are understood
     */
    Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colors) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colors = colors;
    }

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

    boolean interactive() {
        return interactive;
    }

    boolean colors() {
        return colors;
    }

    /** A writer for the help of commands, which has no text of other people. */
    PrintWriter help() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** A writer for help that follows an error. */
    PrintWriter helpOnError() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    void print(String line) {
        out.println(visible(line));
    }

    void print(JsonNode json) {
        print(Json.writePretty(json));
    }

    void note(String line) {
        err.println(visible(line));
    }

    /** Begins the line again, where a person looks on, with a text that the next one is written over. */
    void progress(String text) {
        if (interactive) {
            out.print(START_OF_LINE + visible(text));
            out.flush();
        }
    }

    String bold(String text) {
        return styled(1, text);
    }

    String good(String text) {
        return styled(2, text);
    }

    String bad(String text) {
        return styled(3, text);
    }

    String faint(String text) {
        return styled(4, text);
    }

    private static String styled(int style, String text) {
        return (char) (PLAIN + style) + text + PLAIN;
    }

    /** The text for a terminal. In JSON an escaped character means the same. */
    private String visible(String text) {
        String visible = CONTROL.matcher(text).replaceAll(character -> "\\\\u%04x"
                .formatted((int) character.group().charAt(0)));
        for (int style = 0; style < STYLES.size(); style++) {
            visible = visible.replace(Character.toString(PLAIN + style), colors ? STYLES.get(style) : "");
        }
        return visible;
    }
}
