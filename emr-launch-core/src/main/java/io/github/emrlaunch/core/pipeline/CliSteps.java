package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Converts a step in the JSON format of the AWS CLI. The CLI forms a command from its type and arguments.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/emr/add-steps.html">add-steps</a>
 * @see <a href="https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emr/steputils.py">How the CLI makes steps</a>
 */
final class CliSteps {
    private static final Set<String> MEMBERS =
            Set.of("Type", "Name", "ActionOnFailure", "Jar", "Args", "MainClass", "Properties");

    private static final String CUSTOM_JAR = "CUSTOM_JAR";
    private static final String JAR = "Jar";
    private static final String ARGS = "Args";

    /**
     * A type of the CLI that runs a command.
     *
     * @param name the default name of a step
     * @param command the command before the arguments
     */
    private record Type(String name, List<String> command) {}

    private static final Map<String, Type> TYPES = Map.of(
            "SPARK", new Type("Spark application", List.of("spark-submit")),
            "STREAMING", new Type("Streaming program", List.of("hadoop-streaming")),
            "HIVE", new Type("Hive program", List.of("hive-script", "--run-hive-script", "--args")),
            "PIG", new Type("Pig program", List.of("pig-script", "--run-pig-script", "--args")));

    private CliSteps() {}

    /**
     * Creates a step.
     *
     * @throws IllegalArgumentException when the CLI would refuse the entry, or ignore a part of it
     */
    static EmrStep step(JsonNode entry) {
        entry.properties().stream()
                .map(Map.Entry::getKey)
                .filter(member -> !MEMBERS.contains(member))
                .findFirst()
                .ifPresent(member -> {
                    throw new IllegalArgumentException(
                            "takes Type, Name, ActionOnFailure, Jar, Args, MainClass and Properties, got: '%s'%s"
                                    .formatted(
                                            member,
                                            member.equals("HadoopJarStep")
                                                    ? ". That is the form of the API: the CLI has its members next to Name"
                                                    : ""));
                });
        String name = text(entry, "Type");
        String type = name == null ? CUSTOM_JAR : name.toUpperCase(Locale.ROOT);
        EmrStep step = type.equals(CUSTOM_JAR) ? customJar(entry) : command(entry, type);
        String action = text(entry, "ActionOnFailure");
        return action == null ? step : step.withActionOnFailure(action(action));
    }

    private static EmrStep customJar(JsonNode entry) {
        String jar = text(entry, JAR);
        if (jar == null) {
            throw new IllegalArgumentException("'Jar' is required for Type CUSTOM_JAR");
        }
        List<String> arguments = arguments(entry);
        return EmrStep.of(
                        name(entry, "Custom JAR"),
                        jar,
                        text(entry, "MainClass"),
                        arguments,
                        List.of(),
                        arguments.size())
                .withProperties(properties(entry));
    }

    private static EmrStep command(JsonNode entry, String typeName) {
        Type type = TYPES.get(typeName);
        if (type == null) {
            throw new IllegalArgumentException("'Type' must be CUSTOM_JAR, STREAMING, HIVE, PIG or SPARK, got: '%s'%s"
                    .formatted(typeName, typeName.equals("IMPALA") ? ", which no release label has" : ""));
        }
        for (String member : List.of(JAR, "MainClass", "Properties")) {
            if (entry.has(member)) {
                throw new IllegalArgumentException(
                        "'%s' is for Type CUSTOM_JAR: the CLI ignores it for %s".formatted(member, typeName));
            }
        }
        List<String> arguments = arguments(entry);
        if (arguments.stream().allMatch(String::isBlank)) {
            throw new IllegalArgumentException("'Args' must not be empty for Type " + typeName);
        }
        List<String> command =
                Stream.concat(type.command().stream(), arguments.stream()).toList();
        return EmrStep.command(name(entry, type.name()), command, List.of(), command.size());
    }

    private static String name(JsonNode entry, String ofType) {
        String name = text(entry, "Name");
        return name == null ? ofType : name;
    }

    /** EMR still accepts the old name. */
    private static ActionOnFailure action(String text) {
        if (text.equals("TERMINATE_JOB_FLOW")) {
            return ActionOnFailure.TERMINATE_CLUSTER;
        }
        return Stream.of(ActionOnFailure.values())
                .filter(action -> action.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'ActionOnFailure' must be one of %s, got: '%s'"
                        .formatted(List.of(ActionOnFailure.values()), text)));
    }

    private static @Nullable String text(JsonNode entry, String member) {
        JsonNode value = entry.path(member);
        if (!value.isMissingNode() && (!value.isTextual() || value.textValue().isEmpty())) {
            throw new IllegalArgumentException(
                    "'%s' must be a text that isn't empty, got: %s".formatted(member, Json.write(value)));
        }
        return value.isMissingNode() ? null : StepsFile.literal(value.textValue());
    }

    private static List<String> arguments(JsonNode entry) {
        JsonNode args = entry.path(ARGS);
        List<String> texts = new ArrayList<>();
        args.forEach(argument -> texts.add(argument.textValue()));
        if (!(args.isMissingNode() || args.isArray()) || texts.contains(null)) {
            throw new IllegalArgumentException("'Args' must be a list of texts, got: " + Json.write(args));
        }
        return texts.stream().map(StepsFile::literal).toList();
    }

    /** The CLI takes properties as one string: {@code name=value,name=value}. */
    private static Map<String, String> properties(JsonNode entry) {
        String text = text(entry, "Properties");
        Map<String, String> properties = new LinkedHashMap<>();
        for (String property : text == null ? List.<String>of() : List.of(text.split(",", -1))) {
            int equals = property.indexOf('=');
            properties.put(
                    equals < 0 ? property : property.substring(0, equals),
                    equals < 0 ? "" : property.substring(equals + 1));
        }
        return properties;
    }
}
