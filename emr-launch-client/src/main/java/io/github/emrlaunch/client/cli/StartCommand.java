package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        subcommands = StartJobCommand.class,
        description =
                "Starts a launch function, or with the word job a job function. Overrides and tags are checked before anything is started.",
        footer = {
            "",
            "Needs ssm:GetParameter on the launch function (with --set on its cluster configuration, too) and"
                    + " states:StartExecution on its state machine; with --wait also states:DescribeExecution"
                    + " and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StartCommand extends AwsCommand {
    /** Required, unless the word job follows: picocli would ask for it then, too. */
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            converter = Names.class,
            description = "NAMESPACE/NAME, or a NAME of the default namespace")
    private @Nullable DefinitionName given;

    @Option(
            names = "--set",
            paramLabel = "OVERRIDE=VALUE",
            description = "overrides a value of the cluster configuration; see emr-launch show function NAME")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "tags the cluster")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(
            names = "--fail-if-running",
            negatable = true,
            description =
                    "whether to fail while a cluster of the same name runs. Default: what the launch function says")
    private @Nullable Boolean failIfRunning;

    @Option(
            names = "--execution-name",
            paramLabel = "NAME",
            description = "starts at most one launch of this name, however often the command is repeated")
    private @Nullable String executionName;

    @Option(names = "--wait", description = "waits until the cluster has started, or failed to")
    private boolean wait;

    @Option(names = "--dry-run", description = "checks everything, starts nothing, prints the input")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        DefinitionName name = requireName(given);
        EmrLaunchClient client = client();
        LaunchInput input = input(client, name);
        if (dryRun) {
            client.check(name, input);
            print(input.toJson());
            return ExitCode.OK;
        }
        Launch launch = executionName == null ? client.start(name, input) : client.start(name, input, executionName);
        if (wait) {
            if (!json()) {
                print("Started %s: %s".formatted(name, launch.executionArn()));
            }
            return new LaunchWaiter(client, terminal(), json()).await(launch);
        }
        // A launch of that name may be an older one.
        tell(name, launch, executionName == null ? null : client.status(launch));
        return ExitCode.OK;
    }

    private LaunchInput input(EmrLaunchClient client, DefinitionName name) {
        LaunchInput.Builder input = LaunchInput.builder();
        client.parseOverrides(name, overrides).forEach(input::override);
        tags.forEach(input::tag);
        if (failIfRunning != null) {
            input.failIfClusterRunning(failIfRunning);
        }
        return input.build();
    }

    private void tell(DefinitionName name, Launch launch, @Nullable LaunchStatus status) {
        if (json()) {
            ObjectNode json = Json.object()
                    .put("ExecutionArn", launch.executionArn())
                    .put("Status", status == null ? "RUNNING" : status.status());
            print(json);
            return;
        }
        if (status == null || status.result() == null) {
            print("Started %s: %s".formatted(name, launch.executionArn()));
        } else {
            print("Was started before and has ended, %s: %s".formatted(status.status(), launch.executionArn()));
        }
        note("To see how it is doing: emr-launch status " + launch.executionArn());
    }
}
