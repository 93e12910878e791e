package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.Difference;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "Compares two definitions of a type, member by member, without their names.",
        footer = {
            "",
            "Needs ssm:GetParameter on both; over 8 KB also ssm:GetParameters below /emr_launch_parts.",
            "Ends with 1 when they differ."
        })
@SuppressWarnings("NullAway.Init")
final class DiffCommand extends AwsCommand {
    /** Members that contain the name or are derived from it. */
    private static final List<String> NAMED = List.of("Namespace", "StateMachine");

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            converter = TypeWords.Converter.class,
            completionCandidates = TypeWords.class,
            description = "${COMPLETION-CANDIDATES}, or the singular")
    private DefinitionType<?> type;

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
        return differences.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private ObjectNode withoutName(DefinitionName name) {
        List<String> named = new ArrayList<>(NAMED);
        named.add(type.nameMember());
        return store().get(type, name).toJson().remove(named);
    }
}
