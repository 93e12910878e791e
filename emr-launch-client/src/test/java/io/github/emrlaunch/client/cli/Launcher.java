package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the launcher script and its jar in processes that inherit no AWS settings. */
final class Launcher {
    static final Path SCRIPT = Path.of("bin/emr-launch").toAbsolutePath();

    private final Path home;
    private final Map<String, String> environment;
    private final Path script;
    private final String javaOption;

    /**
     * A user.
     *
     * @param home the home directory, where the AWS configuration files would be
     * @param environment additional variables
     */
    Launcher(Path home, Map<String, String> environment) {
        this(home, environment, SCRIPT, "");
    }

    private Launcher(Path home, Map<String, String> environment, Path script, String javaOption) {
        this.home = home;
        this.environment = environment;
        this.script = script;
        this.javaOption = javaOption;
    }

    Launcher withScript(Path other) {
        return new Launcher(home, environment, other, javaOption);
    }

    Launcher withJavaOption(String option) {
        return new Launcher(home, environment, script, option);
    }

    /** Starts a command whose output and errors go to one file. */
    Process start(Path output, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        setEnvironment(builder.environment());
        return builder.start();
    }

    Result run(String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        setEnvironment(builder.environment());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Hangs: " + command);
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    void setEnvironment(Map<String, String> variables) {
        variables
                .keySet()
                .removeIf(name -> name.startsWith("AWS_")
                        || name.toLowerCase(Locale.ROOT).endsWith("_proxy")
                        || name.equals("COLUMNS"));
        variables.put("HOME", home.toString());
        // The SDK reads the home directory from the operating system, not from HOME.
        variables.put("EMR_LAUNCH_JAVA_OPTS", "-Duser.home=" + home + " " + javaOption);
        // The metadata service exists on EC2 only; without it a call takes seconds.
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.putAll(environment);
    }
}
