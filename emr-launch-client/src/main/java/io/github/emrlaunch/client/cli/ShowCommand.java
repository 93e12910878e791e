package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.Difference;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Shows a definition: its members that have a value, and what a launch may override.",
        footer = {"", "Needs ssm:GetParameter on it; over 8 KB also ssm:GetParameters below /emr_launch_parts."})
@SuppressWarnings("NullAway.Init")
final class ShowCommand extends AwsCommand {
    private static final List<String> OVERRIDE_MEMBERS =
            List.of("AllowedClusterConfigOverrides.", "OverrideInterfaces.", "AllowedOverrides.", "Phases.");

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
    private DefinitionName name;

    @Override
    public Integer call() {
        Definition definition = store().get(type, name);
        if (json()) {
            print(definition.toJson());
            return ExitCode.OK;
        }
        print(terminal().bold("%s %s".formatted(type, name)));
        Difference.between(Json.object(), definition.toJson()).forEach(member -> print(member.path(), member.after()));
        Map<String, OverrideRule> overrides = overrides(definition);
        if (!overrides.isEmpty()) {
            print("");
            table(overrides, !(definition instanceof ServerlessJobFunctionDefinition))
                    .print(terminal());
        }
        if (definition instanceof ClusterConfigurationDefinition configuration) {
            printInterfaces(configuration.overrideInterfaces());
        }
        if (definition instanceof PipelineDefinition pipeline) {
            print("");
            PipelineTable.of(pipeline).print(terminal());
        }
        return ExitCode.OK;
    }

    /** Prints a line for each value. */
    private void print(String path, @Nullable JsonNode value) {
        if (value == null || OVERRIDE_MEMBERS.stream().anyMatch((path + ".")::startsWith)) {
            return;
        }
        if (value.isContainerNode() && !value.isEmpty()) {
            Difference.between(value.isArray() ? Json.object().putArray("_") : Json.object(), value)
                    .forEach(inner -> print(path + "." + inner.path(), inner.after()));
        } else {
            print("  %s: %s".formatted(path, Texts.value(value)));
        }
    }

    /** The override interfaces that launch functions refer to by name. */
    private void printInterfaces(@Nullable Map<String, Map<String, OverrideRule>> interfaces) {
        if (interfaces != null) {
            interfaces.forEach((interfaceName, overrides) -> {
                if (!interfaceName.equals(ClusterConfigurationDefinition.DEFAULT_INTERFACE)) {
                    print("");
                    print("Override interface %s".formatted(interfaceName));
                    table(overrides, true).print(terminal());
                }
            });
        }
    }

    private static Map<String, OverrideRule> overrides(Definition definition) {
        if (definition instanceof ClusterConfigurationDefinition configuration) {
            return configuration.defaultOverrides();
        }
        if (definition instanceof EmrLaunchFunctionDefinition launchFunction) {
            Map<String, OverrideRule> allowed = launchFunction.allowedClusterConfigOverrides();
            return allowed == null ? Map.of() : allowed;
        }
        return definition instanceof ServerlessJobFunctionDefinition job ? job.allowedOverrides() : Map.of();
    }

    private static Table table(Map<String, OverrideRule> overrides, boolean hasPaths) {
        List<String> columns = List.of("OVERRIDE", "DEFAULT", "MUST BE", "PATH");
        Table table = new Table(columns.subList(0, hasPaths ? 4 : 3).toArray(String[]::new));
        overrides.forEach((name, rule) -> {
            String value = Texts.value(rule.defaultValue());
            if (hasPaths) {
                table.add(name, value, rule.constraint(), rule.target());
            } else {
                table.add(name, value, rule.constraint());
            }
        });
        return table;
    }
}
