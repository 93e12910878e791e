package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.Difference;
import io.github.emrlaunch.definitions.DefinitionName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "Compares two definitions of a kind, member by member, but for their names.",
        footer = {
            "",
            "Needs ssm:GetParameter on both; over 8 KB also ssm:GetParameters below /emr_launch_parts.",
            "Ends with 1 when they differ."
        })
@SuppressWarnings("NullAway.Init")
final class DiffCommand extends AwsCommand {
    /** The names, and the state machine's ARN, which is made of them. */
    private static final List<String> NAMES = List.of(
            "ProfileName", "ConfigurationName", "LaunchFunctionName", "JobFunctionName", "Namespace", "StateMachine");

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            converter = Kind.Converter.class,
            completionCandidates = Kind.Words.class,
            description = "${COMPLETION-CANDIDATES}, or the singular")
    private Kind kind;

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            converter = Names.class,
            description = "NAMESPACE/NAME, or a NAME of the default namespace")
    private DefinitionName first;

    @Parameters(index = "2", paramLabel = "NAME", converter = Names.class, description = "the other one")
    private DefinitionName second;

    @Override
    public Integer call() {
        List<Difference> differences = Difference.between(withoutName(first), withoutName(second));
        if (json()) {
            print(Texts.json(differences));
        } else {
            Texts.print(differences, "", terminal());
        }
        return differences.isEmpty() ? ExitCode.OK : ExitCode.NO;
    }

    private ObjectNode withoutName(DefinitionName name) {
        return store().get(kind.type(), name).toJson().remove(NAMES);
    }
}
