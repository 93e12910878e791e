package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Payload;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.local.internal.tasks.MemberNames;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A task that calls an SDK operation directly, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html">AWS SDK integrations</a>.
 * Members are in Pascal case for all services, and times are texts.
 */
final class SdkTask implements TaskIntegration {
    /** Errors that services return although they are not modelled. The SDK throws the service exception for them. */
    private static final Set<String> UNMODELLED = Set.of(
            "ValidationException",
            "AccessDeniedException",
            "ThrottlingException",
            "SerializationException",
            "UnknownOperationException");

    /** The limit for reading a body. A longer body exceeds the size limit for the result of a task. */
    private static final int MORE_THAN_A_RESULT = (1 << 18) + 1;

    private final Gateway gateway;
    private final String service;
    private final ServiceTasks.Sdk names;
    private final String operation;

    private SdkTask(Gateway gateway, String service, ServiceTasks.Sdk names, String operation) {
        this.gateway = gateway;
        this.service = service;
        this.names = names;
        this.operation = operation;
    }

    /** Returns the task for a service and an action in camel case; empty when the local emulator has no such operation. */
    static Optional<TaskIntegration> find(Gateway gateway, Services services, String sdkName, String action) {
        String operation = MemberNames.pascal(action);
        for (LocalService service : services.all()) {
            ServiceTasks.Sdk names = service.tasks().sdk();
            if (names != null
                    && names.name().equals(sdkName)
                    && service.api().operations().containsKey(operation)) {
                return Optional.of(new SdkTask(gateway, service.api().name(), names, operation));
            }
        }
        return Optional.empty();
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
        UnaryOperator<String> ofService = names.camelCase() ? MemberNames::camel : UnaryOperator.identity();
        try {
            JsonNode input = MemberNames.renamed(parameters, ofService, names.maps());
            JsonNode output = gateway.call(context, service, operation, (ObjectNode) input);
            return MemberNames.renamed(withTexts(output), MemberNames::pascal, names.maps());
        } catch (AwsException e) {
            throw new StatesError(
                    names.exceptionPrefix() + "." + errorName(e.code()),
                    e.message() + " (Service: " + names.exceptionPrefix() + ", Status Code: " + e.status()
                            + ", Request ID: " + context.requestId() + ")");
        }
    }

    private String errorName(String code) {
        boolean own = names.modelled().isEmpty()
                ? !UNMODELLED.contains(code) || names.declared().contains(code)
                : names.modelled().contains(code);
        if (!own) {
            return names.exceptionPrefix() + "Exception";
        }
        return code.endsWith("Exception") || code.endsWith("Error") ? code : code + "Exception";
    }

    /** Converts times and bodies to texts. */
    private static JsonNode withTexts(JsonNode output) {
        if (output.isObject()) {
            ObjectNode object = AwsJson.object();
            output.properties().forEach(member -> {
                JsonNode value = member.getValue();
                object.set(
                        member.getKey(),
                        isTime(member.getKey()) && value.isNumber()
                                ? TextNode.valueOf(Instant.ofEpochMilli(Math.round(value.asDouble() * 1000))
                                        .toString())
                                : withTexts(value));
            });
            return object;
        }
        if (output.isArray()) {
            ArrayNode array = AwsJson.array();
            output.forEach(element -> array.add(withTexts(element)));
            return array;
        }
        return Payload.in(output)
                .<JsonNode>map(payload -> TextNode.valueOf(payload.text(MORE_THAN_A_RESULT)))
                .orElse(output);
    }

    private static boolean isTime(String member) {
        return member.endsWith("Date")
                || member.endsWith("DateTime")
                || member.endsWith("At")
                || member.equals("timestamp");
    }
}
