package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;

/**
 * What a task calls, and what its state machine must be allowed to for that.
 *
 * @param integration such as {@code elasticmapreduce:addStep.sync}
 * @param parameters of the call
 * @param statements of the state machine's policy
 */
public record TaskCall(String integration, ObjectNode parameters, List<Map<String, Object>> statements) {
    /** Of a task that leaves the state as it is. */
    public static final TaskStateBaseProps QUIET =
            TaskStateBaseProps.builder().resultPath(JsonPath.DISCARD).build();

    /** Whether a task waits for the end of what it starts. */
    public static boolean waits(TaskStateBaseProps props) {
        if (props.getIntegrationPattern() == IntegrationPattern.WAIT_FOR_TASK_TOKEN) {
            throw new IllegalArgumentException(
                    "'integrationPattern' must be RUN_JOB or REQUEST_RESPONSE: EMR calls nobody back with a task token");
        }
        return props.getIntegrationPattern() != IntegrationPattern.REQUEST_RESPONSE;
    }

    /** The integration of a task that waits unless its properties say otherwise. */
    public static String integration(String action, TaskStateBaseProps props) {
        return action + (waits(props) ? ".sync" : "");
    }

    /** Allows to make the rule by which Step Functions hears of the end of what a task waits for. */
    public static Map<String, Object> follow(String rule) {
        return Policies.allow(
                List.of("events:PutTargets", "events:PutRule", "events:DescribeRule"),
                Arns.regional("events", "rule/" + rule));
    }

    /**
     * Executes another state machine and waits until that has ended; its output comes parsed.
     *
     * @param parameters with the state machine's ARN as {@code StateMachineArn}
     * @param executionsArn of its executions, by a pattern: what started one has a right to its end, and to no others
     */
    public static TaskCall execute(ObjectNode parameters, String executionsArn) {
        return new TaskCall(
                "states:startExecution.sync:2",
                parameters,
                allowExecutions(parameters.path("StateMachineArn").asText(), executionsArn));
    }

    /** Allows to execute a state machine, to wait for the end and to stop executions. */
    public static List<Map<String, Object>> allowExecutions(String stateMachineArn, String executionsArn) {
        return List.of(
                Policies.allow(List.of("states:StartExecution"), stateMachineArn),
                Policies.allow(List.of("states:DescribeExecution", "states:StopExecution"), executionsArn),
                follow("StepFunctionsGetEventsForStepFunctionsExecutionRule"));
    }

    /** A path in the state, of which only its beginning is checked. */
    public static String requirePath(String property, String path, String example) {
        if (!path.startsWith("$.")) {
            throw new IllegalArgumentException(
                    "'%s' must be a JSONPath such as %s, got: '%s'".formatted(property, example, path));
        }
        return path;
    }
}
