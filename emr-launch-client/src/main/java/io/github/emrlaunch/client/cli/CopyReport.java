package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.DefinitionCopy;
import io.github.emrlaunch.client.DefinitionCopy.Change;
import io.github.emrlaunch.client.DefinitionCopy.Kind;
import io.github.emrlaunch.definitions.Json;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report of the changes that a copy of definitions makes or would make. */
final class CopyReport {
    private final DefinitionCopy copy;

    CopyReport(DefinitionCopy copy) {
        this.copy = copy;
    }

    JsonNode json() {
        var all = Json.object().putArray("Changes");
        copy.changes().forEach(change -> all.addObject()
                .put("Change", change.kind().name())
                .put("Type", change.document().type().folder())
                .put("Namespace", change.document().name().namespace())
                .put("Name", change.document().name().name())
                .set("Differences", Texts.json(change.differences())));
        return all;
    }

    void print(Terminal terminal, boolean dryRun) {
        for (Change change : copy.changes()) {
            if (change.kind() != Kind.KEEP) {
                String line = "%s %s %s"
                        .formatted(
                                change.kind().name().toLowerCase(Locale.ROOT),
                                change.document().type(),
                                change.document().name());
                terminal.print(change.kind() == Kind.CREATE ? terminal.good(line) : line);
                Texts.print(change.differences(), "  ", terminal);
            }
        }
        copy.onlyInTarget()
                .forEach(document ->
                        terminal.note("%s %s is only there, and stays".formatted(document.type(), document.name())));
        terminal.print(summary(dryRun));
    }

    private String summary(boolean dryRun) {
        String counts = Stream.of(Kind.values())
                .map(kind -> "%d to %s"
                        .formatted(
                                copy.changes().stream()
                                        .filter(change -> change.kind() == kind)
                                        .count(),
                                kind.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
        return "%d definitions: %s%s".formatted(copy.changes().size(), counts, dryRun ? ". Nothing was written" : "");
    }
}
