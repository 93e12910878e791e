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
 * The output of a command. Results go to the standard output, errors, hints and progress to the standard error. Both contain texts of others,
 * such as names and causes. A control character in them could move the cursor or overwrite a line. It is therefore shown as
 * {@code \}{@code u001b}, and only this class writes control characters.
 */
final class Terminal {
    private static final int USUAL_WIDTH = 80;
    private static final String START_OF_LINE = "\r\u001B[K";

    /** Control characters except line break and tab, and characters that change the direction of text. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** Characters that represent styles and that no text may contain. */
    private static final char PLAIN = '\uFDD0';

    private static final List<String> STYLES =
            List.of("\u001B[0m", "\u001B[1m", "\u001B[32m", "\u001B[31m", "\u001B[2m");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colors;
    private final IntSupplier width;

    /**
     * Creates a terminal with these streams and {@value #USUAL_WIDTH} columns.
     *
     * @param interactive whether the output is a terminal, so that a line may be overwritten
     * @param colors whether styles are supported
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

    /** Decides by the environment, or else by the terminal. */
    private static int systemWidth() {
        try {
            return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", ""));
        } catch (NumberFormatException notSaid) {
            return new UsageMessageSpec().autoWidth(true).width();
        }
    }

    /** Since Java 22 there may be a console without a terminal, and a method that reports it. */
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

    /** Returns the columns of the terminal; unlimited for a program. */
    int width() {
        return interactive ? width.getAsInt() : Integer.MAX_VALUE;
    }

    /** Returns the text for an execution: short on a terminal, the ARN for a program. */
    String shown(Launch launch) {
        return interactive ? ExecutionTexts.shorten(launch) : launch.executionArn();
    }

    boolean colors() {
        return colors;
    }

    /** Returns a writer for the help of commands, which contains no text of others. */
    PrintWriter help() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** Returns a writer for the help after an error. */
    PrintWriter helpOnError() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    void print(String line) {
        out.println(styles(visible(line)));
    }

    /**
     * Prints a line of a log: unchanged for a program, like any other text on a terminal.
     *
     * @throws OutputClosedException if the reader has closed the output, as {@code head} does after ten lines
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

    /** Prints text of this program for a shell. */
    void printScript(String script) {
        out.print(script);
        out.flush();
    }

    void note(String line) {
        err.println(styles(visible(line)));
    }

    /**
     * Whether the standard output was written completely; otherwise prints the reason. A reader that closes a pipe early, such as {@code head}, is not an error.
     */
    boolean outputIsWritten() {
        if (!out.checkError()) {
            return true;
        }
        // A PrintStream does not keep the reason. A second write returns it.
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

    /** Overwrites the current line of a terminal with a faint text that the next line replaces. */
    void progress(String text) {
        if (interactive) {
            // A wrapped line could not be overwritten.
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

    /** Returns the text for a terminal, with its styles. In JSON, an escaped character has the same meaning. */
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
