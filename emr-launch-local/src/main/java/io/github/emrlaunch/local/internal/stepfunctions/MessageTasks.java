package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages and events as tasks, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html">connect-sns</a> and <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html">connect-eventbridge</a>.
 */
final class MessageTasks {
    private final ServiceCalls sns;
    private final ServiceCalls events;

    MessageTasks(Gateway gateway) {
        this.sns = new ServiceCalls(
                gateway,
                "sns",
                "SNS",
                "AmazonSNS",
                Set.of("NotFoundException", "AuthorizationErrorException", "InvalidParameterException"));
        this.events =
                new ServiceCalls(gateway, "events", "EventBridge", "AmazonEventBridge", Set.of("InternalException"));
    }

    Map<String, TaskIntegration> table() {
        return Map.of(
                "sns:publish",
                OptimizedTask.of(
                        List.of("Message"),
                        List.of(
                                "TopicArn",
                                "TargetArn",
                                "Subject",
                                "MessageAttributes",
                                "MessageStructure",
                                "MessageGroupId",
                                "MessageDeduplicationId"),
                        this::publish),
                "events:putEvents",
                OptimizedTask.of(List.of("Entries"), List.of(), this::putEvents));
    }

    /** A message that is not a text is written as one. */
    private JsonNode publish(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = parameters.deepCopy();
        JsonNode message = input.path("Message");
        if (!message.isTextual()) {
            input.put("Message", message.toString());
        }
        return answered(context, sns.call(context, "Publish", input));
    }

    private JsonNode putEvents(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = parameters.deepCopy();
        input.path("Entries").forEach(entry -> {
            JsonNode detail = entry.path("Detail");
            if (entry instanceof ObjectNode object && !detail.isTextual()) {
                object.put("Detail", detail.toString());
            }
        });
        JsonNode output = events.call(context, "PutEvents", input);
        if (output.path("FailedEntryCount").asInt() > 0) {
            throw new StatesError("EventBridge.FailedEntry", output.toString());
        }
        return answered(context, output);
    }

    private static JsonNode answered(CallContext context, JsonNode output) {
        ObjectNode result = output.deepCopy();
        result.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
        result.putObject("SdkResponseMetadata").put("RequestId", context.requestId());
        return result;
    }
}
