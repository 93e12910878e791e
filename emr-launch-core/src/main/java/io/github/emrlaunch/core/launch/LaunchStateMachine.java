package io.github.emrlaunch.core.launch;

import static io.github.emrlaunch.core.internal.Jsonata.expression;
import static io.github.emrlaunch.core.internal.Jsonata.literal;
import static io.github.emrlaunch.core.internal.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Notifications;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;

/**
 * The state machine of a launch, in the Amazon States Language. It is one JSON text for the CDK: a construct for each state
 * would cost calls across a process boundary.
 *
 * <p>The machine is written in JSONata. Only a Task state catches errors of evaluations, so the other states compare and copy, and
 * what has to be computed is computed in an Assign of a Task state. Its variables, all of which have a value from the first state
 * on:
 *
 * <ul>
 *   <li>{@code request}: the RunJobFlow request without secrets;
 *   <li>{@code clusterId}, {@code clusterArn}: null until EMR has accepted the cluster;
 *   <li>{@code protection}, {@code differences}: what START answered; {@code seenDifferences}: what the last look at the cluster found;
 *   <li>{@code acceptedAt}, {@code deadline}: when EMR accepted the cluster and when it must be ready, in milliseconds;
 *   <li>{@code waitSeconds}: the time until the next look;
 *   <li>{@code status}: what the last look saw, empty when it failed with {@code lookFailure};
 *   <li>{@code failure}, {@code terminationFailure}: Error and Cause as a Catch has them, empty before; {@code reason}: why the launch
 *       fails ({@link LaunchFailure}), should it fail;
 *   <li>{@code error}: what the execution fails with.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html">Variables in Step Functions</a>
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
final class LaunchStateMachine {
    /** How long the function may take in a stage. */
    static final int FUNCTION_TIMEOUT_SECONDS = 60;

    private static final String LOAD = "Load Cluster Configuration";
    private static final String OVERRIDE = "Override Cluster Configuration";
    private static final String CHECK = "Check Cluster Configuration";
    private static final String START = "Start EMR Cluster";
    private static final String AS_REQUESTED = "Cluster as Requested?";
    private static final String WAIT = "Wait for EMR Cluster";
    private static final String DESCRIBE = "Describe EMR Cluster";
    private static final String READY = "Cluster Ready?";
    private static final String TERMINATE = "Terminate EMR Cluster";
    private static final String EXPLAIN = "Explain Failure";
    private static final String NOTIFY_FAILURE = "Notify of Failure";
    private static final String FAILED = "EMR Launch Failed";
    private static final String NOTIFY_SUCCESS = "Notify of Success";
    private static final String SUCCEEDED = "EMR Cluster Launched";

    private static final String EXECUTION_ID = expression("$states.context.Execution.Id");
    private static final String EXECUTION_INPUT = expression("$states.context.Execution.Input");
    private static final String EXECUTION_START = expression("$states.context.Execution.StartTime");
    private static final String REQUEST = expression("$request");
    private static final String CLUSTER_ID = expression("$clusterId");

    /** An attempt ends later than its invocation does: two invocations of one launch never run at once. */
    private static final int STAGE_TIMEOUT_SECONDS = FUNCTION_TIMEOUT_SECONDS + 30;

    /** Lambda's own limit, and as much more. */
    private static final int OVERRIDE_TIMEOUT_SECONDS = 900 + 30;

    /** More than the stages take with all their retries, so that a launch that gets stuck still terminates its cluster. */
    private static final int SECONDS_FOR_STAGES = 10 * 3_600;

    /** No cluster is ready within its first three minutes; most are within thirty. */
    private static final int RARE_LOOK_SECONDS = 60;

    private static final int FREQUENT_LOOK_SECONDS = 15;
    private static final int LOOK_AFTER_FAILED_ONE_SECONDS = 30;
    private static final int FREQUENT_LOOKS_FROM_SECONDS = 3 * 60;
    private static final int FREQUENT_LOOKS_UNTIL_SECONDS = 30 * 60;

    /** When the wait for the cluster began: an execution that is redriven waits anew. */
    private static final String WAIT_BEGAN = "$max([$acceptedAt, $states.context.Execution.RedriveCount > 0 "
            + "? $toMillis($states.context.Execution.RedriveTime) : 0])";

    private static final String UNDECIDED =
            "($not($exists($status.State)) or $status.State in ['STARTING', 'BOOTSTRAPPING'])";

    private final LaunchSettings settings;
    private final LaunchRequest launch;
    private final String functionArn;

    /** A state machine whose stages this version of a function carries out. */
    LaunchStateMachine(LaunchSettings settings, String functionArn) {
        this.settings = settings;
        this.launch = settings.request();
        this.functionArn = functionArn;
    }

    String toJson() {
        int waitSeconds = settings.waitForClusterStart() ? settings.startTimeoutSeconds() : 0;
        ObjectNode machine = Json.object()
                .put(
                        "Comment",
                        "Launches an EMR cluster of profile %s and cluster configuration %s"
                                .formatted(launch.emrProfile(), launch.clusterConfiguration()))
                .put("QueryLanguage", "JSONata")
                .put("StartAt", LOAD)
                .put("TimeoutSeconds", waitSeconds + SECONDS_FOR_STAGES);
        ObjectNode states = machine.putObject("States");
        IFunction overrideFunction = settings.overrideFunction();
        states.set(LOAD, load(overrideFunction == null ? START : OVERRIDE));
        if (overrideFunction != null) {
            states.set(OVERRIDE, override(overrideFunction.getFunctionArn()));
            states.set(CHECK, check());
        }
        states.set(START, start());
        if (settings.waitForClusterStart()) {
            states.set(WAIT, waitForCluster());
            states.set(DESCRIBE, describe());
            states.set(READY, ready());
        } else {
            states.set(AS_REQUESTED, asRequested());
        }
        if (settings.cleanUp()) {
            states.set(TERMINATE, terminate());
        }
        addEnds(states);
        return Json.write(machine);
    }

    private void addEnds(ObjectNode states) {
        states.set(EXPLAIN, explain());
        if (settings.failureTopic() != null) {
            states.set(NOTIFY_FAILURE, notifyOf("failed", settings.failureTopic(), FAILED, failureMessage()));
        }
        states.set(
                FAILED,
                Json.object()
                        .put("Type", "Fail")
                        .put("Error", expression("$error.Error"))
                        .put("Cause", expression("$error.Cause")));
        if (settings.successTopic() != null) {
            states.set(NOTIFY_SUCCESS, notifyOf("succeeded", settings.successTopic(), SUCCEEDED, successMessage()));
        }
        states.set(SUCCEEDED, Json.object().put("Type", "Succeed").put("Output", output()));
    }

    private String whenStarted() {
        return settings.successTopic() == null ? SUCCEEDED : NOTIFY_SUCCESS;
    }

    private String whenNotStarted() {
        return settings.cleanUp() ? TERMINATE : EXPLAIN;
    }

    private ObjectNode load(String next) {
        ObjectNode payload = gatedPayload(LaunchStage.LOAD);
        payload.set(LaunchRequest.LAUNCH, literal(launch.toJson()));
        payload.put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT);
        ObjectNode state = stage(payload, next);
        state.set("Assign", initialVariables().put("request", result(LaunchRequest.CLUSTER)));
        LaunchRetries.LOADING.addTo(state);
        catchAll(state, EXPLAIN, initialVariables().set("failure", caught()));
        return state;
    }

    private static ObjectNode initialVariables() {
        ObjectNode variables = Json.object();
        variables.putObject("request");
        variables.putNull("clusterId").putNull("clusterArn");
        variables.putObject("protection");
        variables.putArray("differences");
        variables.putArray("seenDifferences");
        variables.put("acceptedAt", 0).put("deadline", 0).put("waitSeconds", RARE_LOOK_SECONDS);
        variables.putObject("status");
        List.of("lookFailure", "failure", "terminationFailure", "error").forEach(variables::putObject);
        return variables.put("reason", LaunchFailure.FAILED);
    }

    /** The payload and the answer are those of the Python library's override functions. */
    private ObjectNode override(String overrideFunctionArn) {
        ObjectNode payload = Json.object()
                .put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT)
                .put("Input", REQUEST);
        // As an expression: validators take a member Default, wherever it is, for that of a Choice state.
        payload.put("AllowedClusterConfigOverrides", expression(quote(OverrideRule.toJson(launch.allowedOverrides()))));
        ObjectNode state = invoke(overrideFunctionArn, OVERRIDE_TIMEOUT_SECONDS, payload, CHECK);
        state.putObject("Assign").put("overridden", expression("$states.result.Payload"));
        LaunchRetries.OVERRIDING.addTo(state);
        catchAll(state, EXPLAIN, failure());
        return state;
    }

    private ObjectNode check() {
        ObjectNode payload = gatedPayload(LaunchStage.CHECK);
        payload.set(LaunchRequest.LAUNCH, literal(launch.toJson()));
        payload.put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT)
                .put(LaunchRequest.LOADED, REQUEST)
                .put(LaunchRequest.OVERRIDDEN, expression("$overridden"));
        ObjectNode state = stage(payload, START);
        state.putObject("Assign").put("request", result(LaunchRequest.CLUSTER));
        LaunchRetries.LOADING.addTo(state);
        catchAll(state, EXPLAIN, failure());
        return state;
    }

    /**
     * A start that is tried again looks for the cluster of the first try, so it may be tried again even when nobody knows how far that
     * came. When all tries have failed, one of them may have made a cluster.
     */
    private ObjectNode start() {
        ObjectNode payload = gatedPayload(LaunchStage.START);
        payload.putObject(LaunchRequest.LAUNCH)
                .set(LaunchRequest.SECRETS, literal(launch.toJson().path(LaunchRequest.SECRETS)));
        payload.put(LaunchRequest.CLUSTER, REQUEST)
                .put(LaunchRequest.EXECUTION_START, EXECUTION_START)
                .put(LaunchRequest.RETRY_COUNT, expression("$states.context.State.RetryCount"))
                .put(LaunchRequest.REDRIVE_COUNT, expression("$states.context.Execution.RedriveCount"));
        ObjectNode state = stage(payload, settings.waitForClusterStart() ? WAIT : AS_REQUESTED);
        long timeout = settings.startTimeoutSeconds() * 1000L;
        state.putObject("Assign")
                .put("clusterId", result(LaunchRequest.CLUSTER_ID))
                .put("clusterArn", result(LaunchRequest.CLUSTER_ARN))
                .put("protection", result(LaunchRequest.PROTECTION))
                .put("differences", result(LaunchRequest.DIFFERENCES))
                .put("acceptedAt", expression("$millis()"))
                .put("deadline", expression("$millis() + " + timeout))
                .put("reason", LaunchFailure.ENDED);
        state.put(
                "Output",
                launchClusterResult("$states.result.Payload.ClusterId", "$states.result.Payload.ClusterArn", ""));
        LaunchRetries.STARTING.addTo(state);
        catchAll(state, whenNotStarted(), failure());
        return state;
    }

    private ObjectNode asRequested() {
        ObjectNode state = Json.object().put("Type", "Choice");
        choice(state, "$count($differences) > 0", whenNotStarted()).set("Assign", reason(LaunchFailure.DIFFERENT));
        return state.put("Default", whenStarted());
    }

    private static ObjectNode waitForCluster() {
        return Json.object()
                .put("Type", "Wait")
                .put("Seconds", expression("$waitSeconds"))
                .put("Next", DESCRIBE);
    }

    /** Without a retry: whatever went wrong, the next look asks again. */
    private ObjectNode describe() {
        ObjectNode payload = payload(LaunchStage.DESCRIBE)
                .put(LaunchRequest.CLUSTER_ID, CLUSTER_ID)
                .put(LaunchRequest.PROTECTION, expression("$protection"));
        ObjectNode state = stage(payload, READY);
        state.putObject("Assign")
                .put("status", result(LaunchRequest.STATUS))
                .put("seenDifferences", result(LaunchRequest.DIFFERENCES))
                .put("deadline", deadline())
                .put("waitSeconds", secondsUntilNextLook());
        state.put(
                "Output",
                launchClusterResult(
                        "$clusterId", "$clusterArn", ", 'Cluster': {'Status': $states.result.Payload.Status}"));
        ObjectNode notSeen = Json.object();
        notSeen.putObject("status");
        notSeen.set("lookFailure", caught());
        notSeen.put("deadline", deadline()).put("waitSeconds", LOOK_AFTER_FAILED_ONE_SECONDS);
        catchAll(state, READY, notSeen);
        return state;
    }

    private String deadline() {
        return expression("%s + %d".formatted(WAIT_BEGAN, settings.startTimeoutSeconds() * 1000L));
    }

    /** The last look is at the deadline. */
    private String secondsUntilNextLook() {
        return expression(("($age := $millis() - %s; $interval := $age >= %d and $age < %d ? %d : %d; "
                        + "$max([1, $min([$interval, $ceil((%d - $age) / 1000)])]))")
                .formatted(
                        WAIT_BEGAN,
                        FREQUENT_LOOKS_FROM_SECONDS * 1000,
                        FREQUENT_LOOKS_UNTIL_SECONDS * 1000,
                        FREQUENT_LOOK_SECONDS,
                        RARE_LOOK_SECONDS,
                        settings.startTimeoutSeconds() * 1000L));
    }

    private ObjectNode ready() {
        ObjectNode state = Json.object().put("Type", "Choice");
        choice(state, "$count($differences) + $count($seenDifferences) > 0", whenNotStarted())
                .set("Assign", reason(LaunchFailure.DIFFERENT));
        choice(state, "$status.State in ['WAITING', 'RUNNING']", whenStarted());
        choice(state, UNDECIDED + " and $millis() < $deadline", WAIT);
        choice(state, UNDECIDED, whenNotStarted()).set("Assign", reason(LaunchFailure.LATE));
        // Started, and ended again before anyone looked: no failure of the launch.
        choice(state, "$exists($status.Timeline.ReadyDateTime)", whenStarted());
        return state.put("Default", whenNotStarted());
    }

    private static ObjectNode reason(String reason) {
        return Json.object().put("reason", reason);
    }

    private static ObjectNode choice(ObjectNode state, String condition, String next) {
        return state.withArray("/Choices")
                .addObject()
                .put("Condition", expression(condition))
                .put("Next", next);
    }

    /** Without an id, whatever carries the execution's tag: nobody knows what became of the start. */
    private ObjectNode terminate() {
        ObjectNode payload = gatedPayload(LaunchStage.TERMINATE)
                .put(LaunchRequest.CLUSTER_ID, CLUSTER_ID)
                .put(LaunchRequest.CLUSTER_NAME, expression("$request.Name"))
                .put(LaunchRequest.EXECUTION_START, EXECUTION_START);
        ObjectNode state = stage(payload, EXPLAIN);
        LaunchRetries.TERMINATING.addTo(state);
        catchAll(state, EXPLAIN, Json.object().set("terminationFailure", caught()));
        return state;
    }

    private ObjectNode explain() {
        ObjectNode state = Json.object().put("Type", "Pass");
        state.putObject("Assign")
                .putObject("error")
                .put("Error", expression(LaunchFailure.ERROR))
                .put("Cause", expression(LaunchFailure.cause(settings.startTimeoutSeconds())));
        return state.put("Next", settings.failureTopic() == null ? FAILED : NOTIFY_FAILURE);
    }

    /** What is known of the cluster, in the shape of the execution's output: who follows an execution reads it from the history. */
    private static String launchClusterResult(String clusterId, String clusterArn, String status) {
        return expression("{'LaunchClusterResult': {'ClusterId': %s, 'ClusterArn': %s%s}}"
                .formatted(clusterId, clusterArn, status));
    }

    /** The execution's input, which LOAD found to be an object, with the request and the cluster. */
    private String output() {
        String status = settings.waitForClusterStart() ? ", 'Cluster': {'Status': $status}" : "";
        return expression(("$merge([$states.context.Execution.Input, {'ClusterConfiguration': {'Cluster': $request}, "
                        + "'LaunchClusterResult': {'ClusterId': $clusterId, 'ClusterArn': $clusterArn%s}}])")
                .formatted(status));
    }

    private ObjectNode notifyOf(String outcome, ITopic topic, String next, ObjectNode message) {
        ObjectNode state = task("sns:publish", next);
        state.putObject("Arguments")
                .put("TopicArn", topic.getTopicArn())
                .put("Subject", literal(Notifications.subject("EMR launch %s: %s".formatted(outcome, settings.name()))))
                .set("Message", message);
        LaunchRetries.NOTIFYING.addTo(state);
        // Whoever isn't told can still ask: that nobody was told is no failure of the launch.
        state.putArray("Catch")
                .addObject()
                .put("Next", next)
                .putArray("ErrorEquals")
                .add("States.ALL");
        return state;
    }

    private ObjectNode failureMessage() {
        return message().put("Error", expression("$error.Error")).put("Cause", expression("$error.Cause"));
    }

    private ObjectNode successMessage() {
        return message().put("ClusterName", expression("$request.Name")).put("ClusterId", CLUSTER_ID);
    }

    private ObjectNode message() {
        return Json.object().put("LaunchFunction", settings.name().toString()).put("Execution", EXECUTION_ID);
    }

    private static ObjectNode payload(LaunchStage stage) {
        return Json.object().put(LaunchRequest.STAGE, stage.name()).put(LaunchRequest.EXECUTION, EXECUTION_ID);
    }

    /** The payload of a stage whose function looks into the history for the task that sent it. */
    private static ObjectNode gatedPayload(LaunchStage stage) {
        return payload(stage).put(LaunchRequest.NONCE, expression("$uuid()"));
    }

    private static String result(String member) {
        return expression("$states.result.Payload." + member);
    }

    private static ObjectNode failure() {
        return reason(LaunchFailure.FAILED).set("failure", caught());
    }

    /** An error in a Catch would not be caught: nothing but copies. */
    private static ObjectNode caught() {
        return Json.object()
                .put("Error", expression("$exists($states.errorOutput.Error) ? $states.errorOutput.Error : ''"))
                .put("Cause", expression("$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ''"));
    }

    private ObjectNode stage(ObjectNode payload, String next) {
        ObjectNode state = invoke(functionArn, STAGE_TIMEOUT_SECONDS, payload, next);
        return state.put("Output", expression("$states.result.Payload"));
    }

    private static ObjectNode invoke(String functionArn, int timeoutSeconds, ObjectNode payload, String next) {
        ObjectNode state = task("lambda:invoke", next).put("TimeoutSeconds", timeoutSeconds);
        state.putObject("Arguments").put("FunctionName", functionArn).set("Payload", payload);
        return state;
    }

    private static ObjectNode task(String integration, String next) {
        return Json.object()
                .put("Type", "Task")
                .put("Resource", Arns.shared("states", integration))
                .put("Next", next);
    }

    private static void catchAll(ObjectNode state, String next, ObjectNode assign) {
        ObjectNode catcher = state.putArray("Catch").addObject();
        catcher.putArray("ErrorEquals").add("States.ALL");
        catcher.set("Assign", assign);
        catcher.put("Next", next);
    }
}
