package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;

/** The executions of a launch function, in the account and region of the stack. */
final class LaunchExecutions {
    private LaunchExecutions() {}

    /** The ARN of an execution, whose name may have wildcards. */
    static String arn(EmrLaunchFunctionDefinition launchFunction, String execution) {
        return Arns.regional(
                "states",
                "execution:%s_%s:%s"
                        .formatted(launchFunction.namespace(), launchFunction.launchFunctionName(), execution));
    }
}
