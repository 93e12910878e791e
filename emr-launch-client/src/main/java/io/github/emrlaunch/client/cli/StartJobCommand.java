package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "job",
        description = "Starts a job function of EMR Serverless. Overrides are checked before anything is started.",
        footer = {
            "",
            "Needs ssm:GetParameter on the job function and states:StartExecution on its state machine; with --wait also"
                    + " states:DescribeExecution and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StartJobCommand extends AwsCommand {
    @Parameters(
            paramLabel = "NAME",
            converter = Names.class,
            description = "NAMESPACE/NAME, or a NAME of the default namespace")
    private DefinitionName name;

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

    @Option(
            names = "--execution-name",
            paramLabel = "NAME",
            description = "starts at most one execution of this name, however often the command is repeated")
    private @Nullable String executionName;

    @Option(names = "--wait", description = "waits until the job has ended")
    private boolean wait;

    @Option(names = "--dry-run", description = "checks everything, starts nothing, prints the input")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        EmrLaunchClient client = client();
        ObjectNode whole = input();
        if (!overrides.isEmpty()) {
            // What is there may be anything.
            client.checkJob(name, whole);
            whole.withObject("/JobRunOverrides").setAll(client.parseJobOverrides(name, overrides));
        }
        if (dryRun) {
            client.checkJob(name, whole);
            print(whole);
            return ExitCode.OK;
        }
        Launch job = executionName == null ? client.startJob(name, whole) : client.startJob(name, whole, executionName);
        if (!json()) {
            print("Started %s: %s".formatted(name, job.executionArn()));
        } else if (!wait) {
            print(Json.object().put("ExecutionArn", job.executionArn()));
        }
        return wait ? new LaunchWaiter(client, terminal(), json()).await(job) : ExitCode.OK;
    }

    private ObjectNode input() {
        try {
            JsonNode parsed = Json.parse(input);
            if (parsed instanceof ObjectNode object) {
                return object;
            }
        } catch (InvalidDefinitionException e) {
            throw new InvalidLaunchInputException("'--input' is " + e.getMessage());
        }
        throw new InvalidLaunchInputException("'--input' must be a JSON object, got: " + input);
    }
}
