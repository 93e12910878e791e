package io.github.emrlaunch.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.stepfunctions.FieldUtils;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.IntegrationPattern;
import software.amazon.awscdk.services.stepfunctions.TaskInput;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * Task states that work with clusters, for chains of the CDK whose state machine is written in JSONPath, the default.
 *
 * <p>Without properties of their own, tasks leave the state as it is. A step is waited for:
 * {@code integrationPattern(IntegrationPattern.REQUEST_RESPONSE)} doesn't wait. No task has EMR's description of a cluster as its result.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">Step Functions and EMR</a>
 */
public final class EmrTasks {
    private static final int MAX_NAME = 256;

    private EmrTasks() {}

    /** Adds a step and waits until it has completed; fails when it fails or is cancelled. */
    public static EmrTask addStep(Construct scope, String id, EmrCluster cluster, EmrStep step) {
        return addStep(scope, id, cluster, step, TaskCall.DISCARD_RESULT);
    }

    /** Adds a step. The task's result is {@code {"StepId": …}} if it doesn't wait, else the description of the step. */
    public static EmrTask addStep(
            Construct scope, String id, EmrCluster cluster, EmrStep step, TaskStateBaseProps props) {
        return addStep(
                scope, id, cluster, step, Validation.required("step", step).toJson(), props);
    }

    /** Adds a step whose arguments are in the state. */
    static EmrTask addStep(Construct scope, EmrCluster cluster, EmrStep step, String argumentsPath) {
        ObjectNode json = step.toJson();
        ObjectNode jarStep = json.withObject("/HadoopJarStep");
        jarStep.remove("Args");
        jarStep.put("Args.$", argumentsPath);
        return addStep(scope, step.name(), cluster, step, json, TaskCall.DISCARD_RESULT);
    }

    private static EmrTask addStep(
            Construct scope, String id, EmrCluster cluster, EmrStep step, ObjectNode json, TaskStateBaseProps props) {
        Validation.required("cluster", cluster);
        StepCode.deploy(scope, step, step.code().isEmpty() ? null : cluster.profile());
        ObjectNode parameters = cluster.parameters().set("Step", json);
        IRole role = step.executionRole();
        if (role != null) {
            parameters.put("ExecutionRoleArn", role.getRoleArn());
        }
        return new EmrTask(
                scope,
                id,
                new TaskCall(
                        emr("addStep", props),
                        parameters,
                        cluster.allowSteps(
                                role == null ? List.of() : List.of(role.getRoleArn()), TaskCall.waits(props))),
                props);
    }

    /**
     * Cancels a step.
     *
     * @param stepIdPath the path of the step's id in the state
     */
    public static EmrTask cancelStep(Construct scope, String id, EmrCluster cluster, String stepIdPath) {
        ObjectNode parameters = Validation.required("cluster", cluster)
                .parameters()
                .put("StepId.$", TaskCall.requirePath("stepIdPath", stepIdPath, "$.Step.StepId"));
        return task(
                scope, id, "elasticmapreduce:cancelStep", parameters, cluster.allow("elasticmapreduce:CancelSteps"));
    }

    /** Terminates a cluster, and does not wait for its end. A cluster that is protected stays. */
    public static EmrTask terminateCluster(Construct scope, String id, EmrCluster cluster) {
        return terminateCluster(scope, id, cluster, TaskCall.DISCARD_RESULT);
    }

    /**
     * Terminates a cluster, and does not wait for its end: a task that waits has EMR's description of the cluster as its result, which shows
     * secrets of its configurations in the execution's history.
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
                        Validation.required("cluster", cluster).parameters(),
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
                Validation.required("cluster", cluster).parameters().put("TerminationProtected", terminationProtected),
                cluster.allow("elasticmapreduce:SetTerminationProtection"));
    }

    /**
     * Resizes an instance group whose name no other group of the cluster has.
     *
     * @param instanceCount the number of instances, 0 or more
     */
    public static EmrTask modifyInstanceGroup(
            Construct scope, String id, EmrCluster cluster, String groupName, int instanceCount) {
        ObjectNode parameters = Validation.required("cluster", cluster)
                .parameters()
                .put("InstanceGroupName", requireName("groupName", groupName));
        parameters.putObject("InstanceGroup").put("InstanceCount", requireCount("instanceCount", instanceCount));
        return task(
                scope,
                id,
                "elasticmapreduce:modifyInstanceGroupByName",
                parameters,
                cluster.allow("elasticmapreduce:ListInstanceGroups", "elasticmapreduce:ModifyInstanceGroups"));
    }

    /**
     * Resizes an instance fleet whose name no other fleet of the cluster has.
     *
     * @param onDemandCapacity the units of on-demand capacity, 0 or more
     * @param spotCapacity the units of spot capacity, 0 or more
     */
    public static EmrTask modifyInstanceFleet(
            Construct scope, String id, EmrCluster cluster, String fleetName, int onDemandCapacity, int spotCapacity) {
        ObjectNode parameters = Validation.required("cluster", cluster)
                .parameters()
                .put("InstanceFleetName", requireName("fleetName", fleetName));
        parameters
                .putObject("InstanceFleet")
                .put("TargetOnDemandCapacity", requireCount("onDemandCapacity", onDemandCapacity))
                .put("TargetSpotCapacity", requireCount("spotCapacity", spotCapacity));
        return task(
                scope,
                id,
                "elasticmapreduce:modifyInstanceFleetByName",
                parameters,
                cluster.allow("elasticmapreduce:ListInstanceFleets", "elasticmapreduce:ModifyInstanceFleet"));
    }

    /**
     * Launches a cluster with the state as the launch's input, and waits until the launch has ended. The state then has the
     * cluster's id at {@code $.LaunchClusterResult.ClusterId}, for {@link EmrCluster#launchedBy}.
     */
    public static EmrTask startLaunch(Construct scope, String id, IEmrLaunchFunction launchFunction) {
        Stacks.use(scope, "launchFunction", Validation.required("launchFunction", launchFunction));
        ObjectNode parameters = Json.object()
                .put("StateMachineArn", launchFunction.getStateMachine().getStateMachineArn())
                .put("Input.$", "$");
        return new EmrTask(
                scope,
                id,
                TaskCall.execute(
                        scope,
                        id,
                        parameters,
                        LaunchExecutions.of(launchFunction).arn("")),
                TaskStateBaseProps.builder()
                        .resultSelector(Map.of("ClusterId.$", "$.Output.LaunchClusterResult.ClusterId"))
                        .resultPath("$.LaunchClusterResult")
                        .build());
    }

    /**
     * Runs another state machine and waits for its end; fails when it fails. The state then has
     * {@code {"ExecutionArn": …, "Output": …}}, the output parsed.
     *
     * @param input of the execution, such as {@code TaskInput.fromJsonPathAt("$.Job")}
     * @param resultPath the path of the result in the state, such as {@code $.Nested}
     */
    public static EmrTask startStateMachine(
            Construct scope, String id, IStateMachine stateMachine, TaskInput input, String resultPath) {
        String stateMachineArn =
                Validation.required("stateMachine", stateMachine).getStateMachineArn();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("StateMachineArn", stateMachineArn);
        parameters.put("Input", Validation.required("input", input).getValue());
        Map<String, Object> selector = new LinkedHashMap<>();
        selector.put("ExecutionArn.$", "$.ExecutionArn");
        selector.put("Output.$", "$.Output");
        return new EmrTask(
                scope,
                id,
                TaskCall.execute(
                        scope,
                        id,
                        (ObjectNode) Json.of(FieldUtils.renderObject(parameters)),
                        Fn.join(":execution:", Fn.split(":stateMachine:", stateMachineArn)) + ":"),
                TaskStateBaseProps.builder()
                        .resultSelector(selector)
                        .resultPath(TaskCall.requirePath("resultPath", resultPath, "$.Nested"))
                        .build());
    }

    private static EmrTask task(
            Construct scope, String id, String integration, ObjectNode parameters, Map<String, Object> statement) {
        return new EmrTask(
                scope, id, new TaskCall(integration, parameters, List.of(statement)), TaskCall.DISCARD_RESULT);
    }

    private static String emr(String action, TaskStateBaseProps props) {
        return TaskCall.integration("elasticmapreduce:" + action, props);
    }

    private static String requireName(String property, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "'%s' must have 1 to %d characters, got: '%s'".formatted(property, MAX_NAME, name));
        }
        return name;
    }

    private static int requireCount(String property, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("'%s' must be at least 0, got: %d".formatted(property, count));
        }
        return count;
    }
}
