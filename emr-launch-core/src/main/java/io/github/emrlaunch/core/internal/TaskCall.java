package io.github.emrlaunch.core.internal;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * The call of a task, and the permissions that it needs.
 *
 * @param integration the integration, such as {@code elasticmapreduce:addStep.sync}
 * @param arguments the arguments of the call, in JSONata
 * @param statements the statements of the state machine's policy
 */
public record TaskCall(String integration, ObjectNode arguments, List<Map<String, Object>> statements) {
    /** The properties of a task whose output is its input. */
    public static final TaskStateBaseProps DISCARD_RESULT =
            TaskStateBaseProps.builder().resultPath(JsonPath.DISCARD).build();

    private static final int NAME_DIGITS = 12;

    private static final String REFUSED_IN_NAME = "<>{}[]?*\"#%\\^|~`$&,;:/";

    /**
     * The name of an execution.
     *
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution, name</a>
     */
    private static final Pattern NAME = Pattern.compile(
            "[^\\s\\p{Cc}" + Pattern.quote(REFUSED_IN_NAME) + "]{1,80}", Pattern.UNICODE_CHARACTER_CLASS);

    /** Returns whether a task waits for the job or execution that it starts. */
    public static boolean waits(TaskStateBaseProps props) {
        if (Validation.required("props", props).getIntegrationPattern() == IntegrationPattern.WAIT_FOR_TASK_TOKEN) {
            throw new IllegalArgumentException(
                    "'integrationPattern' must be RUN_JOB or REQUEST_RESPONSE: EMR does not return task tokens");
        }
        return props.getIntegrationPattern() != IntegrationPattern.REQUEST_RESPONSE;
    }

    /** Returns the integration of a task, which waits by default. */
    public static String integration(String action, TaskStateBaseProps props) {
        return action + (waits(props) ? ".sync" : "");
    }

    /** Returns the statement for creating a managed rule, by which Step Functions detects completion. */
    public static Map<String, Object> allowManagedRule(String rule) {
        return Policies.allow(
                List.of("events:PutTargets", "events:PutRule", "events:DescribeRule"),
                Arns.regional("events", "rule/" + rule));
    }

    /**
     * Returns the call that executes another state machine, with a parsed output. The state machine of the task may stop the execution that
     * it
     * waits for. Without a given name, the name starts with a digest of the task's stack and path, so that the permission is restricted to
     * the executions of the
     * task.
     *
     * @param arguments the arguments, with the state machine's ARN as {@code StateMachineArn}
     * @param executions the prefix of the ARNs of its executions
     * @param name a string or a reference; null for a generated name
     * @param props the properties, which determine whether to wait for the execution, or for the holder of the task token
     * @throws IllegalArgumentException when the name is invalid
     */
    public static TaskCall execute(
            Construct scope,
            String id,
            ObjectNode arguments,
            String executions,
            @Nullable String name,
            TaskStateBaseProps props) {
        String prefix = Digests.of(
                        Stack.of(scope).getStackName() + "/" + scope.getNode().getPath() + "/" + id, NAME_DIGITS)
                + "-";
        String names = prefix + "*";
        if (name == null) {
            arguments.put("Name", expression("'%s' & $uuid()".formatted(prefix)));
        } else {
            Reference given = Reference.of("name", name, TaskPaths.root(props));
            arguments.put("Name", given.inState());
            names = given.isLiteral() ? requireName(given.literal()) : "*";
        }
        String stateMachineArn = arguments.path("StateMachineArn").asText();
        List<Map<String, Object>> start = List.of(allowStart(stateMachineArn));
        IntegrationPattern pattern = props.getIntegrationPattern();
        if (pattern == IntegrationPattern.REQUEST_RESPONSE) {
            return new TaskCall("states:startExecution", arguments, start);
        }
        return pattern == IntegrationPattern.WAIT_FOR_TASK_TOKEN
                ? new TaskCall("states:startExecution.waitForTaskToken", arguments, start)
                : new TaskCall(
                        "states:startExecution.sync:2",
                        arguments,
                        allowExecutions(stateMachineArn, executions + names));
    }

    private static String requireName(String name) {
        if (!Tokens.isUnresolved(name) && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'name' of an execution must have 1 to 80 characters, without white space, control characters and any of %s, got: '%s'"
                            .formatted(REFUSED_IN_NAME, name));
        }
        return name;
    }

    /** Returns the statements for executing a state machine, waiting for it and stopping executions. */
    public static List<Map<String, Object>> allowExecutions(String stateMachineArn, String executionsArn) {
        return List.of(
                allowStart(stateMachineArn),
                Policies.allow(List.of("states:DescribeExecution", "states:StopExecution"), executionsArn),
                allowManagedRule("StepFunctionsGetEventsForStepFunctionsExecutionRule"));
    }

    private static Map<String, Object> allowStart(String stateMachineArn) {
        return Policies.allow(List.of("states:StartExecution"), stateMachineArn);
    }
}
