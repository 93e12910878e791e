package io.github.emrlaunch.local.internal.events;

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
 * The optimized integration of EventBridge, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html">connect-eventbridge</a>.
 */
final class EventBridgeTaskIntegrations {
    private final ServiceCalls events;

    EventBridgeTaskIntegrations(Gateway gateway) {
        this.events =
                new ServiceCalls(gateway, "events", "EventBridge", "AmazonEventBridge", Set.of("InternalException"));
    }

    Map<String, TaskIntegration> table() {
        return Map.of("putEvents", OptimizedTask.of(List.of("Entries"), List.of(), this::putEvents));
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
        return OptimizedTask.answered(context, output);
    }
}
