package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A task that calls an operation as it is, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">AWS SDK integrations</a>.
 * Members are written in Pascal case whatever the service does, times as texts.
 */
final class SdkTask implements TaskIntegration {
    /**
     * A service that tasks can call.
     *
     * @param name as the gateway knows it
     * @param camelCase whether its own members are in lower camel case
     */
    private record Service(String name, boolean camelCase) {}

    private static final Map<String, Service> SERVICES = Map.of(
            "emr", new Service("elasticmapreduce", false),
            "ssm", new Service("ssm", false),
            "secretsmanager", new Service("secretsmanager", false),
            "sfn", new Service("states", true),
            "eventbridge", new Service("events", false),
            "sns", new Service("sns", false));

    /** Errors that services answer without having declared them; the SDK throws its service exception for those. */
    private static final Set<String> UNMODELLED = Set.of(
            "ValidationException",
            "AccessDeniedException",
            "ThrottlingException",
            "SerializationException",
            "UnknownOperationException");

    private final Gateway gateway;
    private final String sdkName;
    private final Service service;
    private final String operation;

    private SdkTask(Gateway gateway, String sdkName, Service service, String operation) {
        this.gateway = gateway;
        this.sdkName = sdkName;
        this.service = service;
        this.operation = operation;
    }

    /** The task for a service and an action in camel case; empty when the stand-in has no such operation. */
    static Optional<TaskIntegration> find(Gateway gateway, String sdkName, String action) {
        Service service = SERVICES.get(sdkName);
        String operation = pascal(action);
        return service != null && gateway.supports(service.name(), operation)
                ? Optional.of(new SdkTask(gateway, sdkName, service, operation))
                : Optional.empty();
    }

    @Override
    public Optional<String> problem(JsonNode parameters) {
        return parameters.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !Character.isUpperCase(field.charAt(0)))
                .findFirst()
                .map(TaskIntegration::notSupported);
    }

    @Override
    public JsonNode run(CallContext context, TaskRequest request) throws StatesError {
        JsonNode parameters = request.parameters();
        Optional<String> problem = problem(parameters);
        if (problem.isPresent()) {
            throw TaskIntegration.unusable(parameters, problem.get());
        }
        UnaryOperator<String> names = service.camelCase() ? SdkTask::camel : UnaryOperator.identity();
        try {
            JsonNode output =
                    gateway.call(context, service.name(), operation, (ObjectNode) renamed(parameters, names, false));
            return renamed(output, SdkTask::pascal, true);
        } catch (AwsException e) {
            throw new StatesError(
                    pascal(sdkName) + "." + errorName(e.code()),
                    e.message() + " (Service: " + pascal(sdkName) + ", Status Code: " + e.status() + ", Request ID: "
                            + context.requestId() + ")");
        }
    }

    private String errorName(String code) {
        boolean declared = !UNMODELLED.contains(code) || (sdkName.equals("sfn") && code.equals("ValidationException"));
        if (!declared) {
            return pascal(sdkName) + "Exception";
        }
        return code.endsWith("Exception") || code.endsWith("Error") ? code : code + "Exception";
    }

    /** An answer with the names that tasks have, and times as they are. */
    static JsonNode inPascalCase(JsonNode output) {
        return renamed(output, SdkTask::pascal, false);
    }

    private static JsonNode renamed(JsonNode node, UnaryOperator<String> names, boolean output) {
        if (node.isObject()) {
            ObjectNode object = AwsJson.object();
            node.properties().forEach(member -> {
                JsonNode value = member.getValue();
                object.set(
                        names.apply(member.getKey()),
                        output && isTime(member.getKey()) && value.isNumber()
                                ? TextNode.valueOf(Instant.ofEpochMilli(Math.round(value.asDouble() * 1000))
                                        .toString())
                                : renamed(value, names, output));
            });
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = AwsJson.array();
            node.forEach(element -> array.add(renamed(element, names, output)));
            return array;
        }
        return node;
    }

    private static boolean isTime(String member) {
        return member.endsWith("Date") || member.endsWith("DateTime") || member.equals("timestamp");
    }

    private static String pascal(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String camel(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
