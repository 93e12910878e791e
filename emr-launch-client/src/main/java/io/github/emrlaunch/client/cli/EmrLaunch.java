package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.internal.AwsClients;
import io.github.emrlaunch.definitions.ParameterStore;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** The command line: what people and scripts do with what was deployed. */
@Command(
        name = "emr-launch",
        description = "Lists, starts and follows EMR launch functions, and what they are made of.",
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
            DiffCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:no: the launch that was waited for did not succeed, the definitions differ",
            "2:not valid: an option, a name, an override, a document",
            "3:not found: a definition or a launch",
            "4:AWS can't be asked or refuses: region, credentials, permission, throttling",
            "70:a bug",
            "130:interrupted with Ctrl-C; a launch that was waited for goes on"
        })
public final class EmrLaunch implements AutoCloseable {
    /** How results are written. */
    enum Output {
        TABLE,
        JSON
    }

    private final Terminal terminal;
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
            description = "AWS region. Default: AWS_REGION, or the profile's")
    private @Nullable String region;

    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "PROFILE",
            description = "profile in the AWS configuration files. Default: AWS_PROFILE")
    private @Nullable String profile;

    @Option(
            names = "--endpoint-url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "where AWS is. Default: AWS_ENDPOINT_URL, or AWS itself")
    private @Nullable URI endpoint;

    private EmrLaunch(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Terminal.system(), args));
    }

    static int run(Terminal terminal, String... args) {
        try (EmrLaunch emrLaunch = new EmrLaunch(terminal)) {
            CommandLine commandLine = new CommandLine(emrLaunch)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOut(terminal.help())
                    .setErr(terminal.helpOnError())
                    .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colors() ? Ansi.ON : Ansi.OFF));
            Failures failures = new Failures(terminal, emrLaunch);
            commandLine.setExecutionExceptionHandler(failures);
            commandLine.setParameterExceptionHandler(failures);
            return args.length == 0 ? usage(commandLine) : commandLine.execute(args);
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
                    .onRetry(retry -> tell(retry.failure(), retry.delay()));
            Optional.ofNullable(region).ifPresent(builder::region);
            Optional.ofNullable(profile).ifPresent(builder::profile);
            Optional.ofNullable(endpoint).ifPresent(builder::endpoint);
            client = builder.build();
        }
        return client;
    }

    private AwsClients clients() {
        if (clients == null) {
            clients = new AwsClients(region, profile, endpoint, this::tell);
        }
        return clients;
    }

    private void tell(Throwable failure, Duration delay) {
        String why = failure instanceof SdkServiceException service && service.isThrottlingException()
                ? "AWS throttles"
                : failure.getMessage();
        terminal.note(terminal.faint("%s; trying again in %.1f s".formatted(why, delay.toMillis() / 1000.0)));
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
