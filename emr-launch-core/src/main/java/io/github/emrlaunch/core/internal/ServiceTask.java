package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.definitions.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Timeout;
import software.constructs.Construct;

/**
 * A task state that calls a service of AWS, and brings its permissions with it. It is written in JSONata, so that it fits into state machines of
 * either language; properties that are JSONPath's are translated.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public abstract class ServiceTask extends JsonataState {
    private final TaskCall call;
    private final ObjectNode fields;

    protected ServiceTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        this(scope, id, call, props, null);
    }

    /** @param result what the task's result is where the properties don't say, as they say it; null for what the service answers */
    protected ServiceTask(
            Construct scope, String id, TaskCall call, TaskStateBaseProps props, @Nullable Map<String, Object> result) {
        super(scope, id, requireSupported(props), call.statements());
        this.call = call;
        // At once, so that an error comes from where the task is made.
        this.fields = fields(props, result);
    }

    @SuppressWarnings("deprecation")
    private static TaskStateBaseProps requireSupported(TaskStateBaseProps props) {
        if (props.getCredentials() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR take no 'credentials': they act as the state machine's role");
        }
        // Only whoever has the token of a task sends heartbeats.
        if (props.getHeartbeatTimeout() != null
                && props.getIntegrationPattern() != IntegrationPattern.WAIT_FOR_TASK_TOKEN) {
            throw new IllegalArgumentException(
                    "Tasks of EMR take 'heartbeatTimeout' with WAIT_FOR_TASK_TOKEN only: without a token nobody sends heartbeats");
        }
        if (props.getTimeout() != null || props.getHeartbeat() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR take 'taskTimeout' and 'heartbeatTimeout' instead of 'timeout' and 'heartbeat'");
        }
        if (props.getQueryLanguage() == QueryLanguage.JSON_PATH) {
            throw new IllegalArgumentException(
                    "Tasks of EMR are written in JSONata, in state machines of either language: leave out 'queryLanguage'");
        }
        return props;
    }

    private static ObjectNode fields(TaskStateBaseProps props, @Nullable Map<String, Object> result) {
        ObjectNode fields = Json.object();
        if (props.getComment() != null) {
            fields.put("Comment", props.getComment());
        }
        setSeconds(fields, "TimeoutSeconds", "taskTimeout", props.getTaskTimeout());
        setSeconds(fields, "HeartbeatSeconds", "heartbeatTimeout", props.getHeartbeatTimeout());
        requireShorterHeartbeat(fields.get("HeartbeatSeconds"), fields.get("TimeoutSeconds"));
        setIfGiven(fields, "Output", TaskPaths.output(props, result));
        setIfGiven(fields, "Assign", TaskPaths.assign(props));
        return fields;
    }

    private static void setSeconds(ObjectNode fields, String field, String property, @Nullable Timeout timeout) {
        if (timeout != null && timeout.getSeconds() != null) {
            fields.set(field, Json.of(timeout.getSeconds()));
        } else if (timeout != null && timeout.getPath() != null) {
            fields.put(
                    field,
                    Reference.atPath(property, timeout.getPath(), Reference.STATE_INPUT)
                            .inState());
        }
    }

    /**
     * Checks what Step Functions asks for, where both are known.
     *
     * @see <a href="https://states-language.net/#task-state">Amazon States Language, Task state</a>
     */
    private static void requireShorterHeartbeat(@Nullable JsonNode heartbeat, @Nullable JsonNode timeout) {
        if (heartbeat == null
                || timeout == null
                || !heartbeat.isNumber()
                || !timeout.isNumber()
                || Tokens.isUnresolved(heartbeat)
                || Tokens.isUnresolved(timeout)) {
            return;
        }
        if (heartbeat.asLong() >= timeout.asLong()) {
            throw new IllegalArgumentException(
                    "'heartbeatTimeout' must be shorter than 'taskTimeout', got: %s and %s seconds"
                            .formatted(heartbeat, timeout));
        }
    }

    private static void setIfGiven(ObjectNode fields, String field, @Nullable JsonNode value) {
        if (value != null) {
            fields.set(field, value);
        }
    }

    @Override
    protected ObjectNode body() {
        ObjectNode state = Json.object().put("Type", "Task").put("Resource", Arns.shared("states", call.integration()));
        state.setAll(fields.deepCopy());
        state.set("Arguments", call.arguments());
        return state;
    }
}
