package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import io.github.emrlaunch.definitions.StoredDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists profiles, cluster configurations, launch functions or job functions of EMR Serverless.",
        footer = {
            "",
            "Needs ssm:GetParametersByPath: on one namespace with -n, else on all of a type.",
            "For definitions over 8 KB also ssm:GetParameters below /emr_launch_parts."
        })
@SuppressWarnings("NullAway.Init")
final class ListCommand extends AwsCommand {
    private static final List<String> NAME_COLUMNS = List.of("Namespace", "Name");

    @Parameters(
            paramLabel = "KIND",
            converter = Kind.Converter.class,
            completionCandidates = Kind.Words.class,
            description = "${COMPLETION-CANDIDATES}")
    private Kind kind;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Default: all of them")
    private @Nullable String namespace;

    @Override
    public Integer call() {
        List<? extends StoredDocument<?>> documents = documents(store(), kind.type());
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

    private <T extends Definition> List<StoredDocument<T>> documents(DefinitionStore store, DefinitionType<T> type) {
        return namespace == null ? store.documents(type) : store.documents(type, namespace);
    }

    private String nothing() {
        return namespace == null
                ? "There is no %s".formatted(kind.type())
                : "Namespace '%s' has no %s".formatted(namespace, kind.type());
    }

    private Table table(List<? extends StoredDocument<?>> documents) {
        List<String> members = new ArrayList<>(NAME_COLUMNS);
        members.addAll(
                switch (kind) {
                    case PROFILE -> List.of("Vpc", "Logs", "Description");
                    case CONFIGURATION -> List.of("Release", "Applications", "Description");
                    case FUNCTION -> List.of("Profile", "Configuration", "Overrides", "Description");
                    case JOB -> List.of("Application", "EntryPoint", "Overrides", "Description");
                });
        Table table = new Table(
                members.stream().map(member -> member.toUpperCase(Locale.ROOT)).toArray(String[]::new));
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
            Definition definition = document.read();
            if (definition instanceof EmrProfileDefinition profile) {
                summary.put("Vpc", profile.vpc()).put("Logs", logs(profile)).put("Description", profile.description());
            } else if (definition instanceof ClusterConfigurationDefinition configuration) {
                JsonNode request = configuration.clusterConfiguration();
                summary.put("Release", request.path("ReleaseLabel").textValue());
                ArrayNode applications = summary.putArray("Applications");
                request.path("Applications").forEach(application -> applications.add(application.path("Name")));
                summary.put("Description", configuration.description());
            } else if (definition instanceof EmrLaunchFunctionDefinition launchFunction) {
                summary.put("Profile", launchFunction.emrProfile().toString())
                        .put(
                                "Configuration",
                                launchFunction.clusterConfiguration().toString());
                ArrayNode overrides = summary.putArray("Overrides");
                Map<String, ?> allowed = launchFunction.allowedClusterConfigOverrides();
                if (allowed != null) {
                    allowed.keySet().forEach(overrides::add);
                }
                summary.put("Description", launchFunction.description());
            } else if (definition instanceof ServerlessJobFunctionDefinition job) {
                summary.put("Application", job.applicationId()).put("EntryPoint", job.entryPoint());
                ArrayNode overrides = summary.putArray("Overrides");
                job.allowedOverrides().keySet().forEach(overrides::add);
                summary.put("Description", job.description());
            }
        } catch (InvalidDefinitionException e) {
            summary.put("Error", e.getMessage());
        }
        return summary;
    }

    private static @Nullable String logs(EmrProfileDefinition profile) {
        if (profile.logsBucket() == null) {
            return null;
        }
        return "s3://%s/%s".formatted(profile.logsBucket(), Texts.orEmpty(profile.logsPath()));
    }
}
