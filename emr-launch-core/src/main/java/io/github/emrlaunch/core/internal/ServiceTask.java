package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.definitions.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        if (props.getCredentials() != null || props.getHeartbeatTimeout() != null || props.getHeartbeat() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR take neither 'credentials' nor 'heartbeatTimeout': they act as the state machine's role, and send no heartbeats");
        }
        if (props.getTimeout() != null) {
            throw new IllegalArgumentException("Tasks of EMR take 'taskTimeout' instead of 'timeout'");
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
        Timeout timeout = props.getTaskTimeout();
        if (timeout != null && timeout.getSeconds() != null) {
            fields.set("TimeoutSeconds", Json.of(timeout.getSeconds()));
        } else if (timeout != null && timeout.getPath() != null) {
            fields.put(
                    "TimeoutSeconds",
                    Reference.atPath("taskTimeout", timeout.getPath(), Reference.STATE_INPUT)
                            .inState());
        }
        setIfGiven(fields, "Output", TaskPaths.output(props, result));
        setIfGiven(fields, "Assign", TaskPaths.assign(props));
        return fields;
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
