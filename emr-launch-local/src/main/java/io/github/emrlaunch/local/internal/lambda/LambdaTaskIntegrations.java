package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Task integrations of Lambda functions, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html">connect-lambda</a>.
 */
final class LambdaTaskIntegrations {
    private static final Set<String> FIELDS =
            Set.of("FunctionName", "Payload", "Qualifier", "InvocationType", "ClientContext", "LogType");

    private final Account account;
    private final Gateway gateway;

    LambdaTaskIntegrations(Account account, Gateway gateway) {
        this.account = account;
        this.gateway = gateway;
    }

    ServiceTasks all() {
        return ServiceTasks.of(Map.of("invoke", new Invoke()))
                .with(arn -> arn.startsWith(account.arn("lambda", "function:"))
                        ? Optional.of(function(arn))
                        : Optional.empty());
    }

    /** Returns the task for a function's ARN as the resource: the input is the payload, and the response is the result. */
    private TaskIntegration function(String arn) {
        return new TaskIntegration() {
            @Override
            public Optional<String> problem(JsonNode parameters) {
                return Optional.empty();
            }

            @Override
            public JsonNode run(CallContext context, TaskRequest request) throws StatesError {
                ObjectNode input = AwsJson.object().put("FunctionName", arn);
                input.set("Payload", request.parameters());
                return call(context, input).get("Payload");
            }
        };
    }

    private JsonNode call(CallContext context, ObjectNode input) throws StatesError {
        JsonNode output;
        try {
            output = gateway.call(context, "lambda", "Invoke", input);
        } catch (AwsException e) {
            // These are modelled errors of Lambda. For other errors, the SDK throws AWSLambdaException.
            boolean modelled = e.isAnswerLost()
                    || Set.of(
                                    "ResourceNotFoundException",
                                    "ServiceException",
                                    "SnapStartException",
                                    "SnapStartNotReadyException",
                                    "SnapStartTimeoutException",
                                    "TooManyRequestsException")
                            .contains(e.code());
            throw new StatesError(
                    "Lambda." + (modelled ? e.code() : "AWSLambdaException"),
                    e.message() + " (Service: AWSLambda; Status Code: " + e.status() + "; Error Code: " + e.code()
                            + "; Request ID: " + context.requestId() + "; Proxy: null)");
        }
        if (output.has("FunctionError")) {
            JsonNode payload = output.get("Payload");
            String type = AwsJson.text(payload, "errorType");
            throw type == null
                    ? new StatesError(
                            "Lambda.Unknown",
                            "The cause could not be determined because Lambda did not return an error type. Returned payload: "
                                    + payload)
                    : new StatesError(type, payload.toString());
        }
        return output;
    }

    private final class Invoke implements TaskIntegration {
        @Override
        public Optional<String> problem(JsonNode parameters) {
            if (!TaskIntegration.given(parameters, "FunctionName")) {
                return Optional.of(TaskIntegration.missing("FunctionName"));
            }
            for (Map.Entry<String, JsonNode> property : parameters.properties()) {
                String field = property.getKey().replaceFirst("\\.\\$$", "");
                if (!FIELDS.contains(field)) {
                    return Optional.of(TaskIntegration.notSupported(field));
                }
            }
            String type = AwsJson.text(parameters, "InvocationType", "RequestResponse");
            return List.of("RequestResponse", "Event").contains(type)
                    ? Optional.empty()
                    : Optional.of("The local emulator does not support the InvocationType " + type);
        }

        @Override
        public JsonNode run(CallContext context, TaskRequest request) throws StatesError {
            JsonNode parameters = request.parameters();
            Optional<String> problem = problem(parameters);
            if (problem.isPresent()) {
                throw TaskIntegration.unusable(parameters, problem.get());
            }
            ObjectNode input = AwsJson.object()
                    .put("FunctionName", parameters.get("FunctionName").asText());
            for (String field : List.of("Qualifier", "InvocationType")) {
                if (AwsJson.has(parameters, field)) {
                    input.set(field, parameters.get(field));
                }
            }
            if (parameters.has("Payload")) {
                input.set("Payload", parameters.get("Payload"));
            }
            JsonNode output = call(context, input);
            ObjectNode result = AwsJson.object();
            for (String member : List.of("ExecutedVersion", "Payload")) {
                if (output.has(member)) {
                    result.set(member, output.get(member));
                }
            }
            result.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
            result.putObject("SdkResponseMetadata").put("RequestId", context.requestId());
            result.set("StatusCode", output.get("StatusCode"));
            return result;
        }
    }
}
