package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A task state of {@link EmrTasks}, with its permissions. It can be used in CDK chains whose state machine uses JSONPath, the
 * default.
 */
public final class EmrTask extends ServiceTask {
    EmrTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
    }

    EmrTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props, @Nullable Map<String, Object> result) {
        super(scope, id, call, props, result);
    }
}
