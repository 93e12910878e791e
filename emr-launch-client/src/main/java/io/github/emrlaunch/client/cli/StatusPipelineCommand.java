package io.github.emrlaunch.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "pipeline",
        description = "Shows the last executions of a pipeline.",
        footer = {"", "Needs ssm:GetParameter on it and states:ListExecutions on its state machine."})
@SuppressWarnings("NullAway.Init")
final class StatusPipelineCommand extends NamedCommand {
    @ParentCommand
    private StatusCommand status;

    @Override
    public Integer call() {
        return status.list(name(), "run", client()::pipelineRuns);
    }
}
