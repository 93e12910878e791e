package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.internal.AwsClients;
import io.github.emrlaunch.definitions.ParameterStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.S3Client;

/** The command line {@code emr-launch}. */
@Command(
        name = "emr-launch",
        description =
                "Lists, starts and follows EMR launch functions, pipelines and jobs, and what they are made of; runs code on"
                        + " their clusters.",
        mixinStandardHelpOptions = true,
        versionProvider = EmrLaunch.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            StartCommand.class,
            StatusCommand.class,
            StopCommand.class,
            WatchCommand.class,
            StepsCommand.class,
            LogsCommand.class,
            OpenCommand.class,
            RunCommand.class,
            DiffCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            GenerateCompletionCommand.class,
            CompleteCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no: the launch or step that was waited for did not succeed, the definitions differ",
            "2:not valid: an option, a name, an override, a document",
            "3:not found: a definition, a launch, a step, a log",
            "4:AWS can't be asked or refuses: region, credentials, permission, throttling",
            "70:a bug",
            "130:interrupted with Ctrl-C; a launch that was waited for continues, a cluster of run is terminated"
        })
public final class EmrLaunch implements AutoCloseable {
    /** The formats of results. */
    enum Output {
        TABLE,
        JSON
    }

    /** The local emulator may be polled often, and its time may jump. */
    private static final Duration LOCAL_POLL_INTERVAL = Duration.ofMillis(100);

    private static final Duration LOG_PATIENCE = Duration.ofMinutes(10);

    private final Terminal terminal;
    private final Set<String> noted = new HashSet<>();
    private @Nullable AwsClients clients;
    private @Nullable EmrLaunchClient client;

    @Option(
            names = "--output",
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json for programs. Default: ${DEFAULT-VALUE}")
    private Output output = Output.TABLE;

    @Option(
            names = "--region",
            scope = ScopeType.INHERIT,
            paramLabel = "REGION",
            converter = NotEmpty.class,
            description = "AWS region. Default: AWS_REGION, or the profile's")
    private @Nullable String region;

    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "PROFILE",
            converter = NotEmpty.class,
            description = "profile in the AWS configuration files. Default: AWS_PROFILE")
    private @Nullable String profile;

    @Option(
            names = "--endpoint-url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            converter = Endpoints.class,
            description = "where AWS is. Default: AWS_ENDPOINT_URL, or AWS itself")
    private @Nullable URI endpoint;

    @Option(
            names = "--local",
            scope = ScopeType.INHERIT,
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "" + LocalEmulator.PORT,
            preprocessor = AttachedValue.class,
            description =
                    "asks the local emulator that serves on this port of this machine, without region and credentials."
                            + " Default port: ${FALLBACK-VALUE}")
    private @Nullable Integer local;

    private @Nullable LocalEmulator emulator;

    EmrLaunch(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.system();
        int code = run(terminal, args);
        System.exit(terminal.outputIsWritten() ? code : ExitCode.INVALID);
    }

    static int run(Terminal terminal, String... args) {
        try (EmrLaunch emrLaunch = new EmrLaunch(terminal)) {
            CommandLine commandLine = new CommandLine(emrLaunch)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setExpandAtFiles(false)
                    .setOut(terminal.help())
                    .setErr(terminal.helpOnError())
                    .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colors() ? Ansi.ON : Ansi.OFF));
            Failures failures = new Failures(terminal, emrLaunch);
            commandLine.setExecutionExceptionHandler(failures);
            commandLine.setParameterExceptionHandler(failures);
            commandLine.setExecutionStrategy(parsed -> {
                RepeatedKeys.refuse(parsed);
                return new CommandLine.RunLast().execute(parsed);
            });
            try {
                return args.length == 0 ? usage(commandLine) : commandLine.execute(args);
            } catch (Error e) {
                return failures.handle(e, commandLine.getCommandName());
            }
        }
    }

    private static int usage(CommandLine commandLine) {
        commandLine.usage(commandLine.getErr());
        return ExitCode.INVALID;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return output == Output.JSON;
    }

    ParameterStore store() {
        return new ParameterStore(
                clients().ssm(),
                name -> terminal.note("Skipped the parameter %s, whose name is no definition's".formatted(name)));
    }

    EmrLaunchClient client() {
        if (client == null) {
            EmrLaunchClient.Builder builder = EmrLaunchClient.builder()
                    .definitions(store())
                    .credentials(clients().credentials())
                    .onRetry(retry -> tell(retry.failure(), retry.delay()))
                    .onNote(this::noteOnce);
            if (isLocal()) {
                builder.pollInterval(LOCAL_POLL_INTERVAL);
            }
            Optional.ofNullable(region).ifPresent(builder::region);
            Optional.ofNullable(profile).ifPresent(builder::profile);
            Optional.ofNullable(endpoint).ifPresent(builder::endpoint);
            emulator().ifPresent(found -> builder.region(found.region()).endpoint(found.endpoint()));
            client = builder.build();
        }
        return client;
    }

    /** Returns the settings that explanations of failures name. */
    AwsSettings settings() {
        return new AwsSettings(profile, region, endpoint);
    }

    /**
     * Returns a command that users can paste into a shell. It has the options of this command that select an account, but no settings of
     * the environment, which the shell still has.
     *
     * @param words the subcommand and its arguments
     */
    String followUp(String... words) {
        List<String> command = new ArrayList<>(List.of("emr-launch"));
        if (local != null) {
            command.add(local == LocalEmulator.PORT ? "--local" : "--local=" + local);
        }
        addOption(command, "--profile", profile);
        addOption(command, "--region", region);
        addOption(command, "--endpoint-url", endpoint);
        command.addAll(List.of(words));
        return Words.join(command);
    }

    private static void addOption(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.addAll(List.of(name, value.toString()));
        }
    }

    Launch launch(String text) {
        return ExecutionTexts.parse(text, clients());
    }

    private AwsClients clients() {
        if (clients == null) {
            Proxies.apply(System.getenv());
            clients = emulator()
                    .map(found -> new AwsClients(
                            found.region(), null, found.endpoint(), LocalEmulator.CREDENTIALS, this::tell))
                    .orElseGet(() -> new AwsClients(region, profile, endpoint, null, this::tell));
        }
        return clients;
    }

    private void noteOnce(String text) {
        if (noted.add(text)) {
            terminal.note(text);
        }
    }

    S3Client s3() {
        return clients().s3();
    }

    /** The local emulator, if it is used instead of AWS. */
    Optional<LocalEmulator> emulator() {
        if (local != null && emulator == null) {
            if (region != null || profile != null || endpoint != null) {
                throw new IllegalArgumentException(
                        "--local knows region, credentials and address: it goes without --region, --profile and"
                                + " --endpoint-url");
            }
            emulator = LocalEmulator.on(local);
        }
        return Optional.ofNullable(emulator);
    }

    /** The time to wait for a log after the end of the step: EMR needs about five minutes, the local emulator none. */
    Duration logPatience() {
        return isLocal() ? Duration.ZERO : LOG_PATIENCE;
    }

    /** Whether the endpoint is on this machine, and therefore not AWS. */
    boolean isLocal() {
        String address = endpoint == null ? System.getenv("AWS_ENDPOINT_URL") : endpoint.toString();
        return emulator().isPresent() || (address != null && LocalEmulator.isHere(URI.create(address)));
    }

    private void tell(Throwable failure, Duration delay) {
        String why = failure instanceof SdkServiceException service && service.isThrottlingException()
                ? "AWS throttles"
                : failure instanceof SdkException fromSdk ? AwsFailures.text(fromSdk) : failure.getMessage();
        terminal.note(terminal.faint("%s; trying again in %.1f s"
                .formatted(String.valueOf(why).replaceFirst("\\.$", ""), delay.toMillis() / 1000.0)));
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (clients != null) {
            clients.close();
        }
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = EmrLaunch.class.getPackage().getImplementationVersion();
            return new String[] {"emr-launch " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
