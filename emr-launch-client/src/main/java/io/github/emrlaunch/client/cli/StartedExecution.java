package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.client.Launch;
import io.github.emrlaunch.client.LaunchStatus;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;

/** How a command tells of the execution that it has started. */
final class StartedExecution {
    private StartedExecution() {}

    /** @param status how it is doing; null when it was started just now */
    static void tell(AwsCommand command, DefinitionName name, Launch launch, @Nullable LaunchStatus status) {
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
        command.note("To see how it is doing: emr-launch status " + shown);
    }
}
