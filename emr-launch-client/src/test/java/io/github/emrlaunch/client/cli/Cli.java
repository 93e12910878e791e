package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.TestAccount;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs commands in this JVM against an account. */
final class Cli {
    private final TestAccount account;
    private final URI endpoint;

    /**
     * The result of a command.
     *
     * @param out its output
     * @param err its errors and hints
     */
    record Result(int exitCode, String out, String err) {}

    Cli(TestAccount account) {
        this(account, account.proxy().endpoint());
    }

    /** Reads from the local emulator directly: the proxy does not forward S3 objects. */
    static Cli withoutProxy(TestAccount account) {
        return new Cli(account, account.aws().endpoint());
    }

    private Cli(TestAccount account, URI endpoint) {
        this.account = account;
        this.endpoint = endpoint;
        System.setProperty("aws.accessKeyId", account.aws().environment().getOrDefault("AWS_ACCESS_KEY_ID", ""));
        System.setProperty("aws.secretAccessKey", "secret");
    }

    /** The options of all commands, which commands in messages repeat. */
    String options() {
        return "--region %s --endpoint-url %s".formatted(account.aws().region(), endpoint);
    }

    static String[] args(String command, String parameter, String... options) {
        return Stream.concat(Stream.of(command, parameter), Stream.of(options)).toArray(String[]::new);
    }

    Result run(String... args) {
        return run(false, args);
    }

    /** Runs as on a terminal, with colors and progress. */
    Result runOnTerminal(String... args) {
        return run(true, args);
    }

    private Result run(boolean terminal, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(
                "--endpoint-url", endpoint.toString(), "--region", account.aws().region()));
        all.addAll(List.of(args));
        int exitCode = EmrLaunch.run(
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal,
                        terminal),
                all.toArray(String[]::new));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
