package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Jsonata;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.stepfunctions.CatchProps;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.QueryLanguage;
import software.amazon.awscdk.services.stepfunctions.TaskMetricsConfig;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A JSONata state with its permissions, which can be used in state machines of either query language. Catchers and retriers
 * are added as to any CDK task. Their JSONPath properties are translated.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public abstract class JsonataState extends TaskStateBase {
    private final List<Map<String, Object>> statements;

    /** The fields Output and Assign of the catchers, in order. The CDK would write them as JSONPath. */
    private final List<ObjectNode> catchers = new ArrayList<>();

    /** @param statements the statements of the state machine's policy */
    protected JsonataState(Construct scope, String id, TaskStateBaseProps props, List<Map<String, Object>> statements) {
        super(scope, id, props);
        this.statements = statements;
    }

    /** Returns the state with its type, without query language, Retry, Catch and Next. */
    protected abstract ObjectNode body();

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
        ObjectNode state = Json.object();
        if (topLevelQueryLanguage != QueryLanguage.JSONATA) {
            state.put("QueryLanguage", Jsonata.NAME);
        }
        state.setAll(body());
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
        return statements.stream().map(PolicyStatement::fromJson).toList();
    }
}
