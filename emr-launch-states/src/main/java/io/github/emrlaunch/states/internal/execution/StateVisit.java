package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.ExecutionIdentity;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.internal.definition.State;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.query.ErrorNames;
import io.github.emrlaunch.states.internal.query.EvaluationException;
import io.github.emrlaunch.states.internal.query.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A visit of a state, from its entry to its exit.
 *
 * @param input the raw input
 * @param variables the variables at the entry
 * @param item the {@code Map.Item} of the context object; null outside of a Map state
 * @param cause the id of the event that led to the visit
 * @param enteredEvent the id of the entry event
 */
record StateVisit(
        ExecutionRun run,
        State state,
        JsonNode input,
        Map<String, JsonNode> variables,
        @Nullable ObjectNode item,
        Instant enteredTime,
        long cause,
        long enteredEvent) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Returns the data that the expressions of the state can refer to. */
    Scope scope(int retryCount) {
        return Scope.of(input, context(retryCount), variables, run.clock().now());
    }

    /**
     * Returns the context object, see <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html">Accessing execution data from
     * the Context object</a>.
     */
    private ObjectNode context(int retryCount) {
        ExecutionIdentity identity = run.identity();
        ObjectNode context = JsonValues.MAPPER.createObjectNode();
        ObjectNode execution = context.putObject("Execution")
                .put("Id", identity.executionArn())
                .<ObjectNode>set("Input", run.input())
                .put("StartTime", TIME.format(run.startTime()))
                .put("Name", identity.executionName())
                .put("RoleArn", identity.roleArn())
                .put("RedriveCount", run.redriveCount());
        Instant redriveTime = run.redriveTime();
        if (redriveTime != null) {
            execution.put("RedriveTime", TIME.format(redriveTime));
        }
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

    /** Returns the error for Retry and Catch. Its cause names the state. */
    StatesError error(EvaluationException e) {
        return new StatesError(
                e.error(),
                "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                        .formatted(state.name(), enteredEvent, e.problem()));
    }

    /** Checks the size of an output of the state and returns it. */
    JsonNode limited(JsonNode value) throws StatesError {
        return limited(state.name(), value);
    }

    /**
     * Checks that a value does not exceed the payload limit and returns it.
     *
     * @param producer the producer of the value, for the message
     */
    static JsonNode limited(String producer, JsonNode value) throws StatesError {
        boolean exceeds;
        try {
            exceeds = JsonValues.exceedsPayloadLimit(value);
        } catch (JsonValues.TooDeepException e) {
            throw new StatesError(ErrorNames.RUNTIME, "The state/task '%s': %s".formatted(producer, e.getMessage()));
        }
        if (exceeds) {
            throw new StatesError(
                    ErrorNames.DATA_LIMIT_EXCEEDED,
                    "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
                            .formatted(producer));
        }
        return value;
    }
}
