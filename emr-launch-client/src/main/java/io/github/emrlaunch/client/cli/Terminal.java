package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.definitions.Json;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The output of a command. What was asked for is printed, everything else is noted: errors, hints, progress. Texts of other people are in
 * both, such as names and causes. A control character of theirs could move the cursor or write over a line, so it is shown as
 * {@code \}{@code u001b}, and only this class writes control characters.
 */
final class Terminal {
    private static final int USUAL_WIDTH = 80;
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
    private final IntSupplier width;

    /**
     * A terminal of these streams, of {@value #USUAL_WIDTH} columns.
     *
     * @param interactive whether a person looks on, so that a line may be written over
     * @param colors whether styles are understood
     */
    Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colors) {
        this(out, err, interactive, colors, () -> USUAL_WIDTH);
    }

    private Terminal(PrintStream out, PrintStream err, boolean interactive, boolean colors, IntSupplier width) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colors = colors;
        this.width = width;
    }

    static Terminal system() {
        boolean interactive = isTerminal();
        return new Terminal(
                System.out, System.err, interactive, interactive && Ansi.AUTO.enabled(), Terminal::systemWidth);
    }

    /** As the environment says, or the terminal. */
    private static int systemWidth() {
        try {
            return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", ""));
        } catch (NumberFormatException notSaid) {
            return new UsageMessageSpec().autoWidth(true).width();
        }
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

    /** How many columns have room: all for a program. */
    int width() {
        return interactive ? width.getAsInt() : Integer.MAX_VALUE;
    }

    /** An execution as it is shown: short for people, whole for programs. */
    String shown(Launch launch) {
        return interactive ? ExecutionTexts.shorten(launch) : launch.executionArn();
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
        out.println(styles(visible(line)));
    }

    /**
     * A line of a log: for a program as it is, for people like any other text.
     *
     * @throws OutputClosedException when nobody reads any more, as {@code head} after its ten lines: a log may be long
     */
    void printRaw(String line) {
        out.println(interactive ? visible(line) : line);
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    void print(JsonNode json) {
        print(Json.writePretty(json));
    }

    /** Text of this program itself that a shell reads. */
    void printScript(String script) {
        out.print(script);
        out.flush();
    }

    void note(String line) {
        err.println(styles(visible(line)));
    }

    /**
     * Whether all of the standard output got where it should, and says why not. Who closes a pipe early, such as {@code head}, wanted no more.
     */
    boolean outputIsWritten() {
        if (!out.checkError()) {
            return true;
        }
        // A stream for print keeps no reason; asked again, the system gives it.
        try (OutputStream again = new FileOutputStream(FileDescriptor.out)) {
            again.write('\n');
            note(bad("emr-launch: Not all of the output was written"));
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.toLowerCase(Locale.ROOT).contains("broken pipe")) {
                return true;
            }
            note(bad("emr-launch: The output can't be written: " + reason));
        }
        return false;
    }

    /** Begins the line again, where a person looks on, with a text in faint that the next one is written over. */
    void progress(String text) {
        if (interactive) {
            // A line that goes on in the next one could not be written over.
            String fits = Lines.cut(visible(text), width() - 1);
            out.print(START_OF_LINE + (text.isEmpty() ? "" : styles(faint(fits))));
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

    /** The text for a terminal, with styles as they are. In JSON an escaped character means the same. */
    static String visible(String text) {
        return CONTROL.matcher(text).replaceAll(character -> "\\\\u%04x"
                .formatted((int) character.group().charAt(0)));
    }

    private String styles(String text) {
        String styled = text;
        for (int style = 0; style < STYLES.size(); style++) {
            styled = styled.replace(Character.toString(PLAIN + style), colors ? STYLES.get(style) : "");
        }
        return styled;
    }
}
