package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a state, from its entry to its exit.
 *
 * @param input the raw input
 * @param item the {@code Map.Item} of the context object; null outside of a Map state
 * @param enteredEvent the id of the event that tells of the entry
 */
record Visit(Run run, State state, JsonNode input, @Nullable ObjectNode item, Instant enteredTime, long enteredEvent) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The context object. */
    ObjectNode context(int retryCount) {
        ExecutionIdentity identity = run.identity();
        ObjectNode context = Json.MAPPER.createObjectNode();
        context.putObject("Execution")
                .put("Id", identity.executionArn())
                .<ObjectNode>set("Input", run.input())
                .put("Name", identity.executionName())
                .put("RoleArn", identity.roleArn())
                .put("StartTime", TIME.format(run.startTime()));
        context.putObject("State")
                .put("EnteredTime", TIME.format(enteredTime))
                .put("Name", state.name())
                .put("RetryCount", retryCount);
        context.putObject("StateMachine")
                .put("Id", identity.stateMachineArn())
                .put("Name", identity.stateMachineName());
        if (item != null) {
            context.putObject("Map").set("Item", item);
        }
        return context;
    }

    StatesError error(DataException e) {
        return new StatesError(
                e.error(),
                "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                        .formatted(state.name(), enteredEvent, e.problem()));
    }

    /** Gives back a value that may leave the state. */
    JsonNode limited(JsonNode value) throws StatesError {
        return limited(state.name(), value);
    }

    static JsonNode limited(String producer, JsonNode value) throws StatesError {
        if (Json.exceedsPayloadLimit(value)) {
            throw new StatesError(
                    ErrorNames.DATA_LIMIT_EXCEEDED,
                    "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
                            .formatted(producer));
        }
        return value;
    }

    /** An amount as the state's input gives it. */
    int amount(State.Amount amount, JsonNode input, JsonNode context) throws DataException {
        if (amount instanceof State.Amount.ByInput byInput) {
            JsonNode value = byInput.path().read(byInput.field(), input, context);
            if (!Numbers.isWhole(value)
                    || value.decimalValue().signum() < 0
                    || value.decimalValue().compareTo(BigDecimal.valueOf(Limits.MAXIMUM_SECONDS)) > 0) {
                throw DataException.runtime("The %s '%s' must reference an integer from 0 to %d, got: %s"
                        .formatted(byInput.field(), byInput.path().text(), Limits.MAXIMUM_SECONDS, Json.text(value)));
            }
            return value.intValue();
        }
        return ((State.Amount.Fixed) amount).value();
    }
}
