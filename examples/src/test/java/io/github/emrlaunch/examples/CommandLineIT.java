package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.EmrLaunchLocal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks the sessions on the page about the command line. Their commands run, in order, in a terminal of 80 columns, with an example on the local
 * emulator, and the page shows the content of the screen. A comment before a session names its example. The default is the first example.
 * {@code -Dgolden=write} updates the page.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the session is one of bash, GNU sed, and script of util-linux")
class CommandLineIT {
    private static final Path PAGE = Path.of("../docs/command-line.md");
    private static final Path SCRIPTS = Path.of("../emr-launch-client/bin").toAbsolutePath();
    private static final String FIRST_EXAMPLE = "plain-cluster";
    private static final String PROMPT = "$ ";

    /** The example, with the prefix {@code serve} for a server, and the commands with their output. */
    static final Pattern SESSION =
            Pattern.compile("(?:<!-- ((?:serve|example) \\S+) -->\n)?```console\n(.*?)```", Pattern.DOTALL);

    /** The content of a line before it was overwritten. */
    private static final Pattern WRITTEN_OVER = Pattern.compile("[^\n]*\r\u001B\\[K");

    /** The port of {@code serve} without another. */
    private static final String USUAL_PORT = "4599";

    @TempDir
    Path folder;

    /** Programs of the machine that do nothing here. */
    @TempDir
    Path programs;

    @BeforeEach
    void noBrowserOpens() throws IOException {
        Path open = Files.writeString(programs.resolve("xdg-open"), "#!/bin/sh\n");
        assertThat(open.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void sessionsOfThePageMatchTheOutput() throws Exception {
        String page = Files.readString(PAGE);
        List<MatchResult> sessions = SESSION.matcher(page).results().toList();
        Map<Integer, String> written = new TreeMap<>();
        for (String place : places(sessions)) {
            List<MatchResult> here = sessions.stream()
                    .filter(session -> place(session).equals(place))
                    .toList();
            if (place.startsWith("serve ")) {
                serve(Example.named(place.substring("serve ".length())), here, written);
            } else {
                deploy(Example.named(place.substring("example ".length())), here, written);
            }
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(PAGE, with(written, page));
            }
        }

        String now = with(written, page);
        assertThat(now).contains("SUCCEEDED after");
        assertThat(withoutTimes(Files.readString(PAGE))).isEqualTo(withoutTimes(now));
    }

    /** The page with what was on the screen in those sessions that were run. */
    private static String with(Map<Integer, String> written, String page) {
        return SESSION.matcher(page).replaceAll(session -> {
            String mark = session.group().substring(0, session.start(2) - session.start());
            return Matcher.quoteReplacement(mark + written.getOrDefault(session.start(), session.group(2)) + "```");
        });
    }

    private static Set<String> places(List<MatchResult> sessions) {
        return sessions.stream().map(CommandLineIT::place).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String place(MatchResult session) {
        return session.group(1) == null ? "example " + FIRST_EXAMPLE : session.group(1);
    }

    /**
     * Removes times: on a busy machine the emulator's clock advances while a client works, so a step may be added a minute later.
     */
    private static String withoutTimes(String text) {
        return text.replaceAll("T\\d\\d:\\d\\d:\\d\\dZ", "T…");
    }

    @SuppressWarnings("try") // Time passes until the end.
    private void deploy(Example example, List<MatchResult> sessions, Map<Integer, String> written) throws Exception {
        try (ExampleRun run = ExampleRun.withJobs(example, ForkFolder.PATH, new EchoingJobs());
                PassingTime time = PassingTime.of(run)) {
            run.deploy(run.synthesize());
            write(sessions, command -> run(command, run.aws().environment()), written);
        }
    }

    /** In a process of its own, at a port that is free. The page shows the usual one. */
    private void serve(Example example, List<MatchResult> sessions, Map<Integer, String> written) throws Exception {
        List<Path> assemblies;
        try (ExampleRun run = new ExampleRun(example, ForkFolder.PATH)) {
            assemblies = run.synthesize();
        }
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        EmrLaunchLocal.class.getName(),
                        "serve",
                        "--port",
                        "0",
                        assemblies.get(0).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String listening = out.readLine();
            assertThat(listening).startsWith("Listening on http://127.0.0.1:");
            String port = listening.substring(listening.lastIndexOf(':') + 1);
            write(
                    sessions,
                    command -> run(command.replace("--local ", "--local=" + port + " "), Map.of())
                            .replace(":" + port + "/", ":" + USUAL_PORT + "/"),
                    written);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    /** A runner of tests may load them otherwise than by the class path. */
    private static String classPath() {
        return Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    private static void write(
            List<MatchResult> sessions, UnaryOperator<String> terminal, Map<Integer, String> written) {
        for (MatchResult session : sessions) {
            written.put(
                    session.start(),
                    session.group(2)
                            .lines()
                            .filter(line -> line.startsWith(PROMPT))
                            .map(line -> line + "\n" + terminal.apply(line.substring(PROMPT.length())))
                            .reduce("", String::concat));
        }
    }

    private String run(String command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qec", "stty cols 80 -onlcr; eval \"$COMMAND\"", "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", programs + ":" + SCRIPTS, (path, first) -> first + ":" + path);
        builder.environment()
                .putAll(Map.of("SHELL", "/bin/bash", "TERM", "xterm", "NO_COLOR", "1", "COMMAND", command));
        builder.environment().remove("COLUMNS");
        try {
            Process process = builder.start();
            String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return WRITTEN_OVER.matcher(screen).replaceAll("");
        } catch (IOException e) {
            throw new AssertionError(command, e);
        }
    }
}
