package io.github.emrlaunch.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "pipeline",
        description = "Prints the address of a pipeline in the AWS console, and opens it.",
        footer = {"", "Needs ssm:GetParameter on it."})
@SuppressWarnings("NullAway.Init")
final class OpenPipelineCommand extends NamedCommand {
    @ParentCommand
    private OpenCommand open;

    @Override
    public Integer call() {
        return open.show(name().toString(), open.inConsole(client().pipelineLink(name())));
    }
}
