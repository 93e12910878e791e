package io.github.emrlaunch.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "job",
        description = "Shows the last executions of a job function of EMR Serverless.",
        footer = {"", "Needs ssm:GetParameter on it and states:ListExecutions on its state machine."})
@SuppressWarnings("NullAway.Init")
final class StatusJobCommand extends NamedCommand {
    @ParentCommand
    private StatusCommand status;

    @Override
    public Integer call() {
        return status.list(name(), "run", client()::jobRuns);
    }
}
