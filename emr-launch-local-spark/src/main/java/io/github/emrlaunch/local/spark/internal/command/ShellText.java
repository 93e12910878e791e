package io.github.emrlaunch.local.spark.internal.command;

/** Texts of a shell. */
final class ShellText {
    private ShellText() {}

    /** One word, whatever characters it has. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
