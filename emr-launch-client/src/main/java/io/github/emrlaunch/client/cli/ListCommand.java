package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists profiles, cluster configurations, launch functions, pipelines or job functions of EMR"
                + " Serverless.",
        footer = {
            "",
            "Needs ssm:GetParametersByPath: on one namespace with -n, else on all of a type.",
            "For definitions over 8 KB also ssm:GetParameters below /emr_launch_parts."
        })
@SuppressWarnings("NullAway.Init")
final class ListCommand extends AwsCommand {
    private static final int MOST_LINES = 3;
    private static final List<String> NAME_COLUMNS = List.of("Namespace", "Name");

    @Parameters(
            paramLabel = "KIND",
            converter = TypeWords.Converter.class,
            completionCandidates = TypeWords.class,
            description = "${COMPLETION-CANDIDATES}")
    private DefinitionType<?> type;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Default: all of them")
    private @Nullable String namespace;

    @Override
    public Integer call() {
        List<? extends StoredDocument<?>> documents = documents(store(), type);
        if (json()) {
            ArrayNode all = Json.object().putArray("Definitions");
            documents.forEach(document -> all.add(summary(document)));
            print(all);
        } else if (documents.isEmpty()) {
            note(nothing());
        } else {
            table(documents).print(terminal());
        }
        return ExitCode.OK;
    }

    private <T extends Definition> List<StoredDocument<T>> documents(DefinitionStore store, DefinitionType<T> listed) {
        return namespace == null ? store.documents(listed) : store.documents(listed, namespace);
    }

    private String nothing() {
        return namespace == null
                ? "There is no %s".formatted(type)
                : "Namespace '%s' has no %s".formatted(namespace, type);
    }

    private Table table(List<? extends StoredDocument<?>> documents) {
        List<String> members = new ArrayList<>(NAME_COLUMNS);
        members.addAll(type.summaryMembers());
        Table table = new Table(members.stream()
                        .map(member -> member.toUpperCase(Locale.ROOT))
                        .toArray(String[]::new))
                .atMostLines(MOST_LINES);
        for (StoredDocument<?> document : documents) {
            ObjectNode summary = summary(document);
            if (summary.has("Error")) {
                summary.put(
                        "Description", "not readable: " + summary.path("Error").asText());
            }
            table.add(members.stream().map(member -> cell(summary.path(member))).toArray(String[]::new));
        }
        return table;
    }

    private static String cell(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "))
                : Texts.value(value);
    }

    private static ObjectNode summary(StoredDocument<?> document) {
        ObjectNode summary = Json.object()
                .put("Namespace", document.name().namespace())
                .put("Name", document.name().name());
        try {
            summary.setAll(document.read().summary());
        } catch (InvalidDefinitionException e) {
            summary.put("Error", e.getMessage());
        }
        return summary;
    }
}
