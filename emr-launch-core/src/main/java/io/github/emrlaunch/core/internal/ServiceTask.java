package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.TaskMetricsConfig;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.amazon.awscdk.services.stepfunctions.Timeout;
import software.constructs.Construct;

/**
 * A task state that calls a service of AWS, and brings its permissions with it. It is written in JSONata, so that it fits into state machines of
 * either language; properties that are JSONPath's are translated.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public abstract class ServiceTask extends TaskStateBase {
    private final TaskCall call;
    private final ObjectNode fields;

    /** What the catchers put out and assign, in their order: the CDK would write it as JSONPath. */
    private final List<ObjectNode> catchers = new ArrayList<>();

    protected ServiceTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, requireSupported(props));
        this.call = call;
        // At once, so that an error comes from where the task is made.
        this.fields = fields(props);
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

    private static ObjectNode fields(TaskStateBaseProps props) {
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
        setIfGiven(fields, "Output", TaskPaths.output(props));
        setIfGiven(fields, "Assign", TaskPaths.assign(props));
        return fields;
    }

    private static void setIfGiven(ObjectNode fields, String field, @Nullable JsonNode value) {
        if (value != null) {
            fields.set(field, value);
        }
    }

    @Override
    public TaskStateBase addCatch(IChainable handler) {
        return addCatch(handler, CatchProps.builder().build());
    }

    @Override
    public TaskStateBase addCatch(IChainable handler, CatchProps catchProps) {
        ObjectNode catcher = Json.object();
        TaskPaths.addTo(catcher, catchProps);
        catchers.add(catcher);
        return super.addCatch(
                handler, CatchProps.builder().errors(catchProps.getErrors()).build());
    }

    @Override
    public ObjectNode toStateJson() {
        return toStateJson(null);
    }

    @Override
    public ObjectNode toStateJson(@Nullable QueryLanguage topLevelQueryLanguage) {
        ObjectNode state = Json.object().put("Type", "Task");
        if (topLevelQueryLanguage != QueryLanguage.JSONATA) {
            state.put("QueryLanguage", Jsonata.NAME);
        }
        state.put("Resource", Arns.shared("states", call.integration()));
        state.setAll(fields.deepCopy());
        state.set("Arguments", call.arguments());
        state.setAll((ObjectNode) Json.of(renderRetryCatch()));
        for (int i = 0; i < catchers.size(); i++) {
            ((ObjectNode) state.path("Catch").path(i)).setAll(catchers.get(i));
        }
        state.setAll((ObjectNode) Json.of(renderNextEnd()));
        return state;
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
