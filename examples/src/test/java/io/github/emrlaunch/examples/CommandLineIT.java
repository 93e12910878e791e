package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The session on the page about the command line is one: its commands are run, in order, against the first example on the
 * stand-in, and the page shows what they say. With {@code -Dgolden=write} the page is written anew.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the session is one of bash and GNU sed")
class CommandLineIT {
    private static final Path PAGE = Path.of("../docs/command-line.md");
    private static final Path SCRIPTS = Path.of("../emr-launch-client/bin").toAbsolutePath();
    private static final Pattern SESSION = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final String PROMPT = "$ ";

    @TempDir
    Path folder;

    @Test
    void sessionIsWhatTheCommandLineSays() throws Exception {
        String page = Files.readString(PAGE);
        try (ExampleRun run = new ExampleRun(Example.named("plain-cluster"), ForkFolder.PATH)) {
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
            assertThat(Files.readString(PAGE)).isEqualTo(now);
        }
    }

    private String run(ExampleRun run, String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(run.aws().environment());
        builder.environment().merge("PATH", SCRIPTS.toString(), (path, scripts) -> scripts + ":" + path);
        try {
            Process process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(command, e);
        }
    }
}
