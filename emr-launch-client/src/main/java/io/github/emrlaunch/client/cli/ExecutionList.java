package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.emrlaunch.client.LaunchSummary;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of the last executions of a launch function, a pipeline or a job function. */
final class ExecutionList {
    private ExecutionList() {}

    /** @param never the participle for the message without executions, such as {@code launched} */
    static void print(AwsCommand command, DefinitionName name, String never, List<LaunchSummary> executions) {
        if (command.json()) {
            ArrayNode all = Json.object().putArray("Launches");
            executions.forEach(summary -> all.addObject()
                    .put("ExecutionArn", summary.launch().executionArn())
                    .put("Status", summary.status())
                    .put("Started", summary.started().toString())
                    .put("Ended", text(summary.ended())));
            command.print(all);
            return;
        }
        if (executions.isEmpty()) {
            command.note("%s was never %s, or not in the last 90 days".formatted(name, never));
            return;
        }
        Table table = new Table("STARTED", "TOOK", "STATUS", "EXECUTION").lastWhole();
        executions.forEach(summary -> table.add(
                Texts.time(summary.started()),
                summary.ended() == null ? "" : Texts.clock(Duration.between(summary.started(), summary.ended())),
                summary.status(),
                command.shown(summary.launch())));
        table.print(command.terminal());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
