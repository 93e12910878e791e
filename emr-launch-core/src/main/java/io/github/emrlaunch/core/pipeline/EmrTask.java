package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/** A task state that {@link EmrTasks} makes. It fits into any chain of the CDK whose state machine is
 * written in JSONPath, the default, and brings its permissions with it. */
public final class EmrTask extends ServiceTask {
    EmrTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
    }
}
