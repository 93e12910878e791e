package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * The call of a task, and the permissions that it needs.
 *
 * @param integration such as {@code elasticmapreduce:addStep.sync}
 * @param arguments of the call, in JSONata
 * @param statements of the state machine's policy
 */
public record TaskCall(String integration, ObjectNode arguments, List<Map<String, Object>> statements) {
    /** The properties of a task whose input is its output. */
    public static final TaskStateBaseProps DISCARD_RESULT =
            TaskStateBaseProps.builder().resultPath(JsonPath.DISCARD).build();

    private static final int NAME_DIGITS = 12;

    /** Whether a task waits for the end of what it starts. */
    public static boolean waits(TaskStateBaseProps props) {
        if (Validation.required("props", props).getIntegrationPattern() == IntegrationPattern.WAIT_FOR_TASK_TOKEN) {
            throw new IllegalArgumentException(
                    "'integrationPattern' must be RUN_JOB or REQUEST_RESPONSE: EMR calls nobody back with a task token");
        }
        return props.getIntegrationPattern() != IntegrationPattern.REQUEST_RESPONSE;
    }

    /** The integration of a task that waits unless its properties say otherwise. */
    public static String integration(String action, TaskStateBaseProps props) {
        return action + (waits(props) ? ".sync" : "");
    }

    /** Allows to make a managed rule, by which Step Functions learns of the end of what a task waits for. */
    public static Map<String, Object> allowManagedRule(String rule) {
        return Policies.allow(
                List.of("events:PutTargets", "events:PutRule", "events:DescribeRule"),
                Arns.regional("events", "rule/" + rule));
    }

    /**
     * The execution of another state machine, until it has ended. Its output comes parsed. Its name begins with a digest of the task's stack and path,
     * so that the state machine of the task may stop executions of its own and no others.
     *
     * @param arguments with the state machine's ARN as {@code StateMachineArn}
     * @param executions what the ARNs of its executions begin with
     */
    public static TaskCall execute(Construct scope, String id, ObjectNode arguments, String executions) {
        String prefix = Digests.of(
                        Stack.of(scope).getStackName() + "/" + scope.getNode().getPath() + "/" + id, NAME_DIGITS)
                + "-";
        return new TaskCall(
                "states:startExecution.sync:2",
                arguments.put("Name", expression("'%s' & $uuid()".formatted(prefix))),
                allowExecutions(arguments.path("StateMachineArn").asText(), executions + prefix + "*"));
    }

    /** Allows to execute a state machine, to wait for the end and to stop executions. */
    public static List<Map<String, Object>> allowExecutions(String stateMachineArn, String executionsArn) {
        return List.of(
                Policies.allow(List.of("states:StartExecution"), stateMachineArn),
                Policies.allow(List.of("states:DescribeExecution", "states:StopExecution"), executionsArn),
                allowManagedRule("StepFunctionsGetEventsForStepFunctionsExecutionRule"));
    }
}
