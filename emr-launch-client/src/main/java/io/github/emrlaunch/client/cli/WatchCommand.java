package io.github.emrlaunch.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "Follows an execution until it has ended: shows its states and the states of its cluster.",
        footer = {"", "Needs states:DescribeExecution and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class WatchCommand extends AwsCommand {
    @Parameters(paramLabel = "EXECUTION", description = AwsCommand.EXECUTION)
    private String execution;

    @Override
    public Integer call() throws InterruptedException {
        return new LaunchWaiter(this).await(launch(execution));
    }
}
