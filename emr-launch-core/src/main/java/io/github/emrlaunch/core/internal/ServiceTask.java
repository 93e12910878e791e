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
 * A task state that calls an AWS service, with its permissions. It uses JSONata, so it can be used in state machines of
 * either query language. JSONPath properties are translated.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public abstract class ServiceTask extends JsonataState {
    private final TaskCall call;
    private final ObjectNode fields;

    protected ServiceTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        this(scope, id, call, props, null);
    }

    /** @param result the default result selector of the task; null for the response of the service */
    protected ServiceTask(
            Construct scope, String id, TaskCall call, TaskStateBaseProps props, @Nullable Map<String, Object> result) {
        super(scope, id, requireSupported(props), call.statements());
        this.call = call;
        // Immediately, so that an error is reported where the task is created.
        this.fields = fields(props, result);
    }

    @SuppressWarnings("deprecation")
    private static TaskStateBaseProps requireSupported(TaskStateBaseProps props) {
        if (props.getCredentials() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR do not support 'credentials': they use the state machine's role");
        }
        // Only the holder of a task token sends heartbeats.
        if (props.getHeartbeatTimeout() != null
                && props.getIntegrationPattern() != IntegrationPattern.WAIT_FOR_TASK_TOKEN) {
            throw new IllegalArgumentException(
                    "Tasks of EMR support 'heartbeatTimeout' with WAIT_FOR_TASK_TOKEN only: without a token there are no heartbeats");
        }
        if (props.getTimeout() != null || props.getHeartbeat() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR support 'taskTimeout' and 'heartbeatTimeout' instead of 'timeout' and 'heartbeat'");
        }
        if (props.getQueryLanguage() == QueryLanguage.JSON_PATH) {
            throw new IllegalArgumentException(
                    "Tasks of EMR are written in JSONata, in state machines of either language: remove 'queryLanguage'");
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
     * Checks the requirement of Step Functions, if both values are known.
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
