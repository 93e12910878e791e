package io.github.emrlaunch.core.launch;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.literal;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.states.NotificationStates;
import io.github.emrlaunch.core.internal.states.StateMachineText;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.lambda.IFunction;

/**
 * The state machine of a launch. Only a Task state catches evaluation errors, so the other states only compare and copy, and values
 * are computed in the Assign field of a Task state. All variables have a value from the first state
 * on:
 *
 * <ul>
 *   <li>{@code request}: the RunJobFlow request without secrets;
 *   <li>{@code clusterId}, {@code clusterArn}: null until EMR has accepted the cluster;
 *   <li>{@code protection}, {@code differences}: the result of START; {@code seenDifferences}: the differences in the last description of
 * the cluster;
 *   <li>{@code acceptedAt}, {@code deadline}: when EMR accepted the cluster and when it must be ready, in milliseconds;
 *   <li>{@code waitSeconds}: the time until the next poll;
 *   <li>{@code status}: the status in the last description, empty when it failed with {@code lookFailure};
 *   <li>{@code failure}, {@code terminationFailure}: Error and Cause from a Catch field, empty before; {@code reason}: the reason of a
 * failure
 *       ({@link LaunchFailure});
 *   <li>{@code error}: the error and cause of a failed execution.
 * </ul>
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html">Variables in Step Functions</a>
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Handling errors</a>
 */
final class LaunchStateMachine {
    /** The timeout of the function in a stage. */
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
    private static final String FAILED = "EMR Launch Failed";
    private static final String SUCCEEDED = "EMR Cluster Launched";

    private static final String EXECUTION_ID = expression("$states.context.Execution.Id");
    private static final String EXECUTION_INPUT = expression("$states.context.Execution.Input");
    private static final String EXECUTION_START = expression("$states.context.Execution.StartTime");
    private static final String REQUEST = expression("$request");
    private static final String CLUSTER_ID = expression("$clusterId");

    /** Longer than the timeout of the invocation, so that two invocations of one launch never run at once. */
    private static final int STAGE_TIMEOUT_SECONDS = FUNCTION_TIMEOUT_SECONDS + 30;

    /** Lambda's own limit and a margin. */
    private static final int OVERRIDE_TIMEOUT_SECONDS = 900 + 30;

    /** More than the stages take with all their retries, so that a launch that hangs still terminates its cluster. */
    private static final int SECONDS_FOR_STAGES = 10 * 3_600;

    /** No cluster is ready within its first three minutes; most are within thirty. */
    private static final int RARE_LOOK_SECONDS = 60;

    private static final int FREQUENT_LOOK_SECONDS = 15;
    private static final int LOOK_AFTER_FAILED_ONE_SECONDS = 30;
    private static final int FREQUENT_LOOKS_FROM_SECONDS = 3 * 60;
    private static final int FREQUENT_LOOKS_UNTIL_SECONDS = 30 * 60;

    /** The start of the wait for the cluster. A redriven execution starts the wait again. */
    private static final String WAIT_BEGAN = "$max([$acceptedAt, $states.context.Execution.RedriveCount > 0 "
            + "? $toMillis($states.context.Execution.RedriveTime) : 0])";

    private static final String UNDECIDED =
            "($not($exists($status.State)) or $status.State in ['STARTING', 'BOOTSTRAPPING'])";

    private final LaunchSettings settings;
    private final LaunchRequest launch;
    private final String functionArn;

    /** Creates a state machine whose stages are run by this version of a function. */
    LaunchStateMachine(LaunchSettings settings, String functionArn) {
        this.settings = settings;
        this.launch = settings.request();
        this.functionArn = functionArn;
    }

    String toJson() {
        int waitSeconds = settings.waitForClusterStart() ? settings.startTimeoutSeconds() : 0;
        StateMachineText machine = StateMachineText.machine(
                "Launches an EMR cluster of profile %s and cluster configuration %s"
                        .formatted(launch.emrProfile(), launch.clusterConfiguration()),
                waitSeconds + SECONDS_FOR_STAGES);
        IFunction overrideFunction = settings.overrideFunction();
        machine.add(LOAD, load(overrideFunction == null ? START : OVERRIDE));
        if (overrideFunction != null) {
            machine.add(OVERRIDE, override(overrideFunction.getFunctionArn())).add(CHECK, check());
        }
        machine.add(START, start());
        NotificationStates notify = new NotificationStates(
                settings.notifications(), Kind.LAUNCH_FUNCTION, settings.name().toString());
        String started = notify.addSuccess(
                machine,
                Map.of(ExecutionEnd.CLUSTER_NAME, "$request.Name", ExecutionEnd.CLUSTER_ID, "$clusterId"),
                SUCCEEDED);
        if (settings.waitForClusterStart()) {
            machine.add(WAIT, StateText.waitSeconds("$waitSeconds").next(DESCRIBE))
                    .add(DESCRIBE, describe())
                    .add(READY, ready(started));
        } else {
            machine.add(AS_REQUESTED, asRequested(started));
        }
        if (settings.cleanUp()) {
            machine.add(TERMINATE, terminate());
        }
        String failed = notify.addFailure(machine, "", "$error", Map.of(ExecutionEnd.CLUSTER_ID, "$clusterId"), FAILED);
        return machine.add(EXPLAIN, explain(failed))
                .add(FAILED, StateText.fail("$error.Error", "$error.Cause"))
                .add(SUCCEEDED, StateText.succeed().output(output()))
                .toJson();
    }

    private String whenNotStarted() {
        return settings.cleanUp() ? TERMINATE : EXPLAIN;
    }

    private StateText load(String next) {
        ObjectNode payload = gatedPayload(LaunchStage.LOAD);
        payload.set(LaunchRequest.LAUNCH, literal(launch.toJson()));
        payload.put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT);
        return stage(payload, next)
                .assign(initialVariables().put("request", result(LaunchRequest.CLUSTER)))
                .retry(LaunchRetries.LOADING)
                .catchAll(EXPLAIN, initialVariables().set("failure", StateText.caughtError()));
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

    /** The payload and the result are those of the Python library's override functions. */
    private StateText override(String overrideFunctionArn) {
        ObjectNode payload = Json.object()
                .put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT)
                .put("Input", REQUEST);
        // An expression, because validators treat every member named Default as that of a Choice state.
        payload.put("AllowedClusterConfigOverrides", expression(quote(OverrideRule.toJson(launch.allowedOverrides()))));
        return StateText.invoke(overrideFunctionArn, payload)
                .timeoutSeconds(OVERRIDE_TIMEOUT_SECONDS)
                .assign(Json.object().put("overridden", expression("$states.result.Payload")))
                .retry(LaunchRetries.OVERRIDING)
                .catchAll(EXPLAIN, failure())
                .next(CHECK);
    }

    private StateText check() {
        ObjectNode payload = gatedPayload(LaunchStage.CHECK);
        payload.set(LaunchRequest.LAUNCH, literal(launch.toJson()));
        payload.put(LaunchRequest.EXECUTION_INPUT, EXECUTION_INPUT)
                .put(LaunchRequest.LOADED, REQUEST)
                .put(LaunchRequest.OVERRIDDEN, expression("$overridden"));
        return stage(payload, START)
                .assign(Json.object().put("request", result(LaunchRequest.CLUSTER)))
                .retry(LaunchRetries.LOADING)
                .catchAll(EXPLAIN, failure());
    }

    /**
     * A retried start searches for the cluster of the first attempt, so it can be retried even if the progress of that attempt
     * is unknown. When all attempts have failed, one of them may have created a cluster.
     */
    private StateText start() {
        ObjectNode payload = gatedPayload(LaunchStage.START);
        payload.putObject(LaunchRequest.LAUNCH)
                .set(LaunchRequest.SECRETS, literal(launch.toJson().path(LaunchRequest.SECRETS)));
        payload.put(LaunchRequest.CLUSTER, REQUEST)
                .put(LaunchRequest.EXECUTION_START, EXECUTION_START)
                .put(LaunchRequest.RETRY_COUNT, expression("$states.context.State.RetryCount"))
                .put(LaunchRequest.REDRIVE_COUNT, expression("$states.context.Execution.RedriveCount"));
        if (!settings.waitForClusterStart()) {
            payload.put(LaunchRequest.WAITS, false);
        }
        return stage(payload, settings.waitForClusterStart() ? WAIT : AS_REQUESTED)
                .assign(Json.object()
                        .put("clusterId", result(LaunchRequest.CLUSTER_ID))
                        .put("clusterArn", result(LaunchRequest.CLUSTER_ARN))
                        .put("protection", result(LaunchRequest.PROTECTION))
                        .put("differences", result(LaunchRequest.DIFFERENCES))
                        .put("acceptedAt", expression("$millis()"))
                        .put("deadline", expression("$millis() + " + settings.startTimeoutSeconds() * 1000L))
                        .put("reason", LaunchFailure.ENDED))
                .output(launchClusterResult(
                        "$states.result.Payload.ClusterId", "$states.result.Payload.ClusterArn", ""))
                .retry(LaunchRetries.STARTING)
                .catchAll(whenNotStarted(), failure());
    }

    private StateText asRequested(String started) {
        return StateText.choice()
                .when("$count($differences) > 0", whenNotStarted(), reason(LaunchFailure.DIFFERENT))
                .otherwise(started);
    }

    /** Without a retry: the next poll repeats the request. */
    private StateText describe() {
        ObjectNode payload = payload(LaunchStage.DESCRIBE)
                .put(LaunchRequest.CLUSTER_ID, CLUSTER_ID)
                .put(LaunchRequest.PROTECTION, expression("$protection"));
        ObjectNode notSeen = Json.object();
        notSeen.putObject("status");
        notSeen.set("lookFailure", StateText.caughtError());
        notSeen.put("deadline", deadline()).put("waitSeconds", LOOK_AFTER_FAILED_ONE_SECONDS);
        return stage(payload, READY)
                .assign(Json.object()
                        .put("status", result(LaunchRequest.STATUS))
                        .put("seenDifferences", result(LaunchRequest.DIFFERENCES))
                        .put("deadline", deadline())
                        .put("waitSeconds", secondsUntilNextLook()))
                .output(launchClusterResult(
                        "$clusterId", "$clusterArn", ", 'Cluster': {'Status': $states.result.Payload.Status}"))
                .catchAll(READY, notSeen);
    }

    private String deadline() {
        return expression("%s + %d".formatted(WAIT_BEGAN, settings.startTimeoutSeconds() * 1000L));
    }

    /** The last poll is at the deadline. */
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

    private StateText ready(String started) {
        return StateText.choice()
                .when(
                        "$count($differences) + $count($seenDifferences) > 0",
                        whenNotStarted(),
                        reason(LaunchFailure.DIFFERENT))
                .when("$status.State in ['WAITING', 'RUNNING']", started)
                .when(UNDECIDED + " and $millis() < $deadline", WAIT)
                .when(UNDECIDED, whenNotStarted(), reason(LaunchFailure.LATE))
                // The cluster started and terminated between two polls: not a failure of the launch.
                .when("$exists($status.Timeline.ReadyDateTime)", started)
                .otherwise(whenNotStarted());
    }

    private static ObjectNode reason(String reason) {
        return Json.object().put("reason", reason);
    }

    /** Without an id, terminates all clusters with the execution's tag: the outcome of the start is unknown. */
    private StateText terminate() {
        ObjectNode payload = gatedPayload(LaunchStage.TERMINATE)
                .put(LaunchRequest.CLUSTER_ID, CLUSTER_ID)
                .put(LaunchRequest.CLUSTER_NAME, expression("$request.Name"))
                .put(LaunchRequest.EXECUTION_START, EXECUTION_START);
        return stage(payload, EXPLAIN)
                .retry(LaunchRetries.TERMINATING)
                .catchAll(EXPLAIN, Json.object().set("terminationFailure", StateText.caughtError()));
    }

    private StateText explain(String failed) {
        ObjectNode error = Json.object()
                .put("Error", expression(LaunchFailure.ERROR))
                .put("Cause", expression(LaunchFailure.cause(settings.startTimeoutSeconds())));
        return StateText.pass().assign(Json.object().set("error", error)).next(failed);
    }

    /** Returns the cluster in the form of the execution's output. Clients that follow an execution read it from the history. */
    private static String launchClusterResult(String clusterId, String clusterArn, String status) {
        return "{'LaunchClusterResult': {'ClusterId': %s, 'ClusterArn': %s%s}}"
                .formatted(clusterId, clusterArn, status);
    }

    /** The execution's input, which LOAD has checked to be an object, with the request and the cluster. */
    private String output() {
        String status = settings.waitForClusterStart() ? ", 'Cluster': {'Status': $status}" : "";
        return ("$merge([$states.context.Execution.Input, {'ClusterConfiguration': {'Cluster': $request}, "
                        + "'LaunchClusterResult': {'ClusterId': $clusterId, 'ClusterArn': $clusterArn%s}}])")
                .formatted(status);
    }

    private static ObjectNode payload(LaunchStage stage) {
        return Json.object().put(LaunchRequest.STAGE, stage.name()).put(LaunchRequest.EXECUTION, EXECUTION_ID);
    }

    /** The payload of a stage whose function searches the execution's history for the task that sent it. */
    private static ObjectNode gatedPayload(LaunchStage stage) {
        return payload(stage).put(LaunchRequest.NONCE, expression("$uuid()"));
    }

    private static String result(String member) {
        return expression("$states.result.Payload." + member);
    }

    private static ObjectNode failure() {
        return reason(LaunchFailure.FAILED).set("failure", StateText.caughtError());
    }

    private StateText stage(ObjectNode payload, String next) {
        return StateText.invoke(functionArn, payload)
                .timeoutSeconds(STAGE_TIMEOUT_SECONDS)
                .output("$states.result.Payload")
                .next(next);
    }
}
