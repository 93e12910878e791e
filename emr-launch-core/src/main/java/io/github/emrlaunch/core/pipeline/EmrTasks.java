package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.core.internal.states.StateValues;
import io.github.emrlaunch.core.internal.states.TaskPaths;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * Task states for clusters, for CDK chains whose state machine uses JSONPath or JSONata.
 *
 * <p>By default, the output of a task is its input, and the task waits for the step to complete.
 * {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} does not wait. No task returns EMR's description of a cluster.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">Step Functions and EMR</a>
 */
public final class EmrTasks {
    private static final int MAX_NAME = 256;
    private static final String RESERVED = "must not have the form of the names of launches by pipelines and chains";

    private EmrTasks() {}

    /** Adds a step and waits until it has completed. The task fails when the step fails or is cancelled. */
    public static EmrTask addStep(Construct scope, String id, EmrCluster cluster, EmrStep step) {
        return addStep(scope, id, cluster, step, TaskCall.DISCARD_RESULT);
    }

    /** Adds a step. The task's result is {@code {"StepId": …}} if it does not wait, otherwise the description of the step. */
    public static EmrTask addStep(
            Construct scope, String id, EmrCluster cluster, EmrStep step, TaskStateBaseProps props) {
        return Validation.at(
                scope,
                id,
                () -> new EmrTask(
                        scope,
                        id,
                        addStepCall(
                                scope,
                                Validation.required("cluster", cluster),
                                Validation.required("step", step),
                                new StepText(step, TaskPaths.root(Validation.required("props", props))).json(),
                                props),
                        props));
    }

    /**
     * Returns the call that adds a step. The step's code is deployed with the stack.
     *
     * @param json the step as the state has it
     */
    static TaskCall addStepCall(
            Construct scope, EmrCluster cluster, EmrStep given, ObjectNode json, TaskStateBaseProps props) {
        EmrStep step = cluster.withRole(given);
        cluster.require(List.of(step));
        StepCode.deploy(scope, step, step.code().isEmpty() ? null : cluster.profile());
        ObjectNode arguments = cluster.arguments(TaskPaths.root(props)).set("Step", json);
        IRole role = step.executionRole();
        if (role != null) {
            arguments.put("ExecutionRoleArn", role.getRoleArn());
        }
        return new TaskCall(
                emr("addStep", props),
                arguments,
                cluster.allowSteps(role == null ? List.of() : List.of(role.getRoleArn()), TaskCall.waits(props)));
    }

    /**
     * Cancels a step.
     *
     * @param stepIdPath the path of the step's id in the state, such as {@code $.Step.StepId}
     */
    public static EmrTask cancelStep(Construct scope, String id, EmrCluster cluster, String stepIdPath) {
        ObjectNode arguments = Validation.required("cluster", cluster)
                .arguments(Reference.STATE_INPUT)
                .put(
                        "StepId",
                        Reference.atPath(
                                        "stepIdPath",
                                        Validation.required("stepIdPath", stepIdPath),
                                        Reference.STATE_INPUT)
                                .inState());
        return task(scope, id, "elasticmapreduce:cancelStep", arguments, cluster.allow("elasticmapreduce:CancelSteps"));
    }

    /** Terminates a cluster without waiting for its termination. A cluster with termination protection keeps running. */
    public static EmrTask terminateCluster(Construct scope, String id, EmrCluster cluster) {
        return terminateCluster(scope, id, cluster, TaskCall.DISCARD_RESULT);
    }

    /**
     * Terminates a cluster without waiting for its termination: a task that waits returns EMR's description of the cluster, which
     * shows secrets of its configurations in the execution's history.
     *
     * @throws IllegalArgumentException when the properties request to wait
     */
    public static EmrTask terminateCluster(Construct scope, String id, EmrCluster cluster, TaskStateBaseProps props) {
        IntegrationPattern pattern = Validation.required("props", props).getIntegrationPattern();
        if (pattern != null && pattern != IntegrationPattern.REQUEST_RESPONSE) {
            throw new IllegalArgumentException(
                    ("'integrationPattern' must be REQUEST_RESPONSE, got: %s. A task that waits for the termination of a cluster returns EMR's "
                                    + "description of it, which shows secrets of its configurations in the execution's history")
                            .formatted(pattern));
        }
        return new EmrTask(
                scope,
                id,
                new TaskCall(
                        "elasticmapreduce:terminateCluster",
                        Validation.required("cluster", cluster).arguments(TaskPaths.root(props)),
                        List.of(cluster.allow("elasticmapreduce:TerminateJobFlows"))),
                props);
    }

    /** Turns termination protection of a cluster on or off. */
    public static EmrTask setTerminationProtection(
            Construct scope, String id, EmrCluster cluster, boolean terminationProtected) {
        return task(
                scope,
                id,
                "elasticmapreduce:setClusterTerminationProtection",
                Validation.required("cluster", cluster)
                        .arguments(Reference.STATE_INPUT)
                        .put("TerminationProtected", terminationProtected),
                cluster.allow("elasticmapreduce:SetTerminationProtection"));
    }

    /**
     * Resizes an instance group with a unique name in the cluster.
     *
     * @param instanceCount the number of instances, 0 or more
     */
    public static EmrTask modifyInstanceGroup(
            Construct scope, String id, EmrCluster cluster, String groupName, Number instanceCount) {
        ObjectNode arguments = Validation.required("cluster", cluster)
                .arguments(Reference.STATE_INPUT)
                .put("InstanceGroupName", requireName("groupName", groupName));
        cluster.requireOneOfName("groupName", groupName, "InstanceGroups");
        arguments.putObject("InstanceGroup").set("InstanceCount", count("instanceCount", instanceCount));
        return task(
                scope,
                id,
                "elasticmapreduce:modifyInstanceGroupByName",
                arguments,
                cluster.allow("elasticmapreduce:ListInstanceGroups", "elasticmapreduce:ModifyInstanceGroups"));
    }

    /**
     * Resizes an instance fleet with a unique name in the cluster.
     *
     * @param onDemandCapacity the On-Demand units, 0 or more
     * @param spotCapacity the Spot units, 0 or more
     */
    public static EmrTask modifyInstanceFleet(
            Construct scope,
            String id,
            EmrCluster cluster,
            String fleetName,
            Number onDemandCapacity,
            Number spotCapacity) {
        ObjectNode arguments = Validation.required("cluster", cluster)
                .arguments(Reference.STATE_INPUT)
                .put("InstanceFleetName", requireName("fleetName", fleetName));
        cluster.requireOneOfName("fleetName", fleetName, "InstanceFleets");
        ObjectNode fleet = arguments.putObject("InstanceFleet");
        fleet.set("TargetOnDemandCapacity", count("onDemandCapacity", onDemandCapacity));
        fleet.set("TargetSpotCapacity", count("spotCapacity", spotCapacity));
        return task(
                scope,
                id,
                "elasticmapreduce:modifyInstanceFleetByName",
                arguments,
                cluster.allow("elasticmapreduce:ListInstanceFleets", "elasticmapreduce:ModifyInstanceFleet"));
    }

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has finished. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}.
     */
    public static EmrTask startLaunch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        return startLaunch(
                scope,
                id,
                launchFunction,
                TaskStateBaseProps.builder().resultPath("$.LaunchClusterResult").build());
    }

    /**
     * Starts a launch with the state, or the part that {@code inputPath} selects, as its input. The task's result is {@code {"ClusterId":
     * …}}, which {@link EmrCluster#launchedBy(IEmrLaunchFunction)} reads if the {@code resultPath} is {@code $.LaunchClusterResult}. A task
     * that does not wait returns {@code
     * {"ExecutionArn": …}} and more.
     *
     * @throws IllegalArgumentException when the properties request a task token, which a launch never returns
     */
    public static EmrTask startLaunch(
            Construct scope, String id, IEmrLaunchFunction launchFunction, TaskStateBaseProps props) {
        return launchTask(scope, id, launchFunction, null, props);
    }

    /**
     * Starts a launch by an execution with this name.
     *
     * <p>A {@link PersistentClusterPipeline} on clusters of the launch function uses clusters of launches that people have started and of
     * launches with a name of yours. It does not use those that chains have launched without a name.
     *
     * @param name the name of the execution, as in {@link #startStateMachine(Construct, String, IStateMachine, TaskInput, String,
     *     TaskStateBaseProps)}
     * @throws IllegalArgumentException when the name is invalid, or reserved for launches of pipelines
     */
    public static EmrTask startLaunch(
            Construct scope, String id, IEmrLaunchFunction launchFunction, String name, TaskStateBaseProps props) {
        return launchTask(scope, id, launchFunction, Validation.required("name", name), props);
    }

    private static EmrTask launchTask(
            Construct scope,
            String id,
            IEmrLaunchFunction launchFunction,
            @Nullable String name,
            TaskStateBaseProps props) {
        return Validation.at(
                scope,
                id,
                () -> new EmrTask(
                        scope,
                        id,
                        launchCall(scope, id, launchFunction, name, Validation.required("props", props)),
                        props,
                        TaskCall.waits(props)
                                ? Map.of("ClusterId.$", "$.Output.LaunchClusterResult.ClusterId")
                                : null));
    }

    /** Returns the call that executes a launch function with the state's input, or the part that the properties select. */
    static TaskCall launchCall(
            Construct scope,
            String id,
            IEmrLaunchFunction launchFunction,
            @Nullable String name,
            TaskStateBaseProps props) {
        Stacks.use(scope, "launchFunction", Validation.required("launchFunction", launchFunction));
        ObjectNode arguments = Json.object()
                .put("StateMachineArn", launchFunction.getStateMachine().getStateMachineArn())
                .put("Input", expression(TaskPaths.root(props)));
        return TaskCall.execute(
                scope,
                id,
                arguments,
                LaunchExecutions.of(launchFunction).arn(""),
                name == null ? null : launchName(name, TaskPaths.root(props)),
                props);
    }

    /** Launches of pipelines are identified by their names, so these names are reserved. */
    private static String launchName(String name, String root) {
        Reference reference = Reference.of("name", name, root);
        if (!reference.isLiteral()) {
            return expression(
                    "($name := %s; $type($name) = 'string' and $contains($name, /^%s$/) ? $error('%s') : $name)"
                            .formatted(reference.expression(), PipelineLaunch.NAMES, RESERVED));
        }
        if (PipelineLaunch.isName(name)) {
            throw new IllegalArgumentException("'name' %s, got: '%s'".formatted(RESERVED, name));
        }
        return name;
    }

    /**
     * Runs another state machine and waits until the execution has ended. The task fails when the execution fails. The task's result is
     * {@code {"ExecutionArn": …, "Output":
     * …}}, with the output parsed: {@code outputPath("$.Output")} makes the output the state, {@code resultPath("$.Nested")} adds both to
     * the state.
     *
     * <p>With {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} the task does not wait, and its result is that of
     * StartExecution. With {@code WAIT_FOR_TASK_TOKEN} the task waits until a worker returns the token {@code JsonPath.getTaskToken()} of
     * the input, and its result is
     * the output of the worker. A {@code heartbeatTimeout} fails the task when the worker stops sending heartbeats.
     *
     * @param input the input of the execution, such as {@code TaskInput.fromJsonPathAt("$.Job")}
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">Start executions from a task</a>
     */
    public static EmrTask startStateMachine(
            Construct scope, String id, IStateMachine stateMachine, TaskInput input, TaskStateBaseProps props) {
        return machineTask(scope, id, stateMachine, input, null, props);
    }

    /**
     * Runs another state machine by an execution with this name. While the execution is running, a task with the same input joins it, and a
     * task with another input fails.
     * After the execution has ended, each task with its name fails.
     *
     * <p>A task that waits has permissions to stop and describe executions that it has not started: the execution with this name if the
     * name is known at synthesis, otherwise
     * all executions of the state machine.
     *
     * @param name the name of the execution, 1 to 80 characters without white space and most punctuation: a string, or a reference such as
     * {@code
     *     JsonPath.stringAt("$.Run")}. Step Functions reserves a name for 90 days
     * @throws IllegalArgumentException when the name is invalid
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html">StartExecution</a>
     */
    public static EmrTask startStateMachine(
            Construct scope,
            String id,
            IStateMachine stateMachine,
            TaskInput input,
            String name,
            TaskStateBaseProps props) {
        return machineTask(scope, id, stateMachine, input, Validation.required("name", name), props);
    }

    private static EmrTask machineTask(
            Construct scope,
            String id,
            IStateMachine stateMachine,
            TaskInput input,
            @Nullable String name,
            TaskStateBaseProps props) {
        return Validation.at(scope, id, () -> {
            String arn = Validation.required("stateMachine", stateMachine).getStateMachineArn();
            ObjectNode arguments = Json.object().put("StateMachineArn", arn);
            arguments.set(
                    "Input",
                    StateValues.inState(
                            "input",
                            Validation.required("input", input).getValue(),
                            TaskPaths.root(Validation.required("props", props))));
            IntegrationPattern pattern = props.getIntegrationPattern();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("ExecutionArn.$", "$.ExecutionArn");
            result.put("Output.$", "$.Output");
            return new EmrTask(
                    scope,
                    id,
                    TaskCall.execute(scope, id, arguments, executions(arn), name, props),
                    props,
                    pattern == null || pattern == IntegrationPattern.RUN_JOB ? result : null);
        });
    }

    /** Returns the prefix of the ARNs of a state machine's executions. */
    private static String executions(String stateMachineArn) {
        return Fn.join(":execution:", Fn.split(":stateMachine:", stateMachineArn)) + ":";
    }

    private static EmrTask task(
            Construct scope, String id, String integration, ObjectNode arguments, Map<String, Object> statement) {
        return new EmrTask(
                scope, id, new TaskCall(integration, arguments, List.of(statement)), TaskCall.DISCARD_RESULT);
    }

    private static String emr(String action, TaskStateBaseProps props) {
        return TaskCall.integration("elasticmapreduce:" + action, props);
    }

    private static String requireName(String property, String name) {
        Reference reference = Reference.of(property, Validation.required(property, name), Reference.STATE_INPUT);
        if (reference.isLiteral() && (name.isEmpty() || name.length() > MAX_NAME)) {
            throw new IllegalArgumentException(
                    "'%s' must have 1 to %d characters, got: '%s'".formatted(property, MAX_NAME, name));
        }
        return reference.inState();
    }

    private static JsonNode count(String property, Number count) {
        if (!Tokens.isUnresolved(Validation.required(property, count))
                && (count.doubleValue() < 0 || count.doubleValue() != count.longValue())) {
            throw new IllegalArgumentException(
                    "'%s' must be a whole number, at least 0, got: %s".formatted(property, count));
        }
        return StateValues.inState(property, count, Reference.STATE_INPUT);
    }
}
