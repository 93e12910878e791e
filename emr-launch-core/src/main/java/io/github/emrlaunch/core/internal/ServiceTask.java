package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.TaskMetricsConfig;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Timeout;
import software.constructs.Construct;

/**
 * A task state that calls a service of AWS. It fits into any chain of the CDK whose state machine is written in JSONPath, the default,
 * and brings its permissions with it.
 */
public abstract class ServiceTask extends TaskStateBase {
    private final TaskCall call;
    private final TaskStateBaseProps props;

    protected ServiceTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, requireSupported(props));
        this.call = call;
        this.props = props;
    }

    @SuppressWarnings("deprecation")
    private static TaskStateBaseProps requireSupported(TaskStateBaseProps props) {
        if (props.getCredentials() != null
                || props.getHeartbeatTimeout() != null
                || props.getHeartbeat() != null
                || props.getOutputs() != null) {
            throw new IllegalArgumentException(
                    "Tasks of EMR take neither 'credentials' nor 'heartbeatTimeout' nor 'outputs': they act as the state machine's role, "
                            + "send no heartbeats, and are written in JSONPath");
        }
        if (props.getTimeout() != null) {
            throw new IllegalArgumentException("Tasks of EMR take 'taskTimeout' instead of 'timeout'");
        }
        return props;
    }

    @Override
    public ObjectNode toStateJson(@Nullable QueryLanguage topLevelQueryLanguage) {
        return toStateJson();
    }

    @Override
    public ObjectNode toStateJson() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("Type", "Task");
        state.put("Resource", Arns.shared("states", call.integration()));
        putIfGiven(state, "Comment", props.getComment());
        Timeout timeout = props.getTaskTimeout();
        if (timeout != null) {
            putIfGiven(state, "TimeoutSeconds", timeout.getSeconds());
            putIfGiven(state, "TimeoutSecondsPath", timeout.getPath());
        }
        state.put("Parameters", call.parameters());
        ObjectNode json = (ObjectNode) Json.of(state);
        for (Object rendered : List.of(
                renderInputOutput(), renderResultSelector(), renderAssign(), renderRetryCatch(), renderNextEnd())) {
            json.setAll((ObjectNode) Json.of(rendered));
        }
        // Not by what was rendered: nulls vanish on the way from the CDK, and the path to nowhere is one.
        putIfGiven(json, "ResultPath", props.getResultPath());
        return json;
    }

    private static void putIfGiven(Map<String, Object> state, String field, @Nullable Object value) {
        if (value != null) {
            state.put(field, value);
        }
    }

    private static void putIfGiven(ObjectNode state, String field, @Nullable String value) {
        if (value != null) {
            state.put(field, value);
        }
    }

    @Override
    protected @Nullable TaskMetricsConfig getTaskMetrics() {
        return null;
    }

    @Override
    protected List<PolicyStatement> getTaskPolicies() {
        return call.statements().stream().map(PolicyStatement::fromJson).toList();
    }
}
