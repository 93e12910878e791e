package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.StatesError;
import io.github.emrlaunch.states.TaskHandler;
import io.github.emrlaunch.states.TaskRequest;
import java.util.UUID;

/** Calls the tasks of executions, with the role of the state machine or with the role in the {@code Credentials} of the state. */
final class TaskCalls {
    private final Iam iam;
    private final Gateway gateway;
    private final TaskResources resources;

    TaskCalls(ServiceContext context, TaskResources resources) {
        this.iam = context.iam();
        this.gateway = context.gateway();
        this.resources = resources;
    }

    /** Returns the tasks of one execution. */
    TaskHandler of(StateMachine machine, String executionName, String executionArn) {
        Principal own = iam.sessionPrincipal(machine.role(), executionName).callingFor(() -> executionArn);
        return request -> resources
                .find(request.resource())
                .orElseThrow(() -> new StatesError("States.Runtime", "No resource " + request.resource()))
                .run(CallContext.of(caller(machine, own, request)), request);
    }

    private Principal caller(StateMachine machine, Principal own, TaskRequest request) throws StatesError {
        JsonNode credentials = request.credentials();
        return credentials == null
                ? own
                : assumed(machine, own, credentials.path("RoleArn").asText());
    }

    /**
     * Assumes the role of a task. The ARN of the state machine is the external id, see <a
     * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cross-acct-sync-pattern.html">Cross-account access for
     * .sync</a>. The name of the session is not documented.
     */
    private Principal assumed(StateMachine machine, Principal own, String roleArn) throws StatesError {
        String session = UUID.randomUUID().toString();
        ObjectNode input = AwsJson.object()
                .put("RoleArn", roleArn)
                .put("RoleSessionName", session)
                .put("ExternalId", machine.arn());
        try {
            gateway.call(CallContext.of(own), "sts", "AssumeRole", input);
            return iam.sessionPrincipal(iam.role(roleArn).orElseThrow(), session)
                    .callingFor(own::execution);
        } catch (AwsException e) {
            throw new StatesError(
                    "States.TaskFailed",
                    "The role " + machine.role().arn() + " is not authorized to assume the task state's role, "
                            + roleArn + ".");
        }
    }
}
