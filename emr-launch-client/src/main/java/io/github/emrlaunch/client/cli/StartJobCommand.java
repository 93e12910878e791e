package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.definitions.DefinitionName;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "job",
        description = "Starts a job function of EMR Serverless. Overrides are checked before anything is started.",
        footer = {
            "",
            "Needs ssm:GetParameter on the job function and states:StartExecution on its state machine; with --wait"
                    + " also states:DescribeExecution and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StartJobCommand extends NamedCommand {
    @Option(
            names = "--set",
            paramLabel = "OVERRIDE=VALUE",
            description = "overrides a value of the job; see emr-launch show job NAME")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "the execution's input, an object: overrides as JobRunOverrides, and what the job refers to")
    private String input = "{}";

    @Mixin
    private StartOptions options;

    @Override
    public Integer call() throws InterruptedException {
        EmrLaunchClient client = client();
        DefinitionName name = name();
        ObjectNode whole = InputOption.read(input);
        if (!overrides.isEmpty()) {
            // The stored document may be invalid.
            client.checkJob(name, whole);
            whole.withObject("/JobRunOverrides").setAll(client.parseJobOverrides(name, overrides));
        }
        return options.start(
                this,
                name,
                whole,
                () -> client.checkJob(name, whole),
                executionName -> executionName == null
                        ? client.startJob(name, whole)
                        : client.startJob(name, whole, executionName));
    }
}
