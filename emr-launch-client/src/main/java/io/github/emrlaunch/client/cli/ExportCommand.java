package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.DefinitionCopy;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description =
                "Writes what is stored into a folder, a JSON file for each definition: emr_profiles/NAMESPACE/NAME.json"
                        + " and likewise for the other kinds.",
        footer = {
            "",
            "Needs ssm:GetParametersByPath: on the namespaces with -n, else on all of /emr_launch.",
            "For definitions over 8 KB also ssm:GetParameters below /emr_launch_parts."
        })
@SuppressWarnings("NullAway.Init")
final class ExportCommand extends AwsCommand {
    @Parameters(
            paramLabel = "FOLDER",
            converter = FolderNames.class,
            description = "made if there is none; other files in it stay")
    private Path folder;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "may be given several times. Default: all of them")
    private List<String> namespaces = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("'%s' is a file, not a folder".formatted(folder));
        }
        DefinitionCopy copy = DefinitionCopy.plan(store(), new DefinitionDirectory(folder), namespaces);
        if (!copy.changes().isEmpty()) {
            Files.createDirectories(folder);
        }
        copy.apply();
        CopyReport report = new CopyReport(copy);
        if (json()) {
            print(report.json());
        } else {
            report.print(terminal(), false);
        }
        return ExitCode.OK;
    }
}
