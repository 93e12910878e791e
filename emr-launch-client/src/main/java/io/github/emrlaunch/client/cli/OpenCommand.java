package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.Launch;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

@Command(
        name = "open",
        subcommands = {OpenPipelineCommand.class, OpenJobCommand.class},
        description = "Prints the address of an execution, a cluster or a launch function in the AWS console, with the"
                + " word pipeline or job of one of those, and on a terminal opens it in the browser. With --local it is"
                + " the page of the run, or the list of runs.",
        footer = {"", "Needs nothing for an execution or a cluster; for a name ssm:GetParameter on it."})
@SuppressWarnings("NullAway.Init")
final class OpenCommand extends AwsCommand {
    /** Required without a subcommand. picocli would require it with a subcommand, too. */
    @Parameters(
            arity = "0..1",
            paramLabel = "EXECUTION|CLUSTER|NAME",
            description = AwsCommand.EXECUTION_OR_CLUSTER
                    + "; or NAMESPACE/NAME, or a NAME of the default namespace, of a launch function")
    private @Nullable String given;

    @Option(names = "--print", scope = ScopeType.INHERIT, description = "prints the address only")
    private boolean printOnly;

    @Override
    public Integer call() {
        String target = require("EXECUTION|CLUSTER|NAME", given);
        return show(target, address(target));
    }

    Integer show(String target, Optional<URI> known) {
        URI address = known.orElseThrow(() -> new IllegalArgumentException(
                "The address of the AWS console is not known for the partition of " + target));
        print(address.toString());
        if (terminal().interactive() && !printOnly && !open(address)) {
            note("No browser was found to open it");
        }
        return ExitCode.OK;
    }

    private Optional<URI> address(String target) {
        if (target.startsWith("arn:")) {
            // In any region.
            return link(new Launch(target));
        }
        if (ExecutionTexts.isOne(target)) {
            return link(launch(target));
        }
        return inConsole(
                WorkTarget.isCluster(target)
                        ? client().clusterLink(target)
                        : client().link(new Names().convert(target)));
    }

    /** The local emulator has only pages of runs. */
    Optional<URI> inConsole(Optional<URI> page) {
        return emrLaunch().emulator().map(LocalEmulator::runs).or(() -> page);
    }

    private static boolean open(URI address) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("mac")
                ? List.of("open")
                : system.contains("windows") ? List.of("rundll32", "url.dll,FileProtocolHandler") : List.of("xdg-open");
        try {
            new ProcessBuilder(Stream.concat(command.stream(), Stream.of(address.toString()))
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
