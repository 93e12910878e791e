package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.LaunchInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        subcommands = {StartPipelineCommand.class, StartJobCommand.class},
        description = "Starts a launch function, or with the word pipeline or job one of those. Overrides and tags are"
                + " checked before anything is started.",
        footer = {
            "",
            "Needs ssm:GetParameter on the launch function (with --set on its cluster configuration, too) and"
                    + " states:StartExecution on its state machine; with --wait also states:DescribeExecution"
                    + " and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StartCommand extends AwsCommand {
    /** Required without a subcommand. picocli would require it with a subcommand, too. */
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            converter = Names.class,
            description = "NAMESPACE/NAME, or a NAME of the default namespace")
    private @Nullable DefinitionName given;

    @Mixin
    private LaunchOptions launchOptions;

    @Mixin
    private StartOptions options;

    @Override
    public Integer call() throws InterruptedException {
        DefinitionName name = requireName(given);
        EmrLaunchClient client = client();
        LaunchInput input = launchOptions.input(typed -> client.parseOverrides(name, typed));
        return options.start(
                this,
                name,
                input.toJson(),
                () -> client.check(name, input),
                executionName ->
                        executionName == null ? client.start(name, input) : client.start(name, input, executionName));
    }
}
