package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.DefinitionCopy;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description =
                "Stores what a folder holds, as export writes it. All documents are checked before one is written; when"
                        + " one can't be written, those before it are put back.",
        footer = {
            "",
            "ARNs and ids in the documents stay those of the account that they are from.",
            "Needs ssm:GetParametersByPath, GetParameter, PutParameter and DeleteParameter; for definitions over 8 KB also",
            "GetParameters, PutParameter and DeleteParameters below /emr_launch_parts."
        })
@SuppressWarnings("NullAway.Init")
final class ImportCommand extends AwsCommand {
    @Parameters(
            paramLabel = "FOLDER",
            converter = FolderNames.class,
            description = "with folders such as emr_profiles and pipelines, as export writes them")
    private Path folder;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "may be given several times. Default: all that the folder has")
    private List<String> namespaces = new ArrayList<>();

    @Option(names = "--dry-run", description = "checks everything, shows what would change, writes nothing")
    private boolean dryRun;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder '%s'".formatted(folder));
        }
        DefinitionDirectory directory = new DefinitionDirectory(folder);
        DefinitionCopy copy = DefinitionCopy.plan(directory, store(), namespaces);
        if (copy.changes().isEmpty()) {
            throw new IllegalArgumentException("'%s' has no definition%s"
                    .formatted(folder, namespaces.isEmpty() ? "" : " in " + String.join(", ", namespaces)));
        }
        // Only now: a folder without definitions may be any folder, with any number of files.
        directory.otherFiles().forEach(file -> note("Not a definition, by name or place: " + file));
        copy.requireReferences();
        if (!dryRun) {
            copy.apply();
        }
        CopyReport report = new CopyReport(copy);
        if (json()) {
            print(report.json());
        } else {
            report.print(terminal(), dryRun);
        }
        return ExitCode.OK;
    }
}
