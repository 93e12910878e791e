package io.github.emrlaunch.core.launch;

import static io.github.emrlaunch.core.launch.FakeLaunchFunction.described;
import static io.github.emrlaunch.core.launch.FakeLaunchFunction.fails;
import static io.github.emrlaunch.core.launch.FakeLaunchFunction.status;
import static io.github.emrlaunch.core.launch.FakeLaunchFunction.throwsException;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.GoldenFile;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.internal.StackFunctions;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchStage;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.states.ExecutionResult;
import io.github.emrlaunch.states.ExecutionResult.Status;
import io.github.emrlaunch.states.RunningExecution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.LogLevel;

/**
 * The state machines as text, and their behavior for different results of the function. Run with {@code -Dgolden=write} to write
 * the golden files, and review the differences.
 */
class LaunchStateMachineTest {
    private static final String FUNCTION =
            "arn:aws:lambda:eu-west-1:123456789012:function:emr-launch-analytics_nightly:1";
    private static final String LOAD = "Load Cluster Configuration";

    private final TestStack test = TestStack.create();
    private final FakeLaunchFunction function = new FakeLaunchFunction();

    private boolean extras;
    private boolean waits = true;
    private boolean cleanUp = true;
    private int startTimeoutSeconds = 1800;
    private LaunchSecrets secrets = LaunchSecrets.NONE;
    private Tag tag = new Tag("team", "etl");

    @Test
    void matchesGoldenFileWithSecrets() {
        secrets = new LaunchSecrets(
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kerberos-AbCdEf",
                Map.of("hive-site", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:metastore-AbCdEf"));

        GoldenFile.of("state-machines/launch.asl.json").assertEqual(machine());
    }

    @Test
    void matchesGoldenFileWithNotificationsAndOverrideFunction() {
        extras = true;

        GoldenFile.of("state-machines/launch-with-extras.asl.json").assertEqual(machine());
    }

    @Test
    void matchesGoldenFileWithoutWaitAndCleanUp() {
        waits = false;
        cleanUp = false;

        GoldenFile.of("state-machines/launch-and-leave.asl.json").assertEqual(machine());
    }

    @Test
    void everyStateIsReachable() {
        for (boolean withExtras : new boolean[] {false, true}) {
            for (boolean wait : new boolean[] {false, true}) {
                for (boolean clean : new boolean[] {false, true}) {
                    extras = withExtras;
                    waits = wait;
                    cleanUp = clean;
                    JsonNode states = machine().path("States");
                    List<String> targets = Stream.of("Next", "Default")
                            .flatMap(field -> states.findValuesAsText(field).stream())
                            // The default of an override has the same name.
                            .filter(target -> !target.equals("2"))
                            .toList();
                    assertThat(targets)
                            .as("states of a machine with extras %s, wait %s, clean-up %s", extras, waits, cleanUp)
                            .allSatisfy(next -> assertThat(states.has(next)).isTrue())
                            .containsAll(states.properties().stream()
                                    .map(Map.Entry::getKey)
                                    .filter(name -> !name.equals(LOAD))
                                    .toList());
                }
            }
        }
    }

    @Test
    void outputContainsInputRequestAndCluster() throws Exception {
        ExecutionResult result = function.launch(machineText());

        assertThat(result.output()).isEqualTo(Json.parse("""
                {"Date": "2026-11-28", "ClusterConfiguration": {"Cluster": %s},
                 "LaunchClusterResult": {
                   "ClusterId": "j-1", "ClusterArn": "arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/j-1",
                   "Cluster": {"Status": {"State": "WAITING"}}}}""".formatted(FakeLaunchFunction.REQUEST)));
    }

    @Test
    void outputHasNoClusterStatusWithoutWait() throws Exception {
        waits = false;

        ExecutionResult result = function.launch(machineText());

        assertThat(String.valueOf(result.output()))
                .contains("\"ClusterId\":\"j-1\"")
                .doesNotContain("Status");
        assertThat(function.payloads(LaunchStage.DESCRIBE)).isEmpty();
    }

    /** The function trusts only the payload that the state machine sends: each task has a unique value. */
    @Test
    void sendsExpectedPayloadToEachStage() throws Exception {
        extras = true;
        function.then(LaunchStage.START, throwsException("lambdas.AwsUnavailableException", "Rate exceeded"));

        function.launch(machineText());

        assertThat(function.payloads.get(0).path("Launch"))
                .isEqualTo(settings().request().toJson());
        assertThat(function.payloads.get(0).path("ExecutionInput")).isEqualTo(Json.parse("{\"Date\": \"2026-11-28\"}"));
        assertThat(function.payloads.get(1)).isEqualTo(Json.parse("""
                        {"ExecutionInput": {"Date": "2026-11-28"}, "Input": %s,
                         "AllowedClusterConfigOverrides": {"CoreInstanceCount": {
                           "JsonPath": "Instances.InstanceGroups.1.InstanceCount", "Default": 2}}}""".formatted(FakeLaunchFunction.REQUEST)));
        assertThat(function.payloads.get(2).path("Loaded")).isEqualTo(Json.parse(FakeLaunchFunction.REQUEST));
        assertThat(function.payloads.get(2).path("Overridden")).isEqualTo(Json.parse(FakeLaunchFunction.REQUEST));
        assertThat(function.payloads(LaunchStage.START)).hasSize(2).allSatisfy(start -> {
            assertThat(start.path("Cluster")).isEqualTo(Json.parse(FakeLaunchFunction.REQUEST));
            assertThat(start.path("Launch").fieldNames()).toIterable().containsExactly("Secrets");
            assertThat(start.path("ExecutionStart").asText()).startsWith("2026-11-28T00:00:00");
            assertThat(start.path("RedriveCount").asInt(-1)).isZero();
        });
        assertThat(function.payloads(LaunchStage.START))
                .extracting(start -> start.path("RetryCount").asInt(-1))
                .containsExactly(0, 1);
        assertThat(function.payloads.stream()
                        .filter(payload -> payload.has("Nonce"))
                        .map(payload -> payload.path("Nonce").asText()))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allSatisfy(nonce -> assertThat(nonce).hasSize(36));
        assertThat(function.payloads(LaunchStage.DESCRIBE).get(0).path("Protection"))
                .isEqualTo(Json.parse("{\"SecurityConfiguration\": \"s\"}"));
    }

    @Test
    void entersAtMost75StatesForClusterReadyAfter8Minutes() throws Exception {
        extras = true;

        function.launch(machineText());

        // An override function adds two states.
        assertThat(function.statesEntered()).hasSizeLessThanOrEqualTo(75);
    }

    /** A third of the readiness times is between two polls with an interval of a minute. */
    @Test
    void detectsReadyClusterWithin8SecondsOnAverage() throws Exception {
        long late = 0;
        int clusters = 0;
        for (int seconds = 4 * 60; seconds < 30 * 60; seconds += 47) {
            FakeLaunchFunction each = new FakeLaunchFunction().readyAfter(Duration.ofSeconds(seconds));
            ExecutionResult result = each.launch(machineText());
            late += Duration.between(java.time.Instant.parse("2026-11-28T00:00:00Z"), result.stopTime())
                            .toSeconds()
                    - seconds;
            clusters++;
        }

        assertThat(late / (double) clusters).isBetween(0.0, 8.0);
    }

    @Test
    void writesFewerThanTenThousandEventsInTwelveHours() throws Exception {
        startTimeoutSeconds = 12 * 60 * 60;
        function.readyAfter(Duration.ofDays(1));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo(LaunchErrors.CLUSTER_START_FAILED);
        assertThat(function.history).hasSizeLessThan(10_000);
    }

    @Test
    void describesClusterLastTimeAtDeadline() throws Exception {
        startTimeoutSeconds = 61;
        function.readyAfter(Duration.ofSeconds(61));

        assertThat(function.launch(machineText()).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(function.payloads(LaunchStage.DESCRIBE)).hasSize(2);
    }

    @Test
    void retriesThrottledDescribeInvocations() throws Exception {
        for (int i = 0; i < 20; i++) {
            function.then(LaunchStage.DESCRIBE, fails("Lambda.TooManyRequestsException", "Rate exceeded"));
        }

        assertThat(function.launch(machineText()).status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void errorExplainsThatClusterCouldNotBeDescribed() throws Exception {
        function.always(
                LaunchStage.DESCRIBE,
                throwsException("lambdas.AwsUnavailableException", "DescribeCluster: Rate exceeded"));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo("ClusterStartFailed");
        assertThat(result.cause())
                .isEqualTo(
                        "Cluster j-1 did not start: it was not ready 1800 seconds after EMR had accepted it, and could not be "
                                + "described: AwsUnavailable: DescribeCluster: Rate exceeded");
        assertThat(function.payloads(LaunchStage.TERMINATE)).hasSize(1);
    }

    @Test
    void errorNamesStateOfClusterNotReadyInTime() throws Exception {
        function.readyAfter(Duration.ofDays(1));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.cause())
                .isEqualTo(
                        "Cluster j-1 did not start: it was not ready 1800 seconds after EMR had accepted it. It is STARTING");
        assertThat(function.payloads(LaunchStage.TERMINATE)).singleElement().satisfies(payload -> {
            assertThat(payload.path("ClusterId").asText()).isEqualTo("j-1");
            assertThat(payload.path("ClusterName").asText()).isEqualTo("nightly-etl");
        });
    }

    @Test
    void errorNamesReasonOfTerminatedCluster() throws Exception {
        function.then(
                LaunchStage.DESCRIBE,
                payload -> described((com.fasterxml.jackson.databind.node.ObjectNode) Json.parse("""
                {"State": "TERMINATED_WITH_ERRORS",
                 "StateChangeReason": {"Code": "BOOTSTRAP_FAILURE", "Message": "bootstrap action 1 failed"}}""")));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo("ClusterStartFailed");
        assertThat(result.cause())
                .isEqualTo(
                        "Cluster j-1 did not start: it is TERMINATED_WITH_ERRORS (BOOTSTRAP_FAILURE): bootstrap action 1 failed");
    }

    @Test
    void succeedsIfClusterWasReadyBeforeItTerminated() throws Exception {
        function.then(
                LaunchStage.DESCRIBE,
                payload -> described((com.fasterxml.jackson.databind.node.ObjectNode) Json.parse(
                        "{\"State\": \"TERMINATED\", \"Timeline\": {\"ReadyDateTime\": \"2026-11-28T00:00:30Z\"}}")));

        assertThat(function.launch(machineText()).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(function.payloads(LaunchStage.TERMINATE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void terminatesClusterIfStartFindsDifferencesFromRequest(boolean wait) throws Exception {
        waits = wait;
        function.then(LaunchStage.START, payload -> Json.parse("""
                {"ClusterId": "j-1", "ClusterArn": "arn", "Protection": {},
                 "Differences": ["SecurityConfiguration is unset"]}"""));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo("ClusterStartFailed");
        assertThat(result.cause())
                .isEqualTo("Cluster j-1 did not start: EMR made it with other settings than it was asked for: "
                        + "SecurityConfiguration is unset");
        assertThat(function.payloads(LaunchStage.TERMINATE)).hasSize(1);
    }

    @Test
    void terminatesClusterIfDescribeFindsDifferencesFromRequest() throws Exception {
        function.then(
                LaunchStage.DESCRIBE,
                payload -> Json.parse(
                        "{\"Status\": {\"State\": \"WAITING\"}, \"Differences\": [\"ReleaseLabel\", \"ServiceRole\"]}"));

        assertThat(function.launch(machineText()).cause()).endsWith(": ReleaseLabel; ServiceRole");
        assertThat(function.payloads(LaunchStage.TERMINATE)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "definitions.EmrProfileNotFoundException, EmrProfileNotFound",
        "definitions.InvalidOverrideException, InvalidOverride",
        "lambdas.ClusterAlreadyRunningException, ClusterAlreadyRunning",
        "lambdas.aws.AwsCallFailedException, AwsCallFailed"
    })
    void reportsShortErrorNameAndReadableCause(String exception, String error) throws Exception {
        extras = true;
        function.always(LaunchStage.LOAD, throwsException(exception, "A \"quoted\" \\ back\nslash, ü and 🙂"));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo(error);
        assertThat(result.cause()).isEqualTo("A \"quoted\" \\ back\nslash, ü and 🙂");
        assertThat(function.payloads).as("mistakes are not retried").hasSize(1);
        assertThat(function.publications).singleElement().satisfies(publication -> {
            assertThat(publication.at("/Message/Error").asText()).isEqualTo(error);
            assertThat(publication.at("/Message/Cause").asText()).startsWith("A \"quoted\"");
        });
    }

    private static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of("Sandbox died", "Sandbox died"),
                Arguments.of("", ""),
                Arguments.of("{\"errorMessage\": null}", "{\"errorMessage\": null}"),
                Arguments.of("{\"errorMessage\": \"cut", "{\"errorMessage\": \"cut"),
                Arguments.of("{\"errorMessage\": \"whole\", \"stackTrace\": [\"cut", "whole"),
                Arguments.of("{not JSON}", "{not JSON}"),
                Arguments.of("{\"errorMessage\": \"" + "x".repeat(40_000) + "\"}", "x".repeat(32_768)));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void reportsCauseOfAnyStartFailure(String cause, String explained) throws Exception {
        function.then(LaunchStage.START, fails("SomethingElse", cause));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo("SomethingElse");
        assertThat(result.cause() == null ? "" : result.cause()).isEqualTo(explained);
        assertThat(function.payloads(LaunchStage.TERMINATE)).singleElement().satisfies(payload -> assertThat(
                        payload.path("ClusterId").isNull())
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("causes")
    void reportsCauseOfAnyDescribeFailure(String cause, String explained) throws Exception {
        function.always(LaunchStage.DESCRIBE, fails("SomethingElse", cause));

        assertThat(function.launch(machineText()).cause())
                .startsWith("Cluster j-1 did not start: it was not ready 1800 seconds")
                .contains(explained.substring(0, Math.min(explained.length(), 32_000)));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void reportsCauseOfAnyTerminateFailure(String cause, String explained) throws Exception {
        function.then(LaunchStage.DESCRIBE, status("TERMINATING"))
                .always(LaunchStage.TERMINATE, fails("SomethingElse", cause));

        assertThat(function.launch(machineText()).cause())
                .startsWith(
                        "Cluster j-1 did not start: it is TERMINATING. Cluster j-1 may still be running, terminating it "
                                + "failed: SomethingElse: ")
                .contains(explained.substring(0, Math.min(explained.length(), 16_000)));
    }

    @Test
    void reportsPossibleClusterIfStartAndTerminateFail() throws Exception {
        function.always(LaunchStage.START, fails("Sandbox.Timedout", "Task timed out after 60.00 seconds"))
                .always(LaunchStage.TERMINATE, throwsException("lambdas.AwsUnavailableException", "Rate exceeded"));

        ExecutionResult result = function.launch(machineText());

        assertThat(result.error()).isEqualTo("Sandbox.Timedout");
        assertThat(result.cause())
                .isEqualTo(
                        "Task timed out after 60.00 seconds. A cluster of this launch may still be running, terminating it "
                                + "failed: AwsUnavailable: Rate exceeded");
    }

    @ParameterizedTest
    @EnumSource(
            value = LaunchStage.class,
            names = {"LOAD", "START", "TERMINATE"})
    void retriesFor12MinutesUntilSnapStartIsReady(LaunchStage stage) throws Exception {
        java.time.Instant ready = function.clock.now().plus(Duration.ofMinutes(12));
        function.then(LaunchStage.DESCRIBE, status("TERMINATED"));
        for (int i = 0; i < 36; i++) {
            function.then(stage, payload -> {
                assertThat(function.clock.now()).isBefore(ready.plus(Duration.ofMinutes(1)));
                throw new io.github.emrlaunch.states.StatesError("Lambda.SnapStartNotReadyException", "not ready");
            });
        }

        assertThat(function.launch(machineText()).error()).isEqualTo("ClusterStartFailed");
        assertThat(function.payloads(stage)).hasSize(37);
    }

    @Test
    void retriesTerminateForAtLeast10Minutes() throws Exception {
        function.then(LaunchStage.DESCRIBE, status("TERMINATED"))
                .always(LaunchStage.TERMINATE, throwsException("lambdas.AwsUnavailableException", "Rate exceeded"));

        ExecutionResult result = function.launch(machineText());

        assertThat(Duration.between(java.time.Instant.parse("2026-11-28T00:01:00Z"), result.stopTime()))
                .isGreaterThanOrEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void doesNotTerminateClusterIfCleanUpIsDisabled() throws Exception {
        cleanUp = false;
        function.then(LaunchStage.DESCRIBE, status("TERMINATING"));

        assertThat(function.launch(machineText()).error()).isEqualTo("ClusterStartFailed");
        assertThat(function.payloads(LaunchStage.TERMINATE)).isEmpty();
    }

    /** Otherwise an execution that is redriven an hour later would find the deadline of its cluster exceeded. */
    @Test
    void restartsStartTimeoutWhenRedriven() throws Exception {
        function.readyAfter(Duration.ofHours(3));
        RunningExecution execution = function.start(machineText(), "{}");
        function.clock.schedule(function.clock.now().plus(Duration.ofMinutes(5)), () -> execution.stop(null, null));
        execution.await();
        function.readyAfter(Duration.ofMinutes(70));
        function.clock.advance(Duration.ofHours(1));

        ExecutionResult result = execution.redrive().await();

        assertThat(result.status()).as("%s: %s", result.error(), result.cause()).isEqualTo(Status.SUCCEEDED);
        assertThat(function.payloads(LaunchStage.START)).hasSize(1);
    }

    /** Text of users is never an expression, for example in tags, names or patterns. */
    @ParameterizedTest
    @ValueSource(strings = {"{% $states.context %}", "{% 'a' %} and %}", "{%", "\"{% \\ %}\"", "$states.input"})
    void doesNotEvaluateExpressionsInUserText(String text) throws Exception {
        extras = true;
        tag = new Tag("team", text);

        ExecutionResult result = function.launch(machineText());

        assertThat(result.status()).as(result.cause()).isEqualTo(Status.SUCCEEDED);
        assertThat(function.payloads(LaunchStage.LOAD)
                        .get(0)
                        .at("/Launch/ClusterTags/0/Value")
                        .asText())
                .isEqualTo(text);
    }

    /** Otherwise the execution would end before it has terminated its cluster. */
    @Test
    void timeoutIsLongerThanAllRetries() {
        extras = true;
        JsonNode machine = machine();
        double seconds = startTimeoutSeconds;
        for (JsonNode state : machine.path("States")) {
            double attempts = 1;
            for (JsonNode retrier : state.path("Retry")) {
                double interval = retrier.path("IntervalSeconds").asDouble();
                for (int i = 0; i < retrier.path("MaxAttempts").asInt(); i++) {
                    seconds +=
                            Math.min(interval, retrier.path("MaxDelaySeconds").asDouble());
                    interval *= retrier.path("BackoffRate").asDouble();
                }
                // Lambda immediately reports a missing snapshot.
                boolean atOnce = retrier.path("ErrorEquals").toString().contains("SnapStartNotReady");
                attempts += atOnce ? 0 : retrier.path("MaxAttempts").asInt();
            }
            seconds += attempts * state.path("TimeoutSeconds").asInt();
        }

        assertThat(machine.path("TimeoutSeconds").asDouble()).isGreaterThan(seconds);
        assertThat(machine.path("States").findValues("TimeoutSeconds"))
                .allSatisfy(timeout ->
                        assertThat(timeout.asInt()).isGreaterThan(LaunchStateMachine.FUNCTION_TIMEOUT_SECONDS));
    }

    private JsonNode machine() {
        return Json.parse(machineText());
    }

    private String machineText() {
        return new LaunchStateMachine(settings(), FUNCTION).toJson().replace(Aws.PARTITION, "aws");
    }

    private LaunchSettings settings() {
        return new LaunchSettings(
                new DefinitionName("analytics", "nightly"),
                null,
                new LaunchRequest(
                        new DefinitionName("security", "etl"),
                        DefinitionName.of("small"),
                        "nightly-etl",
                        true,
                        extras,
                        Map.of(
                                "CoreInstanceCount",
                                OverrideRule.of("Instances.InstanceGroups.1.InstanceCount")
                                        .withDefault(2)),
                        List.of(tag),
                        secrets),
                extras
                        ? Function.fromFunctionArn(
                                test.stack(),
                                "Override"
                                        + test.stack().getNode().getChildren().size(),
                                "arn:aws:lambda:eu-west-1:123456789012:function:Override")
                        : null,
                extras ? Notifications.to(topic("success"), topic("failure")) : Notifications.none(),
                waits,
                startTimeoutSeconds,
                cleanUp,
                LogLevel.ERROR,
                StackFunctions.of(test.stack()));
    }

    private ITopic topic(String name) {
        return Topic.fromTopicArn(
                test.stack(),
                name + test.stack().getNode().getChildren().size(),
                "arn:aws:sns:eu-west-1:123456789012:" + name);
    }
}
