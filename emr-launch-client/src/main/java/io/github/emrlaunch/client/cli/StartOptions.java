package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that start an execution. */
final class StartOptions {
    @Option(
            names = "--execution-name",
            paramLabel = "NAME",
            converter = ExecutionNames.class,
            description = "starts at most one execution of this name, however often the command is repeated")
    private @Nullable String executionName;

    @Option(names = "--wait", description = "waits until it has ended, as emr-launch watch does")
    private boolean wait;

    @Option(names = "--dry-run", description = "checks everything, starts nothing, prints the input")
    private boolean dryRun;

    /**
     * Starts an execution and shows its progress.
     *
     * @param check checks the input without starting an execution
     * @param start starts an execution with the given name; null for a generated name
     */
    int start(
            AwsCommand command,
            DefinitionName name,
            JsonNode input,
            Runnable check,
            Function<@Nullable String, Launch> start)
            throws InterruptedException {
        if (dryRun) {
            check.run();
            command.print(input);
            return ExitCode.OK;
        }
        Launch launch = start.apply(executionName);
        if (wait) {
            if (!command.json()) {
                command.print("Started %s: %s".formatted(name, command.shown(launch)));
            }
            return new LaunchWaiter(command).await(launch);
        }
        // The execution with this name may be an older one.
        tell(
                command,
                name,
                launch,
                executionName == null ? null : command.client().status(launch));
        return ExitCode.OK;
    }

    /** @param status null if the execution has just been started */
    private static void tell(AwsCommand command, DefinitionName name, Launch launch, @Nullable LaunchStatus status) {
        String shown = command.shown(launch);
        if (command.json()) {
            command.print(Json.object()
                    .put("ExecutionArn", launch.executionArn())
                    .put("Status", status == null ? "RUNNING" : status.status()));
            return;
        }
        command.print(
                status == null || status.result() == null
                        ? "Started %s: %s".formatted(name, shown)
                        : "Was started before and has ended, %s: %s".formatted(status.status(), shown));
        command.note("To show its status: " + command.followUp("status", shown));
    }
}
