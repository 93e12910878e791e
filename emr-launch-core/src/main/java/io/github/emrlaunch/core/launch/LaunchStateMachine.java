package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchClusterRequest;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.LoadStage;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * The state machine of a launch, in the Amazon States Language. Plain JSON: one string to hand to the CDK instead of a call
 * across a process boundary for each state.
 *
 * <p>Where things stand in the state: the execution's input at {@code $}, the request at
 * {@code $.ClusterConfiguration.Cluster}, the cluster's id at {@code $.LaunchClusterResult.ClusterId}. Once a launch fails, the
 * state is nothing but the error: {@code {"Error": …, "Cause": …}}.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html">Step Functions and EMR</a>
 */
final class LaunchStateMachine {
    private static final String LOAD = "Load Cluster Configuration";
    private static final String OVERRIDE = "Override Cluster Configuration";
    private static final String CHECK_OVERRIDDEN = "Check Cluster Configuration";
    private static final String START = "Start EMR Cluster";
    private static final String CHECK_REJECTION = "EMR Throttling?";
    private static final String COUNT_ATTEMPT = "Count Start Attempt";
    private static final String BACK_OFF = "Back Off";
    private static final String REJECTED = "EMR Rejected Cluster";
    private static final String WAIT = "Wait for EMR Cluster";
    private static final String DESCRIBE = "Describe EMR Cluster";
    private static final String CHECK_STATE = "EMR Cluster Started?";
    private static final String COUNT_POLL = "Count Poll";
    private static final String TIMED_OUT = "EMR Cluster Start Timed Out";
    private static final String UNPROTECT = "Lift Termination Protection";
    private static final String TERMINATE = "Terminate EMR Cluster";
    private static final String START_FAILED = "EMR Cluster Start Failed";
    private static final String LEFT_RUNNING = "EMR Cluster Left Running";
    private static final String NOTIFY_FAILURE = "Notify of Failure";
    private static final String FAILED = "EMR Launch Failed";
    private static final String NOTIFY_SUCCESS = "Notify of Success";
    private static final String SUCCEEDED = "EMR Cluster Launched";

    private static final String CONFIGURATION = "$.ClusterConfiguration";
    private static final String ALLOWED_OVERRIDES = "AllowedClusterConfigOverrides";
    private static final String REQUEST = CONFIGURATION + ".Cluster";
    private static final String OVERRIDDEN = CONFIGURATION + ".Overridden";
    private static final String ATTEMPTS = CONFIGURATION + ".StartAttempts";
    private static final String POLLS = CONFIGURATION + ".Polls";
    private static final String ERROR = CONFIGURATION + ".StartError";
    private static final String RESULT = "$.LaunchClusterResult";
    private static final String CLUSTER_ID = RESULT + ".ClusterId";
    private static final String CLUSTER = RESULT + ".Cluster";

    private static final int POLL_SECONDS = 30;
    private static final int MAX_START_ATTEMPTS = 20;
    /** What may come before the wait for the cluster: a snapshot that Lambda makes anew, retries, back-off. */
    private static final int SECONDS_BEFORE_START = 3_600;

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

    /** Ends of an invocation of which nobody knows how far it came. */
    private static final List<String> LOST_INVOCATIONS =
            List.of("Sandbox.Timedout", "Lambda.Unknown", "Runtime.ExitError", "States.Timeout");

    private final LaunchSettings settings;
    private final LoadClusterConfigurationRequest request;
    private final String loaderArn;
    private final @Nullable String launcherArn;

    /**
     * A state machine.
     *
     * @param launcherArn the function that calls RunJobFlow; null for Step Functions' own task
     */
    LaunchStateMachine(LaunchSettings settings, String loaderArn, @Nullable String launcherArn) {
        this.settings = settings;
        this.request = settings.request();
        this.loaderArn = loaderArn;
        this.launcherArn = launcherArn;
    }

    String toJson() {
        // Polls are counted, since no state can add to a timestamp, and each waits POLL_SECONDS and may take as long.
        int waitSeconds = settings.waitForClusterStart() ? 2 * settings.startTimeoutSeconds() : 0;
        ObjectNode machine = Json.object()
                .put(
                        "Comment",
                        "Launches an EMR cluster of profile %s and cluster configuration %s"
                                .formatted(request.emrProfile(), request.clusterConfiguration()))
                .put("StartAt", LOAD)
                .put("TimeoutSeconds", waitSeconds + SECONDS_BEFORE_START);
        ObjectNode states = machine.putObject("States");
        addLoading(states);
        addStarting(states);
        if (settings.waitForClusterStart()) {
            addWaiting(states);
        }
        addEnds(states);
        return Json.write(machine);
    }

    private void addLoading(ObjectNode states) {
        boolean isOverridden = settings.overrideFunction() != null;
        states.set(
                LOAD, load(isOverridden ? LoadStage.BEFORE_OVERRIDES : LoadStage.ALL, isOverridden ? OVERRIDE : START));
        if (settings.overrideFunction() != null) {
            states.set(OVERRIDE, override(settings.overrideFunction().getFunctionArn()));
            states.set(CHECK_OVERRIDDEN, load(LoadStage.AFTER_OVERRIDES, START));
        }
    }

    private void addStarting(ObjectNode states) {
        if (launcherArn != null) {
            states.set(START, launch(launcherArn));
            return;
        }
        states.set(START, createCluster());
        states.set(CHECK_REJECTION, checkRejection());
        states.set(COUNT_ATTEMPT, countAttempt());
        states.set(BACK_OFF, backOff());
        states.set(
                REJECTED, failure(Json.object().put("Error.$", ERROR + ".Error").put("Cause.$", ERROR + ".Cause")));
    }

    private void addWaiting(ObjectNode states) {
        states.set(WAIT, waitForCluster());
        states.set(DESCRIBE, describe());
        states.set(CHECK_STATE, checkState());
        states.set(COUNT_POLL, countPoll());
        states.set(TIMED_OUT, timedOut());
        if (settings.cleanUp()) {
            states.set(UNPROTECT, unprotect());
            states.set(TERMINATE, terminate());
            states.set(LEFT_RUNNING, leftRunning());
        }
        states.set(START_FAILED, startFailed());
    }

    private void addEnds(ObjectNode states) {
        if (settings.failureTopic() != null) {
            states.set(NOTIFY_FAILURE, notifyOf("failed", settings.failureTopic(), FAILED, failureMessage()));
        }
        states.set(
                FAILED,
                Json.object().put("Type", "Fail").put("ErrorPath", "$.Error").put("CausePath", "$.Cause"));
        if (settings.successTopic() != null) {
            states.set(NOTIFY_SUCCESS, notifyOf("succeeded", settings.successTopic(), SUCCEEDED, successMessage()));
        }
        states.set(SUCCEEDED, Json.object().put("Type", "Succeed"));
    }

    private String whenStarted() {
        return settings.successTopic() == null ? SUCCEEDED : NOTIFY_SUCCESS;
    }

    private String whenFailed() {
        return settings.failureTopic() == null ? FAILED : NOTIFY_FAILURE;
    }

    private String whenNotStarted() {
        return settings.cleanUp() ? UNPROTECT : START_FAILED;
    }

    private ObjectNode load(LoadStage stage, String next) {
        ObjectNode payload = request.toJson();
        if (stage != LoadStage.ALL) {
            payload.put(LoadClusterConfigurationRequest.STAGE, stage.name());
        }
        if (stage == LoadStage.AFTER_OVERRIDES) {
            payload.put(LoadClusterConfigurationRequest.LOADED + ".$", REQUEST);
            payload.put(LoadClusterConfigurationRequest.OVERRIDDEN + ".$", OVERRIDDEN + ".Payload");
        }
        payload.put(LoadClusterConfigurationRequest.EXECUTION + ".$", "$$.Execution.Id");
        payload.put(LoadClusterConfigurationRequest.EXECUTION_INPUT + ".$", "$$.Execution.Input");
        ObjectNode state = invoke(loaderArn, payload, next);
        ObjectNode result = state.putObject("ResultSelector").put("Cluster.$", "$.Payload");
        result.putObject("StartAttempts").put("Value", 0);
        result.putObject("Polls").put("Value", 0);
        state.put("ResultPath", CONFIGURATION);
        retry(state, TRANSIENT_LAMBDA_ERRORS, 2, 6);
        retryWithoutSnapshot(state);
        retry(state, LOST_INVOCATIONS, 2, 3);
        catchFailure(state);
        return state;
    }

    /** A version that was not invoked for two weeks has lost its snapshot; making another takes minutes. */
    private static void retryWithoutSnapshot(ObjectNode state) {
        state.withArray("/Retry")
                .addObject()
                .put("IntervalSeconds", 20)
                .put("MaxAttempts", 30)
                .put("BackoffRate", 1)
                .putArray("ErrorEquals")
                .add("Lambda.SnapStartNotReadyException");
    }

    /** The payload and the answer are those of the Python library's override functions. */
    private ObjectNode override(String functionArn) {
        ObjectNode payload = Json.object()
                .put("ExecutionInput.$", "$$.Execution.Input")
                .put("ClusterConfiguration.$", REQUEST)
                .set(ALLOWED_OVERRIDES, request.toJson().get(ALLOWED_OVERRIDES));
        ObjectNode state = invoke(functionArn, payload, CHECK_OVERRIDDEN);
        state.putObject("ResultSelector").put("Payload.$", "$.Payload");
        state.put("ResultPath", OVERRIDDEN);
        retry(state, TRANSIENT_LAMBDA_ERRORS, 2, 6);
        catchFailure(state);
        return state;
    }

    private ObjectNode createCluster() {
        ObjectNode parameters = Json.object();
        RunJobFlowMembers.TOP_LEVEL.forEach(member -> parameters.put(member + ".$", REQUEST + "." + member));
        ObjectNode instances = parameters.putObject(RunJobFlowMembers.INSTANCES_MEMBER);
        String path = REQUEST + "." + RunJobFlowMembers.INSTANCES_MEMBER + ".";
        RunJobFlowMembers.INSTANCES.forEach(member -> instances.put(member + ".$", path + member));
        ObjectNode state = task("elasticmapreduce:createCluster", afterStart());
        state.set("Parameters", parameters);
        state.put("ResultPath", RESULT);
        catchError(state, LaunchErrors.EMR_REFUSED, ERROR, CHECK_REJECTION);
        catchFailure(state);
        return state;
    }

    private String afterStart() {
        return settings.waitForClusterStart() ? WAIT : whenStarted();
    }

    /**
     * A launcher that is tried again looks for the cluster of the first try, so it may be tried again even when nobody knows how far
     * that came.
     */
    private ObjectNode launch(String functionArn) {
        ObjectNode payload = LaunchClusterRequest.payload(request.secrets());
        payload.put(LaunchClusterRequest.CLUSTER + ".$", REQUEST)
                .put(LaunchClusterRequest.EXECUTION + ".$", "$$.Execution.Id")
                .put(LaunchClusterRequest.EXECUTION_START + ".$", "$$.Execution.StartTime")
                .put(LaunchClusterRequest.RETRY_COUNT + ".$", "$$.State.RetryCount");
        ObjectNode state = invoke(functionArn, payload, afterStart());
        state.putObject("ResultSelector").put("ClusterId.$", "$.Payload.ClusterId");
        state.put("ResultPath", RESULT);
        // Without jitter, which may retry at once: EMR lists a cluster only moments after it has accepted it.
        retry(state, TRANSIENT_LAMBDA_ERRORS, 15, 6, "NONE");
        retryWithoutSnapshot(state);
        retry(state, LOST_INVOCATIONS, 15, 3, "NONE");
        catchFailure(state);
        return state;
    }

    /** Step Functions gives every refusal of EMR the same error name; only the cause tells a mistake from throttling. */
    private static ObjectNode checkRejection() {
        ObjectNode state = Json.object().put("Type", "Choice");
        ObjectNode throttled = state.putArray("Choices").addObject();
        ArrayNode both = throttled.putArray("And");
        both.addObject().put("Variable", ATTEMPTS + ".Value").put("NumericLessThan", MAX_START_ATTEMPTS - 1);
        ArrayNode either = both.addObject().putArray("Or");
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

    private static ObjectNode waitForCluster() {
        return Json.object().put("Type", "Wait").put("Seconds", POLL_SECONDS).put("Next", DESCRIBE);
    }

    private ObjectNode describe() {
        ObjectNode state = request.secrets().isEmpty() || launcherArn == null
                ? describeByStepFunctions()
                : describeByLauncher(launcherArn);
        state.put("ResultPath", CLUSTER);
        // Whatever went wrong, the next poll asks again. What one poll may take is bounded, and so what all of them
        // may.
        state.put("TimeoutSeconds", POLL_SECONDS);
        catchError(state, "States.ALL", CLUSTER, CHECK_STATE);
        return state;
    }

    private static ObjectNode describeByStepFunctions() {
        ObjectNode state = task("aws-sdk:emr:describeCluster", CHECK_STATE);
        state.putObject("Parameters").put("ClusterId.$", CLUSTER_ID);
        state.putObject("ResultSelector").put("Status.$", "$.Cluster.Status");
        return state;
    }

    /** DescribeCluster tells the properties of configurations too, and the history keeps a task's whole answer. */
    private static ObjectNode describeByLauncher(String functionArn) {
        ObjectNode payload = Json.object().put(LaunchClusterRequest.CLUSTER_ID + ".$", CLUSTER_ID);
        ObjectNode state = invoke(functionArn, payload, CHECK_STATE);
        state.putObject("ResultSelector").put("Status.$", "$.Payload.Status");
        return state;
    }

    private ObjectNode checkState() {
        ObjectNode state = Json.object().put("Type", "Choice");
        ArrayNode choices = state.putArray("Choices");
        choices.add(both(notDescribed(), late(), whenNotStarted()));
        choices.add(notDescribed().put("Next", COUNT_POLL));
        choices.add(anyState(List.of("WAITING", "RUNNING"), whenStarted()));
        choices.add(both(anyState(List.of("STARTING", "BOOTSTRAPPING"), null), late(), TIMED_OUT));
        choices.add(anyState(List.of("STARTING", "BOOTSTRAPPING"), COUNT_POLL));
        // Started, and ended again before anyone looked: no failure of the launch.
        choices.addObject()
                .put("Variable", CLUSTER + ".Status.Timeline.ReadyDateTime")
                .put("IsPresent", true)
                .put("Next", whenStarted());
        return state.put("Default", whenNotStarted());
    }

    private static ObjectNode both(ObjectNode one, ObjectNode other, String next) {
        ObjectNode choice = Json.object();
        choice.putArray("And").add(one).add(other);
        return choice.put("Next", next);
    }

    private static ObjectNode notDescribed() {
        return Json.object().put("Variable", CLUSTER + ".Status").put("IsPresent", false);
    }

    private ObjectNode late() {
        int polls = (settings.startTimeoutSeconds() + POLL_SECONDS - 1) / POLL_SECONDS;
        return Json.object().put("Variable", POLLS + ".Value").put("NumericGreaterThanEquals", polls - 1);
    }

    private static ObjectNode anyState(List<String> clusterStates, @Nullable String next) {
        ObjectNode choice = Json.object();
        ArrayNode either = choice.putArray("Or");
        clusterStates.forEach(clusterState ->
                either.addObject().put("Variable", CLUSTER + ".Status.State").put("StringEquals", clusterState));
        return next == null ? choice : choice.put("Next", next);
    }

    private static ObjectNode countPoll() {
        ObjectNode state = Json.object().put("Type", "Pass");
        state.putObject("Parameters").put("Value.$", "States.MathAdd(%s.Value, 1)".formatted(POLLS));
        return state.put("ResultPath", POLLS).put("Next", WAIT);
    }

    private ObjectNode timedOut() {
        ObjectNode state = Json.object().put("Type", "Pass");
        state.putObject("Parameters")
                .put(
                        "Cause",
                        "it was not ready %d seconds after EMR had accepted it"
                                .formatted(settings.startTimeoutSeconds()))
                .put("Status.$", CLUSTER + ".Status");
        return state.put("ResultPath", CLUSTER).put("Next", whenNotStarted());
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
        ObjectNode state = task("elasticmapreduce:terminateCluster", START_FAILED);
        state.putObject("Parameters").put("ClusterId.$", CLUSTER_ID);
        state.putNull("ResultPath");
        retry(state, List.of("States.TaskFailed"), 5, 8);
        catchError(state, "States.ALL", ERROR, LEFT_RUNNING);
        return state;
    }

    private ObjectNode startFailed() {
        return failure(Json.object()
                .put("Error", LaunchErrors.CLUSTER_START_FAILED)
                .put(
                        "Cause.$",
                        "States.Format('Cluster {} did not start: {}', %s, States.JsonToString(%s))"
                                .formatted(CLUSTER_ID, CLUSTER)));
    }

    /** The same error, whose cause says that somebody has to end the cluster. */
    private ObjectNode leftRunning() {
        return failure(Json.object()
                .put("Error", LaunchErrors.CLUSTER_START_FAILED)
                .put(
                        "Cause.$",
                        ("States.Format('Cluster {} did not start and may still be running, terminating it failed: {} "
                                        + "It did not start because of: {}', %s, %s.Cause, States.JsonToString(%s))")
                                .formatted(CLUSTER_ID, ERROR, CLUSTER)));
    }

    /** From here on the state is nothing but the error. */
    private ObjectNode failure(ObjectNode error) {
        ObjectNode state = Json.object().put("Type", "Pass");
        state.set("Parameters", error);
        return state.put("Next", whenFailed());
    }

    private ObjectNode notifyOf(String outcome, ITopic topic, String next, ObjectNode message) {
        ObjectNode state = task("sns:publish", next);
        state.putObject("Parameters")
                .put("TopicArn", topic.getTopicArn())
                .put("Subject", Notifications.subject("EMR launch %s: %s".formatted(outcome, settings.name())))
                .set("Message", message);
        state.putNull("ResultPath");
        retry(state, List.of("States.TaskFailed"), 2, 5);
        // Whoever isn't told can still ask: that nobody was told is no failure of the launch.
        catchError(state, "States.ALL", null, next);
        return state;
    }

    private ObjectNode failureMessage() {
        return message().put("Error.$", "$.Error").put("Cause.$", "$.Cause");
    }

    private ObjectNode successMessage() {
        return message().put("ClusterName.$", REQUEST + ".Name").put("ClusterId.$", CLUSTER_ID);
    }

    private ObjectNode message() {
        return Json.object().put("LaunchFunction", settings.name().toString()).put("Execution.$", "$$.Execution.Id");
    }

    private static ObjectNode invoke(String functionArn, ObjectNode payload, String next) {
        ObjectNode state = task("lambda:invoke", next);
        state.putObject("Parameters").put("FunctionName", functionArn).set("Payload", payload);
        return state;
    }

    private static ObjectNode task(String integration, String next) {
        return Json.object()
                .put("Type", "Task")
                .put("Resource", Arns.shared("states", integration))
                .put("Next", next);
    }

    private static void retry(ObjectNode state, List<String> errors, int intervalSeconds, int maxAttempts) {
        retry(state, errors, intervalSeconds, maxAttempts, "FULL");
    }

    private static void retry(
            ObjectNode state, List<String> errors, int intervalSeconds, int maxAttempts, String jitter) {
        ObjectNode retrier = state.withArray("/Retry").addObject();
        errors.forEach(retrier.putArray("ErrorEquals")::add);
        retrier.put("IntervalSeconds", intervalSeconds)
                .put("MaxAttempts", maxAttempts)
                .put("BackoffRate", 2)
                .put("MaxDelaySeconds", 60)
                .put("JitterStrategy", jitter);
    }

    private static void catchError(ObjectNode state, String error, @Nullable String resultPath, String next) {
        ObjectNode catcher = state.withArray("/Catch").addObject();
        catcher.putArray("ErrorEquals").add(error);
        catcher.put("ResultPath", resultPath).put("Next", next);
    }

    /** Whatever goes wrong here fails the launch; where nobody is to be told, by itself. */
    private void catchFailure(ObjectNode state) {
        if (settings.failureTopic() != null) {
            ObjectNode catcher = state.withArray("/Catch").addObject();
            catcher.putArray("ErrorEquals").add("States.ALL");
            catcher.put("Next", NOTIFY_FAILURE);
        }
    }
}
