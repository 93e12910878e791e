package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import java.util.List;

/**
 * The state machine of a launch, in the Amazon States Language. Plain JSON: one string to hand to the CDK instead of a call
 * across a process boundary for each state.
 *
 * <p>Where things stand in the state: the execution's input at {@code $}, the request at
 * {@code $.ClusterConfiguration.Cluster}, the cluster's id at {@code $.LaunchClusterResult.ClusterId}.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">Step Functions and EMR</a>
 */
final class LaunchStateMachine {
    private static final String LOAD = "Load Cluster Configuration";
    private static final String START = "Start EMR Cluster";
    private static final String CHECK_REJECTION = "EMR Throttling?";
    private static final String COUNT_ATTEMPT = "Count Start Attempt";
    private static final String BACK_OFF = "Back Off";
    private static final String REJECTED = "EMR Rejected Cluster";
    private static final String WAIT = "Wait for EMR Cluster";
    private static final String DESCRIBE = "Describe EMR Cluster";
    private static final String CHECK_STATE = "EMR Cluster Started?";
    private static final String UNPROTECT = "Lift Termination Protection";
    private static final String TERMINATE = "Terminate EMR Cluster";
    private static final String FAILED = "EMR Cluster Start Failed";
    private static final String LEFT_RUNNING = "EMR Cluster Left Running";
    private static final String SUCCEEDED = "EMR Cluster Launched";

    private static final String REQUEST = "$.ClusterConfiguration.Cluster";
    private static final String ATTEMPTS = "$.ClusterConfiguration.StartAttempts";
    private static final String ERROR = "$.ClusterConfiguration.StartError";
    private static final String RESULT = "$.LaunchClusterResult";
    private static final String CLUSTER_ID = RESULT + ".ClusterId";
    private static final String CLUSTER = RESULT + ".Cluster";

    private static final int POLL_SECONDS = 30;
    private static final int MAX_START_ATTEMPTS = 6;

    /** Errors of Lambda itself, and what our functions say is worth another try. */
    private static final List<String> TRANSIENT_LAMBDA_ERRORS = List.of(
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
            "Lambda.ClientExecutionTimeoutException",
            "Lambda.SnapStartException",
            "Lambda.SnapStartTimeoutException",
            LaunchErrors.AWS_UNAVAILABLE);

    private final String loaderArn;
    private final LoadClusterConfigurationRequest request;
    private final boolean waitForClusterStart;

    LaunchStateMachine(String loaderArn, LoadClusterConfigurationRequest request, boolean waitForClusterStart) {
        this.loaderArn = loaderArn;
        this.request = request;
        this.waitForClusterStart = waitForClusterStart;
    }

    String toJson() {
        ObjectNode machine = Json.object()
                .put(
                        "Comment",
                        "Launches an EMR cluster of profile %s and cluster configuration %s"
                                .formatted(request.emrProfile(), request.clusterConfiguration()))
                .put("StartAt", LOAD);
        ObjectNode states = machine.putObject("States");
        states.set(LOAD, load());
        states.set(START, start());
        states.set(CHECK_REJECTION, checkRejection());
        states.set(COUNT_ATTEMPT, countAttempt());
        states.set(BACK_OFF, backOff());
        states.set(REJECTED, rejected());
        if (waitForClusterStart) {
            states.set(WAIT, waitForCluster());
            states.set(DESCRIBE, describe());
            states.set(CHECK_STATE, checkState());
            states.set(UNPROTECT, unprotect());
            states.set(TERMINATE, terminate());
            states.set(FAILED, failed());
            states.set(LEFT_RUNNING, leftRunning());
        }
        states.set(SUCCEEDED, Json.object().put("Type", "Succeed"));
        return Json.write(machine);
    }

    private ObjectNode load() {
        ObjectNode payload = request.toJson();
        payload.put(LoadClusterConfigurationRequest.EXECUTION_INPUT + ".$", "$");
        ObjectNode state = task("lambda:invoke", START);
        state.putObject("Parameters").put("FunctionName", loaderArn).set("Payload", payload);
        state.putObject("ResultSelector")
                .put("Cluster.$", "$.Payload")
                .putObject("StartAttempts")
                .put("Value", 0);
        state.put("ResultPath", "$.ClusterConfiguration");
        retry(state, TRANSIENT_LAMBDA_ERRORS, 2, 6);
        // A version that was not invoked for two weeks has lost its snapshot; making another takes minutes.
        ((ArrayNode) state.path("Retry"))
                .addObject()
                .put("IntervalSeconds", 20)
                .put("MaxAttempts", 30)
                .put("BackoffRate", 1)
                .putArray("ErrorEquals")
                .add("Lambda.SnapStartNotReadyException");
        return state;
    }

    private ObjectNode start() {
        ObjectNode parameters = Json.object();
        RunJobFlowMembers.TOP_LEVEL.forEach(member -> parameters.put(member + ".$", REQUEST + "." + member));
        ObjectNode instances = parameters.putObject(RunJobFlowMembers.INSTANCES_MEMBER);
        String path = REQUEST + "." + RunJobFlowMembers.INSTANCES_MEMBER + ".";
        RunJobFlowMembers.INSTANCES.forEach(member -> instances.put(member + ".$", path + member));
        ObjectNode state = task("elasticmapreduce:createCluster", waitForClusterStart ? WAIT : SUCCEEDED);
        state.set("Parameters", parameters);
        state.put("ResultPath", RESULT);
        catchError(state, LaunchErrors.EMR_REFUSED, ERROR, CHECK_REJECTION);
        return state;
    }

    /** Step Functions gives every refusal of EMR the same error name; only the cause tells a mistake from throttling. */
    private ObjectNode checkRejection() {
        ObjectNode state = Json.object().put("Type", "Choice");
        ObjectNode throttled = state.putArray("Choices").addObject();
        var both = throttled.putArray("And");
        both.addObject().put("Variable", ATTEMPTS + ".Value").put("NumericLessThan", MAX_START_ATTEMPTS - 1);
        var either = both.addObject().putArray("Or");
        for (String sign : List.of("*ThrottlingException*", "*Rate exceeded*")) {
            either.addObject().put("Variable", ERROR + ".Cause").put("StringMatches", sign);
        }
        throttled.put("Next", COUNT_ATTEMPT);
        return state.put("Default", REJECTED);
    }

    private static ObjectNode countAttempt() {
        ObjectNode state = Json.object().put("Type", "Pass");
        state.putObject("Parameters")
                .put("Value.$", "States.MathAdd(%s.Value, 1)".formatted(ATTEMPTS))
                .put("BackOffSeconds.$", "States.MathRandom(10, 60)");
        return state.put("ResultPath", ATTEMPTS).put("Next", BACK_OFF);
    }

    private static ObjectNode backOff() {
        return Json.object()
                .put("Type", "Wait")
                .put("SecondsPath", ATTEMPTS + ".BackOffSeconds")
                .put("Next", START);
    }

    private static ObjectNode rejected() {
        return Json.object()
                .put("Type", "Fail")
                .put("ErrorPath", ERROR + ".Error")
                .put("CausePath", ERROR + ".Cause");
    }

    private static ObjectNode waitForCluster() {
        return Json.object().put("Type", "Wait").put("Seconds", POLL_SECONDS).put("Next", DESCRIBE);
    }

    private ObjectNode describe() {
        ObjectNode state = task("aws-sdk:emr:describeCluster", CHECK_STATE);
        state.putObject("Parameters").put("ClusterId.$", CLUSTER_ID);
        state.putObject("ResultSelector").put("Status.$", "$.Cluster.Status");
        state.put("ResultPath", CLUSTER);
        // Asking again does no harm, whatever went wrong.
        retry(state, List.of("States.TaskFailed"), 5, 8);
        catchError(state, "States.ALL", CLUSTER, UNPROTECT);
        return state;
    }

    private static ObjectNode checkState() {
        ObjectNode state = Json.object().put("Type", "Choice");
        var choices = state.putArray("Choices");
        choices.add(anyState(List.of("WAITING", "RUNNING"), SUCCEEDED));
        choices.add(anyState(List.of("STARTING", "BOOTSTRAPPING"), WAIT));
        // Started, and ended again before anyone looked: no failure of the launch.
        choices.addObject()
                .put("Variable", CLUSTER + ".Status.Timeline.ReadyDateTime")
                .put("IsPresent", true)
                .put("Next", SUCCEEDED);
        return state.put("Default", UNPROTECT);
    }

    private static ObjectNode anyState(List<String> clusterStates, String next) {
        ObjectNode choice = Json.object();
        var either = choice.putArray("Or");
        clusterStates.forEach(clusterState ->
                either.addObject().put("Variable", CLUSTER + ".Status.State").put("StringEquals", clusterState));
        return choice.put("Next", next);
    }

    /** A cluster that terminates by itself refuses this, and no longer needs it. */
    private ObjectNode unprotect() {
        ObjectNode state = task("elasticmapreduce:setClusterTerminationProtection", TERMINATE);
        state.putObject("Parameters").put("ClusterId.$", CLUSTER_ID).put("TerminationProtected", false);
        state.putNull("ResultPath");
        retry(state, List.of("States.TaskFailed"), 5, 3);
        catchError(state, "States.ALL", ERROR, TERMINATE);
        return state;
    }

    private ObjectNode terminate() {
        ObjectNode state = task("elasticmapreduce:terminateCluster", FAILED);
        state.putObject("Parameters").put("ClusterId.$", CLUSTER_ID);
        state.putNull("ResultPath");
        retry(state, List.of("States.TaskFailed"), 5, 8);
        catchError(state, "States.ALL", ERROR, LEFT_RUNNING);
        return state;
    }

    private static ObjectNode failed() {
        return Json.object()
                .put("Type", "Fail")
                .put("Error", LaunchErrors.CLUSTER_START_FAILED)
                .put(
                        "CausePath",
                        "States.Format('Cluster {} did not start: {}', %s, States.JsonToString(%s))"
                                .formatted(CLUSTER_ID, CLUSTER));
    }

    /** The same error, whose cause says that somebody has to end the cluster. */
    private static ObjectNode leftRunning() {
        return Json.object()
                .put("Type", "Fail")
                .put("Error", LaunchErrors.CLUSTER_START_FAILED)
                .put(
                        "CausePath",
                        ("States.Format('Cluster {} did not start and may still be running, terminating it failed: {} "
                                        + "It did not start because of: {}', %s, %s.Cause, States.JsonToString(%s))")
                                .formatted(CLUSTER_ID, ERROR, CLUSTER));
    }

    private ObjectNode task(String integration, String next) {
        return Json.object()
                .put("Type", "Task")
                .put("Resource", Arns.shared("states", integration))
                .put("Next", next);
    }

    private static void retry(ObjectNode state, List<String> errors, int intervalSeconds, int maxAttempts) {
        ObjectNode retrier = state.putArray("Retry").addObject();
        errors.forEach(retrier.putArray("ErrorEquals")::add);
        retrier.put("IntervalSeconds", intervalSeconds)
                .put("MaxAttempts", maxAttempts)
                .put("BackoffRate", 2)
                .put("MaxDelaySeconds", 60)
                .put("JitterStrategy", "FULL");
    }

    private static void catchError(ObjectNode state, String error, String resultPath, String next) {
        ObjectNode catcher = state.putArray("Catch").addObject();
        catcher.putArray("ErrorEquals").add(error);
        catcher.put("ResultPath", resultPath).put("Next", next);
    }
}
