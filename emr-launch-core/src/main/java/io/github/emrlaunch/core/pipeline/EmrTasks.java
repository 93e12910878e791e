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
 * Task states that work with clusters, for chains of the CDK whose state machine is written in either language.
 *
 * <p>Without properties of their own, tasks leave the state as it is. A step is waited for:
 * {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} doesn't wait. No task has EMR's description of a cluster as its result.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">Step Functions and EMR</a>
 */
public final class EmrTasks {
    private static final int MAX_NAME = 256;
    private static final String RESERVED = "must not be one that launches of pipelines and of chains have";

    private EmrTasks() {}

    /** Adds a step and waits until it has completed; fails when it fails or is cancelled. */
    public static EmrTask addStep(Construct scope, String id, EmrCluster cluster, EmrStep step) {
        return addStep(scope, id, cluster, step, TaskCall.DISCARD_RESULT);
    }

    /** Adds a step. The task's result is {@code {"StepId": …}} if it doesn't wait, else the description of the step. */
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
     * The call that adds a step, whose code is deployed with the stack.
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
     * @param stepIdPath where the state has the step's id, such as {@code $.Step.StepId}
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

    /** Terminates a cluster, and does not wait for its end. A cluster that is protected stays. */
    public static EmrTask terminateCluster(Construct scope, String id, EmrCluster cluster) {
        return terminateCluster(scope, id, cluster, TaskCall.DISCARD_RESULT);
    }

    /**
     * Terminates a cluster, and does not wait for its end: a task that waits has EMR's description of the cluster as its result, which
     * shows secrets of its configurations in the execution's history.
     *
     * @throws IllegalArgumentException when the properties ask to wait
     */
    public static EmrTask terminateCluster(Construct scope, String id, EmrCluster cluster, TaskStateBaseProps props) {
        IntegrationPattern pattern = Validation.required("props", props).getIntegrationPattern();
        if (pattern != null && pattern != IntegrationPattern.REQUEST_RESPONSE) {
            throw new IllegalArgumentException(
                    ("'integrationPattern' must be REQUEST_RESPONSE, got: %s. A task that waits for the end of a cluster has EMR's "
                                    + "description of it as its result, and with that secrets of its configurations in the execution's history")
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

    /** Protects a cluster from termination, or lifts the protection. */
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
     * Resizes an instance group whose name no other group of the cluster has.
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
     * Resizes an instance fleet whose name no other fleet of the cluster has.
     *
     * @param onDemandCapacity the units of on-demand capacity, 0 or more
     * @param spotCapacity the units of spot capacity, 0 or more
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
     * Launches a cluster with the state as the launch's input, and waits until the launch has ended. The state then has the
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
     * Starts a launch with the state, or what {@code inputPath} chooses of it, as its input. The task's result is {@code {"ClusterId":
     * …}}, which {@link EmrCluster#launchedBy(IEmrLaunchFunction)} finds at the {@code resultPath} {@code $.LaunchClusterResult}; {@code
     * {"ExecutionArn": …}} and more if it doesn't wait.
     *
     * @throws IllegalArgumentException when the properties ask for a task token, which no launch sends back
     */
    public static EmrTask startLaunch(
            Construct scope, String id, IEmrLaunchFunction launchFunction, TaskStateBaseProps props) {
        return launchTask(scope, id, launchFunction, null, props);
    }

    /**
     * The same under a name.
     *
     * <p>A {@link PersistentClusterPipeline} on clusters of the launch function takes those of launches that people have started, and of
     * those with a name of yours; not those that chains have launched without a name.
     *
     * @param name of the execution, as in {@link #startStateMachine(Construct, String, IStateMachine, TaskInput, String,
     *     TaskStateBaseProps)}
     * @throws IllegalArgumentException when Step Functions takes no such name, or launches of pipelines have it
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

    /** The execution of a launch function with the state's input, or what the properties choose of it. */
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

    /** Launches of pipelines are known by their names: nobody takes one beforehand. */
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
     * Runs another state machine and waits for its end; fails when it fails. The task's result is {@code {"ExecutionArn": …, "Output":
     * …}}, the output parsed: {@code outputPath("$.Output")} makes the output the state, {@code resultPath("$.Nested")} adds both to it.
     *
     * <p>With {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} it doesn't wait, and the result is what StartExecution
     * answers. With {@code WAIT_FOR_TASK_TOKEN} it waits for whoever has {@code JsonPath.getTaskToken()} of the input, and the result is
     * what that one sends. A {@code heartbeatTimeout} fails the task when that one is lost.
     *
     * @param input of the execution, such as {@code TaskInput.fromJsonPathAt("$.Job")}
     * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html">Start executions from a task</a>
     */
    public static EmrTask startStateMachine(
            Construct scope, String id, IStateMachine stateMachine, TaskInput input, TaskStateBaseProps props) {
        return machineTask(scope, id, stateMachine, input, null, props);
    }

    /**
     * The same under a name. While an execution of the name runs, a task with the same input joins it, and one with another input fails.
     * When the execution has ended, each task with its name fails.
     *
     * <p>A task that waits may stop and describe executions that it has not started: the one of the name if that is known at synth, else
     * all of the state machine.
     *
     * @param name of the execution, 1 to 80 characters without white space and most punctuation: a text, or a reference such as {@code
     *     JsonPath.stringAt("$.Run")}. Step Functions knows a name for 90 days
     * @throws IllegalArgumentException when Step Functions takes no such name
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

    /** What the ARNs of a state machine's executions begin with. */
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
