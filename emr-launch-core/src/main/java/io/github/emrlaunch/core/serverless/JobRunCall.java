package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The permissions that a state machine needs for a job run. */
final class JobRunCall {
    static final String RULE = "StepFunctionsGetEventsForEMRServerlessJobRule";

    private JobRunCall() {}

    /** The statements of a policy: one application to run on, one role to pass. */
    static List<Map<String, Object>> statements(String applicationArn, String roleArn, boolean waits) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(List.of("emr-serverless:StartJobRun"), applicationArn));
        if (waits) {
            statements.add(Policies.allow(
                    List.of("emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"), applicationArn + "/jobruns/*"));
        }
        statements.add(Policies.passRole(roleArn, ServerlessJobRole.SERVICE));
        if (waits) {
            statements.add(TaskCall.allowManagedRule(RULE));
        }
        return statements;
    }

    /** What the ARNs of the executions of a job function begin with, in the account and region of the stack. */
    static String executions(IServerlessJobFunction jobFunction) {
        return Arns.regional(
                "states",
                "execution:%s:"
                        .formatted(ServerlessJobFunctionDefinition.stateMachineName(
                                jobFunction.getDefinition().definitionName())));
    }
}
