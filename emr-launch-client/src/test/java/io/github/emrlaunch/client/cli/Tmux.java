package io.github.emrlaunch.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A terminal with keyboard input and a screen. */
final class Tmux implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("tmux", "-V")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts a terminal with a shell that reads no configuration and writes no history. */
    static Tmux start(Path folder, Launcher user, int columns) throws IOException, InterruptedException {
        Tmux tmux = new Tmux(folder.resolve("tmux"));
        tmux.run(
                user,
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                Integer.toString(columns),
                "-y",
                "50",
                "bash --noprofile --norc +o history");
        return tmux;
    }

    /** Types a line, and Enter. */
    void type(String line) throws IOException, InterruptedException {
        run("send-keys", "-l", line);
        press("Enter");
    }

    /** Presses keys, such as {@code C-c}. */
    void press(String... keys) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("send-keys"));
        command.addAll(List.of(keys));
        run(command.toArray(String[]::new));
    }

    /** Returns the content of the screen with its color sequences, as soon as it contains a text. */
    String awaitScreen(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String screen = "";
        while (System.nanoTime() < deadline) {
            screen = run("capture-pane", "-p", "-e", "-J");
            if (screen.contains(text)) {
                return screen;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("Waited for '" + text + "', the screen shows:\n" + screen);
    }

    private String run(String... args) throws IOException, InterruptedException {
        return run(new Launcher(socket, Map.of()), args);
    }

    private String run(Launcher user, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        user.setEnvironment(builder.environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + ": " + output);
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        try {
            String shell = run("list-panes", "-a", "-F", "#{pane_pid}").strip();
            run("kill-server");
            // The shell must have ended before its folder is deleted.
            ProcessHandle.of(Long.parseLong(shell)).ifPresent(process -> process.onExit()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
