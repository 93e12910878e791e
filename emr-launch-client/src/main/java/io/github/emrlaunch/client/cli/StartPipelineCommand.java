package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.EmrLaunchClient;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelineRunInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "pipeline",
        description = "Starts a pipeline. Arguments, overrides and the phase are checked before anything is started. A"
                + " pipeline that launches its cluster ends it, unless it was built to keep it.",
        footer = {
            "",
            "Needs ssm:GetParameter on the pipeline and states:StartExecution on its state machine; checks --set if it"
                    + " may also read the launch function of the cluster and its cluster configuration; with --wait also"
                    + " states:DescribeExecution and GetExecutionHistory, and for the typical time ListExecutions."
        })
@SuppressWarnings("NullAway.Init")
final class StartPipelineCommand extends NamedCommand {
    @Option(
            names = "--arg",
            paramLabel = "STEP.ARGUMENT=VALUE",
            description = "gives an argument of a step another value; see emr-launch show pipeline NAME")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--from", paramLabel = "PHASE", description = "the phase to start from. Default: the first")
    private @Nullable String from;

    @Mixin
    private LaunchOptions launchOptions;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "the execution's input, an object: arguments of steps as StepArgumentOverrides, and what the"
                    + " phases refer to")
    private String input = "{}";

    @Mixin
    private StartOptions options;

    @Override
    public Integer call() throws InterruptedException {
        EmrLaunchClient client = client();
        DefinitionName name = name();
        PipelineRunInput whole = whole(client, name);
        return options.start(
                this,
                name,
                whole.toJson(),
                () -> client.checkPipeline(name, whole),
                executionName -> executionName == null
                        ? client.startPipeline(name, whole)
                        : client.startPipeline(name, whole, executionName));
    }

    private PipelineRunInput whole(EmrLaunchClient client, DefinitionName name) {
        PipelineRunInput given = PipelineRunInput.of(InputOption.read(input));
        PipelineRunInput.Builder asked = PipelineRunInput.builder();
        if (!arguments.isEmpty()) {
            asked.arguments(client.parseStepArguments(name, arguments));
            // Steps in one spelling would replace those in the other.
            requireOnce(given, PipelineRunInput.STEP_ARGUMENTS_OLDER);
        }
        if (from != null) {
            asked.fromPhase(from);
        }
        LaunchInput ofLaunch = launchOptions.input(typed -> client.parsePipelineOverrides(name, typed));
        if (!ofLaunch.toJson().isEmpty()) {
            requireLaunch(client, name);
            asked.launch(ofLaunch);
        }
        PipelineRunInput.Builder whole = given.toBuilder();
        asked.build().toJson().properties().forEach(member -> {
            requireOnce(given, member.getKey());
            whole.member(member.getKey(), member.getValue());
        });
        return whole.build();
    }

    private static void requireOnce(PipelineRunInput given, String member) {
        if (given.toJson().has(member)) {
            throw new InvalidLaunchInputException(
                    "'%s' is given by '--input' and by an option: give it by one of them".formatted(member));
        }
    }

    private void requireLaunch(EmrLaunchClient client, DefinitionName name) {
        PipelineDefinition pipeline = client.definitions().get(DefinitionType.PIPELINE, name);
        if (pipeline.cluster().kind() != PipelineCluster.Kind.TRANSIENT) {
            throw new InvalidLaunchInputException(
                    "Pipeline '%s' launches no cluster: --tag and --fail-if-running are for pipelines that do"
                            .formatted(name));
        }
    }
}
