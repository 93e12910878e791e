package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StepLook;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.LocalAws;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome of a step, on the local emulator: the cluster has steps with the same name that others added. */
class LookAtStepHandlerTest {
    private static final String THROTTLED =
            "Rate exceeded (Service: AmazonElasticMapReduce; Status Code: 400; Error Code: ThrottlingException; Request ID: 1; Proxy: null)";

    private final LocalAws aws = LocalAws.start();
    private final AwsClient client = Clients.of(aws);
    private String cluster = "";
    private Instant since = Instant.EPOCH;

    @BeforeEach
    void launch() throws InterruptedException {
        aws.existing().role("service").instanceProfile("instance", "instance");
        cluster = call("RunJobFlow", Json.parseObject("""
                        {"Name": "etl", "ReleaseLabel": "emr-7.12.0", "ServiceRole": "service", "JobFlowRole": "instance",
                         "Instances": {"InstanceCount": 1, "MasterInstanceType": "m7g.xlarge", "SlaveInstanceType": "m7g.xlarge", "KeepJobFlowAliveWhenNoSteps": true}}""")).path("JobFlowId").asText();
        pass(Duration.ofMinutes(20));
        since = aws.clock().now();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private ObjectNode call(String operation, ObjectNode request) {
        return client.call(CalledService.EMR, operation, request);
    }

    private void pass(Duration time) throws InterruptedException {
        aws.clock().advance(time);
        aws.awaitIdle();
    }

    private static ObjectNode step(String... arguments) {
        ObjectNode step = Json.object().put("Name", "Load (orders)").put("ActionOnFailure", "CONTINUE");
        ObjectNode jar = step.putObject("HadoopJarStep").put("Jar", "s3://jobs/load.jar");
        List.of(arguments).forEach(jar.putArray("Args")::add);
        return step;
    }

    private String add(ObjectNode step) {
        ObjectNode request = Json.object().put("JobFlowId", cluster);
        request.putArray("Steps").add(step);
        return call("AddJobFlowSteps", request).path("StepIds").path(0).asText();
    }

    private ObjectNode payload(String error, String cause) {
        ObjectNode payload = Json.object().put(StepLook.CLUSTER_ID, cluster).put(StepLook.RETRIES, 0);
        payload.set(StepLook.STEP, step("orders", "secret-argument"));
        payload.putObject(StepLook.TRY)
                .put(StepLook.SINCE, since.toString())
                .put(StepLook.ERROR, error)
                .put(StepLook.CAUSE, cause);
        return payload;
    }

    private Invocation look(JsonNode payload) {
        Invocation invocation = Invocation.of(new LookAtStepHandler(client), Json.write(payload));
        assertThat(invocation.everything()).doesNotContain("secret-argument");
        return invocation;
    }

    private Invocation look() {
        return look(payload("EMR.AmazonElasticMapReduceException", THROTTLED));
    }

    private static @Nullable Class<?> failure(Invocation invocation) {
        return invocation.failure() == null ? null : invocation.failure().getClass();
    }

    private static String message(Invocation invocation) {
        return invocation.failure() == null
                ? ""
                : String.valueOf(invocation.failure().getMessage());
    }

    @Test
    void findsTheStepAmongOtherStepsOfTheCluster() throws InterruptedException {
        String ours = add(step("orders", "secret-argument"));
        add(step("customers", "secret-argument"));
        ObjectNode otherJar = step("orders", "secret-argument");
        ((ObjectNode) otherJar.path("HadoopJarStep")).put("Jar", "s3://jobs/other.jar");
        add(otherJar);
        for (int i = 0; i < 60; i++) {
            add(step("more", String.valueOf(i)));
        }

        assertThat(failure(look())).isEqualTo(StepRunningException.class);
        assertThat(message(look())).startsWith("Step %s ('Load (orders)') of cluster %s is ".formatted(ours, cluster));
        pass(Duration.ofHours(3));

        assertThat(look().answer()).isEqualTo(Json.object().put("StepId", ours));
    }

    /** The value of an argument may be no longer known: then all values match. */
    @Test
    void matchesAnyValueOfAnUnknownArgument() throws InterruptedException {
        String ours = add(step("orders", "2026-01-01T00:00:00Z"));
        pass(Duration.ofMinutes(5));
        ObjectNode payload = payload("EMR.AmazonElasticMapReduceException", THROTTLED);
        payload.withObject("/Step/HadoopJarStep").putArray("Args").add("orders").addNull();

        assertThat(look(payload).answer().path("StepId").asText()).isEqualTo(ours);
        payload.withObject("/Step/HadoopJarStep")
                .putArray("Args")
                .add("customers")
                .addNull();
        assertThat(failure(look(payload))).isEqualTo(StepNotFoundException.class);
    }

    @Test
    void ignoresAStepThatEndedBeforeTheTask() throws InterruptedException {
        add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(5));
        since = aws.clock().now();

        assertThat(failure(look())).isEqualTo(StepNotFoundException.class);
    }

    @Test
    void ignoresTheStepOfAnEarlierAttempt() throws InterruptedException {
        aws.emr().failStep("Load (orders)", "lost a node");
        String earlier = add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(5));
        ObjectNode payload = payload("EMR.AmazonElasticMapReduceException", THROTTLED);
        payload.withObject("/Try").put(StepLook.EARLIER, "Step %s ('Load') of cluster j is FAILED".formatted(earlier));

        assertThat(failure(look(payload))).isEqualTo(StepNotFoundException.class);
    }

    @Test
    void failsWithTheReasonOfAFailedStep() throws InterruptedException {
        aws.emr().failSteps("Load (orders)", "out of memory.");
        String id = add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(5));

        Invocation failed = look();
        assertThat(failure(failed)).isEqualTo(StepFailedException.class);
        assertThat(message(failed))
                .isEqualTo("Step %s ('Load (orders)') of cluster %s is FAILED: Unknown Error: out of memory"
                        .formatted(id, cluster));
        ObjectNode payload = payload("States.TaskFailed", "{}").put(StepLook.RETRIES, 2);
        assertThat(failure(look(payload))).isEqualTo(StepFailedAgainException.class);
        payload.withObject("/Try").put(StepLook.RETRIED, 2);
        assertThat(failure(look(payload))).isEqualTo(StepFailedException.class);
    }

    /** A cancelled step is not added again. */
    @Test
    void doesNotRetryACancelledStep() throws InterruptedException {
        aws.emr().hangStep("Load (orders)");
        String id = add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(1));
        ObjectNode request = Json.object().put("ClusterId", cluster);
        request.putArray("StepIds").add(id);
        call("CancelSteps", request);
        pass(Duration.ofMinutes(5));

        assertThat(failure(look(payload("States.TaskFailed", "{}").put(StepLook.RETRIES, 9))))
                .isEqualTo(StepFailedException.class);
    }

    private void cancel(String id) throws InterruptedException {
        ObjectNode request = Json.object().put("ClusterId", cluster);
        request.putArray("StepIds").add(id);
        call("CancelSteps", request);
        pass(Duration.ofMinutes(5));
    }

    private Invocation lookAfterCancelling(int cancels) {
        ObjectNode payload = payload("States.Timeout", "");
        payload.withObject("/Try").put(StepLook.CANCELS, cancels);
        return look(payload);
    }

    @Test
    void reportsTheStatesOfAStepThatExceedsItsTimeout() throws InterruptedException {
        aws.emr().hangStep("Load (orders)");
        String id = add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(1));

        Invocation late = look(payload("States.Timeout", ""));
        assertThat(failure(late)).isEqualTo(StepOverdueException.class);
        assertThat(message(late)).startsWith("Step " + id + " (");
        assertThat(failure(lookAfterCancelling(1))).isEqualTo(StepCancellingException.class);
        assertThat(failure(lookAfterCancelling(3))).isEqualTo(StepTimedOutException.class);
        assertThat(message(lookAfterCancelling(3))).contains("is RUNNING", "YARN application");
        cancel(id);
        assertThat(failure(lookAfterCancelling(1))).isEqualTo(StepTimedOutException.class);
        assertThat(message(lookAfterCancelling(1))).contains("is CANCELLED");
    }

    @Test
    void reportsSuccessOfAStepThatCompletedDuringCancellation() throws InterruptedException {
        String id = add(step("orders", "secret-argument"));
        pass(Duration.ofMinutes(5));

        assertThat(lookAfterCancelling(1).answer()).isEqualTo(Json.object().put("StepId", id));
    }

    /** The success of another step would be reported. */
    @Test
    void failsWhenTwoStepsLookTheSame() {
        String one = add(step("orders", "secret-argument"));
        String other = add(step("orders", "secret-argument"));

        Invocation ambiguous = look();
        assertThat(failure(ambiguous)).isEqualTo(StepAmbiguousException.class);
        assertThat(message(ambiguous)).contains(one, other, "'Load (orders)'");
    }

    /** EMR's clock may be behind; and a step that had ended by then belongs to an earlier run. */
    @Test
    void findsAnUnfinishedStepWhenTheClockOfEmrIsBehind() throws InterruptedException {
        String id = add(step("orders", "secret-argument"));
        Instant added = aws.clock().now();
        since = added.plus(Duration.ofMinutes(4));
        assertThat(message(look())).startsWith("Step " + id + " (");
        pass(Duration.ofMinutes(3));
        assertThat(failure(look())).isEqualTo(StepNotFoundException.class);
    }

    /** The messages of the SDKs of Step Functions and of users, from public reports. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // https://repost.aws/knowledge-center/emr-cluster-status-throttling-error
                "Rate exceeded (Service: AmazonElasticMapReduce; Status Code: 400; Error Code: ThrottlingException; Request ID: e2b6191c)",
                // https://github.com/gchq/sleeper/issues/4381
                "Rate exceeded (Service: Emr, Status Code: 400, Request ID: xxxxx) (SDK Attempt Count: 4)",
                "null (Service: Emr, Status Code: 503, Request ID: 1)",
                "An internal error (Service: AmazonElasticMapReduce; Status Code: 500; Error Code: InternalFailure; Request ID: 1)",
                // https://github.com/Yelp/mrjob/blob/master/tests/mock_boto3/emr.py
                "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded. (Service: AmazonElasticMapReduce; Status Code: 400; Error Code: ValidationException; Request ID: 1)",
                "Unable to execute HTTP request: Read timed out",
                "Unable to execute HTTP request: Connection reset"
            })
    void allowsAnotherAttemptAfterATemporaryError(String cause) {
        assertThat(failure(look(payload("EMR.SdkClientException", cause)))).isEqualTo(StepNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Specified job flow ID does not exist. (Service: AmazonElasticMapReduce; Status Code: 400; Error Code: ValidationException; Request ID: 1)",
                "User is not authorized to perform: elasticmapreduce:AddJobFlowSteps (Service: AmazonElasticMapReduce; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1)",
                ""
            })
    void failsWhenEmrRejectsTheStep(String cause) {
        Invocation refused = look(payload("EMR.AmazonElasticMapReduceException", cause));

        assertThat(failure(refused)).isEqualTo(StepRefusedException.class);
        assertThat(message(refused)).contains("'Load (orders)'", cause);
    }

    @Test
    void failsAfterTheLimitOfAttempts() {
        ObjectNode payload = payload("EMR.AmazonElasticMapReduceException", THROTTLED);
        payload.withObject("/Try").put(StepLook.ADDED_AGAIN, 20);

        assertThat(message(look(payload))).contains("after 21 attempts", "Rate exceeded");
    }

    @Test
    void failsWithTheErrorOfListSteps() {
        aws.faults().fail("elasticmapreduce:ListSteps", CallFault.failed("AccessDeniedException", 400, "No"), 1);

        assertThat(failure(look())).isEqualTo(io.github.emrlaunch.lambdas.aws.AwsCallFailedException.class);
        aws.faults().throttle("elasticmapreduce:ListSteps", 100);
        assertThat(failure(look())).isEqualTo(AwsUnavailableException.class);
    }
}
