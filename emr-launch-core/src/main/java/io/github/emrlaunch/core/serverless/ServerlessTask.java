package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A task state created by {@link ServerlessTasks}. It can be used in any CDK chain and includes its permissions.
 */
public final class ServerlessTask extends ServiceTask {
    ServerlessTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
    }

    ServerlessTask(
            Construct scope, String id, TaskCall call, TaskStateBaseProps props, @Nullable Map<String, Object> result) {
        super(scope, id, call, props, result);
    }
}
