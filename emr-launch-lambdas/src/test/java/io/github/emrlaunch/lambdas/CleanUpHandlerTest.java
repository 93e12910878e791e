package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.lambdas.aws.AwsCallFailedException;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Tag;

/** What is left of executions that failed, on the stand-in. */
class CleanUpHandlerTest {
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:default_etl:monday";
    private static final String ANOTHER = "arn:aws:states:us-east-1:123456789012:execution:default_etl:tuesday";
    private final LocalAws aws = LocalAws.start();
    private final EmrClient emr = EmrClient.builder()
            .endpointOverride(aws.endpoint())
            .region(Region.of(aws.region()))
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
            .build();
    private final Instant executionStart = aws.clock().now();

    @BeforeEach
    void createRoles() {
        aws.existing().role("service").instanceProfile("instance", "instance");
    }

    @AfterEach
    void close() {
        emr.close();
        aws.close();
    }

    private static void dontLookAgain() {
        throw new AssertionError("looks a second time");
    }

    private String start(String execution, boolean isProtected) {
        return emr.runJobFlow(cluster -> cluster.name("etl")
                        .releaseLabel("emr-7.12.0")
                        .serviceRole("service")
                        .jobFlowRole("instance")
                        .tags(
                                Tag.builder().key("team").value(EXECUTION).build(),
                                Tag.builder()
                                        .key("emr-launch:execution")
                                        .value(execution)
                                        .build())
                        .instances(instances -> instances
                                .instanceCount(1)
                                .masterInstanceType("m7g.xlarge")
                                .terminationProtected(isProtected)
                                .keepJobFlowAliveWhenNoSteps(true)))
                .jobFlowId();
    }

    private Invocation cleanUp(String status, Runnable pause) {
        return Invocation.of(
                new CleanUpHandler(new LaunchCleanUp(new EmrClusters(Clients.of(aws)), pause)),
                """
                {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
                 "detail": {"executionArn": "%s", "status": "%s", "startDate": %d, "stopDate": 1767225600000,
                   "input": "{}"}}""".formatted(EXECUTION, status, executionStart.toEpochMilli()));
    }

    private List<String> running() {
        return aws.clusters().stream()
                .filter(cluster -> !cluster.state().startsWith("TERMINAT"))
                .map(LocalCluster::id)
                .toList();
    }

    private static JsonNode terminated(String... ids) {
        return Json.object().set("Terminated", Json.of(List.of(ids)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABORTED", "TIMED_OUT", "FAILED"})
    void endsWhatTheExecutionStartedAndNothingElse(String status) {
        String ours = start(EXECUTION, true);
        for (int i = 0; i < 60; i++) {
            start(ANOTHER, false);
        }
        String twin = start(EXECUTION, false);

        Invocation invocation = cleanUp(status, CleanUpHandlerTest::dontLookAgain);

        assertThat(invocation.answer()).isEqualTo(terminated(twin, ours));
        assertThat(running()).hasSize(60).doesNotContain(ours, twin);
        assertThat(invocation.logLine()).isEqualTo(Json.parse("""
                        {"Execution": "%s", "Status": "%s", "Terminated": ["%s", "%s"], "Outcome": "Succeeded"}""".formatted(EXECUTION, status, twin, ours)));
    }

    @Test
    void endsAClusterThatRunsByNow() {
        start(EXECUTION, false);
        aws.clock().advance(Duration.ofHours(1));
        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");

        cleanUp("FAILED", CleanUpHandlerTest::dontLookAgain).answer();

        assertThat(running()).isEmpty();
    }

    @Test
    void endsWhatTheLaunchOfAPipelineStarted() {
        String pipeline = "arn:aws:states:us-east-1:123456789012:execution:pipeline:monday";
        String launches = "arn:aws:states:us-east-1:123456789012:execution:default_etl:";
        String ours = start(launches + PipelineLaunch.name(pipeline), true);
        start(EXECUTION, false);
        start(launches + PipelineLaunch.name(pipeline.replace("pipeline", "other-pipeline")), false);

        Invocation invocation = Invocation.of(
                new CleanUpHandler(
                        new LaunchCleanUp(new EmrClusters(Clients.of(aws)), CleanUpHandlerTest::dontLookAgain)),
                """
                {"detail": {"executionArn": "%s", "status": "ABORTED", "startDate": %d}, "launches": "%s"}""".formatted(pipeline, executionStart.toEpochMilli(), launches));

        assertThat(invocation.answer()).isEqualTo(terminated(ours));
        assertThat(running()).hasSize(2).doesNotContain(ours);
        assertThat(invocation.logLine().path("Execution").asText()).isEqualTo(pipeline);
    }

    @Test
    void looksASecondTimeForWhatWasOnItsWay() {
        Invocation invocation = cleanUp("ABORTED", () -> start(EXECUTION, true));

        assertThat(invocation.answer().path("Terminated")).hasSize(1);
        assertThat(running()).isEmpty();
    }

    @Test
    void canBeRepeated() {
        start(EXECUTION, true);
        cleanUp("ABORTED", CleanUpHandlerTest::dontLookAgain).answer();

        assertThat(cleanUp("ABORTED", () -> {}).answer()).isEqualTo(terminated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCEEDED", "RUNNING", "PENDING_REDRIVE"})
    void leavesWhatOtherExecutionsStarted(String status) {
        start(EXECUTION, false);

        assertThat(cleanUp(status, CleanUpHandlerTest::dontLookAgain).answer()).isEqualTo(terminated());
        assertThat(running()).hasSize(1);
    }

    @Test
    void failsWhenItCouldNotEndAClusterSoThatLambdaTriesAgain() {
        start(EXECUTION, true);
        aws.faults()
                .fail(
                        "elasticmapreduce:TerminateJobFlows",
                        CallFault.failed("AccessDeniedException", 400, "not authorized"),
                        1);

        Invocation failed = cleanUp("ABORTED", CleanUpHandlerTest::dontLookAgain);

        assertThat(failed.failure()).isInstanceOf(AwsCallFailedException.class);
        assertThat(failed.logLine().path("Outcome").asText()).isEqualTo(AwsCallFailedException.class.getName());
        cleanUp("ABORTED", CleanUpHandlerTest::dontLookAgain).answer();
        assertThat(running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elasticmapreduce:ListClusters",
                "elasticmapreduce:DescribeCluster",
                "elasticmapreduce:SetTerminationProtection",
                "elasticmapreduce:TerminateJobFlows"
            })
    void isWorthAnotherTryWhenThrottled(String action) {
        start(EXECUTION, true);
        aws.faults().throttle(action, 100);

        assertThat(cleanUp("ABORTED", CleanUpHandlerTest::dontLookAgain).failure())
                .isInstanceOf(AwsUnavailableException.class);
    }

    @Test
    void wantsAnEventOfStepFunctions() {
        Invocation invocation = Invocation.of(
                new CleanUpHandler(
                        new LaunchCleanUp(new EmrClusters(Clients.of(aws)), CleanUpHandlerTest::dontLookAgain)),
                "{\"detail\": {}}");

        assertThat(invocation.failure())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Step Functions Execution Status Change");
    }
}
