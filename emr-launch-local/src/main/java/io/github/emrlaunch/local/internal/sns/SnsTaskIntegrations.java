package io.github.emrlaunch.local.internal.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.tasks.OptimizedTask;
import io.github.emrlaunch.local.internal.tasks.ServiceCalls;
import io.github.emrlaunch.local.internal.tasks.TaskIntegration;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskAttempt;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The optimized integration of SNS, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html">connect-sns</a>.
 */
final class SnsTaskIntegrations {
    private final ServiceCalls sns;

    SnsTaskIntegrations(Gateway gateway) {
        this.sns = new ServiceCalls(
                gateway,
                "sns",
                "SNS",
                "AmazonSNS",
                Set.of("NotFoundException", "AuthorizationErrorException", "InvalidParameterException"));
    }

    Map<String, TaskIntegration> table() {
        return Map.of(
                "publish",
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
                        this::publish));
    }

    /** Publishes a message. A message that is not a text is converted to text. */
    private JsonNode publish(CallContext context, ObjectNode parameters, TaskAttempt attempt) throws StatesError {
        ObjectNode input = parameters.deepCopy();
        JsonNode message = input.path("Message");
        if (!message.isTextual()) {
            input.put("Message", message.toString());
        }
        return OptimizedTask.answered(context, sns.call(context, "Publish", input));
    }
}
