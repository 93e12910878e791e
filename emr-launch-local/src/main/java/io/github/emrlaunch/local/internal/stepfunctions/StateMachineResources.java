package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.states.StateMachineType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The CloudFormation resources of state machines. */
final class StateMachineResources {
    private static final int STATE_MACHINE_NAME = 80;

    private final StateMachines stateMachines;

    StateMachineResources(StateMachines stateMachines) {
        this.stateMachines = stateMachines;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::StepFunctions::StateMachine",
                ResourceType.of(
                                this::stateMachine,
                                "StateMachineName",
                                "StateMachineType",
                                "DefinitionString",
                                "Definition",
                                "DefinitionS3Location.Bucket",
                                "DefinitionS3Location.Key",
                                "DefinitionSubstitutions",
                                "RoleArn",
                                "LoggingConfiguration.Destinations",
                                "LoggingConfiguration.Level",
                                "LoggingConfiguration.IncludeExecutionData")
                        .deletedBy(request -> stateMachines.remove(request.deletedId())));
    }

    private CreatedResource stateMachine(ResourceRequest request) {
        JsonNode properties = request.properties();
        String generated = request.logicalId() + "-" + request.random();
        String name = AwsJson.text(properties, "StateMachineName", generated);
        if (name.length() > STATE_MACHINE_NAME) {
            throw request.error(
                    "a state machine's name has at most " + STATE_MACHINE_NAME + " characters, got " + name.length()
                            + ": " + name,
                    "StateMachineName");
        }
        String newArn = stateMachines.arn(name);
        request.requireNew(
                "StateMachineName", name, newArn, stateMachines.find(newArn).isPresent());
        StateMachineType type = StateMachineType.valueOf(AwsJson.text(properties, "StateMachineType", "STANDARD"));
        String definition = substituted(definition(request), properties.path("DefinitionSubstitutions"));
        try {
            StateMachine machine = stateMachines.put(
                    name,
                    type,
                    new StateMachine.Settings(
                            definition,
                            request.required("RoleArn"),
                            log(properties),
                            properties
                                    .path("TracingConfiguration")
                                    .path("Enabled")
                                    .asBoolean()));
            String revision = machine.revisionId();
            return CreatedResource.working(
                    machine.arn(),
                    Map.of(
                            "Arn",
                            machine.arn(),
                            "Name",
                            name,
                            "StateMachineRevisionId",
                            revision == null ? "INITIAL" : revision));
        } catch (AwsException e) {
            throw request.error(e.message(), "");
        }
    }

    /** Returns the logging configuration. The first log group is used, because there can be only one. */
    private static ExecutionLog log(JsonNode properties) {
        JsonNode logging = properties.path("LoggingConfiguration");
        return new ExecutionLog(
                logging.path("Destinations")
                        .path(0)
                        .path("CloudWatchLogsLogGroup")
                        .path("LogGroupArn")
                        .asText(),
                AwsJson.text(logging, "Level", "OFF"),
                logging.path("IncludeExecutionData").asBoolean());
    }

    private static String definition(ResourceRequest request) {
        JsonNode properties = request.properties();
        String text = AwsJson.text(properties, "DefinitionString");
        if (text != null) {
            return text;
        }
        if (properties.has("Definition")) {
            return properties.get("Definition").toString();
        }
        String key = AwsJson.text(properties.path("DefinitionS3Location"), "Key", "");
        @Nullable Path asset = request.asset(key);
        if (asset == null) {
            throw request.error("there is neither a definition nor an asset with one", "DefinitionString");
        }
        try {
            return Files.readString(asset);
        } catch (IOException e) {
            throw request.error("cannot read " + asset + ": " + e.getMessage(), "DefinitionS3Location");
        }
    }

    private static String substituted(String definition, JsonNode substitutions) {
        String result = definition;
        for (Map.Entry<String, JsonNode> substitution : substitutions.properties()) {
            result = result.replace(
                    "${" + substitution.getKey() + "}", substitution.getValue().asText());
        }
        return result;
    }
}
