package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The session on the page about the command line is one: its commands are run, in order, in a terminal of 80 columns, against the first example on
 * the local emulator, and the page shows what is on the screen then. With {@code -Dgolden=write} the page is written anew.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the session is one of bash, GNU sed, and script of util-linux")
class CommandLineIT {
    private static final Path PAGE = Path.of("../docs/command-line.md");
    private static final Path SCRIPTS = Path.of("../emr-launch-client/bin").toAbsolutePath();
    private static final Pattern SESSION = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final String PROMPT = "$ ";

    /** What was on the line before it was written over. */
    private static final Pattern WRITTEN_OVER = Pattern.compile("[^\n]*\r\u001B\\[K");

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // Time passes until the end.
    void sessionIsWhatTheCommandLineSays() throws Exception {
        String page = Files.readString(PAGE);
        try (ExampleRun run = new ExampleRun(Example.named("plain-cluster"), ForkFolder.PATH);
                PassingTime time = PassingTime.of(run)) {
            run.deploy(run.synthesize());

            String now = SESSION.matcher(page)
                    .replaceAll(session -> "```console\n"
                            + session.group(1)
                                    .lines()
                                    .filter(line -> line.startsWith(PROMPT))
                                    .map(line -> line + "\n" + run(run, line.substring(PROMPT.length())))
                                    .reduce("", String::concat)
                                    .replace("$", "\\$")
                            + "```");

            assertThat(now).contains("SUCCEEDED after");
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(PAGE, now);
            }
            assertThat(withoutTimes(Files.readString(PAGE))).isEqualTo(withoutTimes(now));
        }
    }

    /** Time passes in the emulator while a client of a busy machine thinks, so that a step is added a minute later. */
    private static String withoutTimes(String text) {
        return text.replaceAll("T\\d\\d:\\d\\d:\\d\\dZ", "T…");
    }

    private String run(ExampleRun run, String command) {
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qec", "stty cols 80 -onlcr; eval \"$COMMAND\"", "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(run.aws().environment());
        builder.environment().merge("PATH", SCRIPTS.toString(), (path, scripts) -> scripts + ":" + path);
        builder.environment()
                .putAll(Map.of("SHELL", "/bin/bash", "TERM", "xterm", "NO_COLOR", "1", "COMMAND", command));
        builder.environment().remove("COLUMNS");
        try {
            Process process = builder.start();
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return WRITTEN_OVER.matcher(written).replaceAll("");
        } catch (IOException e) {
            throw new AssertionError(command, e);
        }
    }
}
