package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.emr.SecurityConfigurations;
import io.github.emrlaunch.local.internal.stepfunctions.ExecutionLog;
import io.github.emrlaunch.local.internal.stepfunctions.StateMachines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters, state machines, security configurations. */
final class OtherResources {
    private static final int STATE_MACHINE_NAME = 80;

    private final Gateway gateway;
    private final Principal deployer;
    private final StateMachines stateMachines;
    private final SecurityConfigurations securityConfigurations;

    OtherResources(
            Gateway gateway,
            Principal deployer,
            StateMachines stateMachines,
            SecurityConfigurations securityConfigurations) {
        this.gateway = gateway;
        this.deployer = deployer;
        this.stateMachines = stateMachines;
        this.securityConfigurations = securityConfigurations;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of(
                "AWS::SSM::Parameter", this::parameter,
                "AWS::StepFunctions::StateMachine", this::stateMachine,
                "AWS::EMR::SecurityConfiguration", this::securityConfiguration,
                "AWS::EMRServerless::Application", this::serverlessApplication);
    }

    private CreatedResource parameter(ResourceRequest request) {
        JsonNode properties = request.properties();
        String generated = "CFN-" + request.logicalId() + "-" + request.random();
        String name = AwsJson.text(properties, "Name", generated);
        ObjectNode input = AwsJson.object()
                .put("Name", name)
                .put("Type", request.required("Type"))
                .put("Value", request.required("Value"))
                .put("Overwrite", request.previous() != null);
        String tier = AwsJson.text(properties, "Tier");
        if (tier != null) {
            input.put("Tier", tier);
        }
        try {
            gateway.call(CallContext.of(deployer), "ssm", "PutParameter", input);
        } catch (AwsException e) {
            throw request.error("Parameter Store refuses the parameter '" + name + "': " + e.message(), "");
        }
        return CreatedResource.working(name, Map.of("Type", request.required("Type"), "Value", request.required("Value")));
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
        if (AwsJson.text(properties, "StateMachineType", "STANDARD").equals("EXPRESS")) {
            return CreatedResource.skipped(stateMachines.arn(name), "The stand-in runs standard workflows, no express ones.");
        }
        String definition = substituted(definition(request), properties.path("DefinitionSubstitutions"));
        try {
            String arn = stateMachines.put(name, definition, request.required("RoleArn"), log(properties));
            return CreatedResource.working(arn, Map.of("Arn", arn, "Name", name, "StateMachineRevisionId", "INITIAL"));
        } catch (AwsException e) {
            throw request.error(e.message(), "");
        }
    }

    /** What a machine logs: the first group that it names is the one that counts, as there can be only one. */
    private static ExecutionLog log(JsonNode properties) {
        JsonNode logging = properties.path("LoggingConfiguration");
        String arn = logging.path("Destinations")
                .path(0)
                .path("CloudWatchLogsLogGroup")
                .path("LogGroupArn")
                .asText();
        String group = arn.replaceFirst(".*:log-group:", "").replaceFirst(":\\*$", "");
        return logging.isObject()
                ? new ExecutionLog(
                        group,
                        AwsJson.text(logging, "Level", "OFF"),
                        logging.path("IncludeExecutionData").asBoolean())
                : ExecutionLog.NONE;
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

    private CreatedResource serverlessApplication(ResourceRequest request) {
        CreatedResource before = request.previous();
        ObjectNode input = (ObjectNode) camelCase(request.properties());
        for (String map : List.of("tags", "initialCapacity")) {
            if (input.has(map)) {
                ObjectNode entries = AwsJson.object();
                input.get(map).forEach(entry -> entries.set(entry.path("key").asText(), entry.path("value")));
                input.set(map, entries);
            }
        }
        try {
            if (before != null) {
                updateServerlessApplication(before.physicalId(), input);
                return before;
            }
            JsonNode created = gateway.call(CallContext.of(deployer), "emr-serverless", "CreateApplication", input);
            String id = created.path("applicationId").asText();
            return CreatedResource.working(
                    id, Map.of("ApplicationId", id, "Arn", created.path("arn").asText()));
        } catch (AwsException e) {
            throw request.error(e.message(), "");
        }
    }

    /** An application that is started can't be updated, so one that stays as it is must not be. */
    private void updateServerlessApplication(String id, ObjectNode input) {
        ObjectNode named = AwsJson.object().put("applicationId", id);
        JsonNode current = gateway.call(CallContext.of(deployer), "emr-serverless", "GetApplication", named)
                .path("application");
        input.properties().removeIf(member -> member.getValue().equals(current.path(member.getKey())));
        if (!input.isEmpty()) {
            gateway.call(CallContext.of(deployer), "emr-serverless", "UpdateApplication", named.setAll(input));
        }
    }

    /** Properties with the names of the API. */
    private static JsonNode camelCase(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = AwsJson.object();
            node.properties().forEach(member -> {
                // The keys of properties are the user's.
                boolean properties = member.getKey().equals("Properties");
                object.set(
                        member.getKey().substring(0, 1).toLowerCase(Locale.ROOT)
                                + member.getKey().substring(1),
                        properties ? member.getValue() : camelCase(member.getValue()));
            });
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = AwsJson.array();
            node.forEach(element -> array.add(camelCase(element)));
            return array;
        }
        return node;
    }

    private CreatedResource securityConfiguration(ResourceRequest request) {
        String name = request.name("Name", 255);
        JsonNode document = request.properties().path("SecurityConfiguration");
        if (document.isTextual()) {
            try {
                document = AwsJson.parse(document.asText());
            } catch (JsonProcessingException e) {
                throw request.error("not JSON: " + e.getOriginalMessage(), "SecurityConfiguration");
            }
        }
        securityConfigurations.put(name, document);
        return CreatedResource.identity(name, Map.of());
    }
}
