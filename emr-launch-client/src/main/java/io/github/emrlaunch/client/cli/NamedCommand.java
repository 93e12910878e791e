package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.DefinitionName;
import picocli.CommandLine.Parameters;

/** A command for one stored definition. */
@SuppressWarnings("NullAway.Init")
abstract class NamedCommand extends AwsCommand {
    @Parameters(
            paramLabel = "NAME",
            converter = Names.class,
            description = "NAMESPACE/NAME, or a NAME of the default namespace")
    private DefinitionName name;

    DefinitionName name() {
        return name;
    }
}
