package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the history of an execution, in the format of {@code GetExecutionHistory}.
 *
 * @param id 1 for the first event
 * @param previousEventId the id of the previous event; 0 for the first event and the first state
 * @param timestamp the virtual time
 * @param type the type, such as {@code TaskStateEntered}
 * @param detailsName the member that holds the details, such as {@code stateEnteredEventDetails}; absent when the type
 *     has none
 * @param details the details; empty when the type has none
 */
public record HistoryEvent(
        long id,
        long previousEventId,
        Instant timestamp,
        String type,
        @Nullable String detailsName,
        ObjectNode details) {

    /** Returns a member of the response's {@code events}. The timestamp is in seconds, as in AWS JSON. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("timestamp", BigDecimal.valueOf(timestamp.toEpochMilli(), 3));
        json.put("type", type);
        json.put("id", id);
        json.put("previousEventId", previousEventId);
        if (detailsName != null) {
            json.set(detailsName, details.deepCopy());
        }
        return json;
    }
}
