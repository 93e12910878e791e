package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of launches. A launch starts one cluster or reports the reason for the failure, and a failed launch leaves no cluster. The tests run
 * with and without secrets.
 */
class LaunchFaultsIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(LaunchStack::add);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private volatile String execution = "";

    @BeforeAll
    static void deploysAll(Deployment deployment) {
        assertThat(deployment.skippedResources()).isEmpty();
    }

    private String machine(String launchFunction) {
        return deployment.stateMachine("default_" + launchFunction);
    }

    private LocalExecution launch(String launchFunction) throws InterruptedException {
        execution = aws.startExecution(machine(launchFunction), "{}");
        LocalExecution ended = aws.awaitExecution(execution);
        aws.awaitIdle();
        return ended;
    }

    private void stopExecution() {
        aws.stopExecution(execution);
    }

    private void assertStarted(LocalExecution launch, int clusters) {
        assertThat(launch.status()).as("%s: %s", launch.error(), launch.cause()).isEqualTo("SUCCEEDED");
        assertThat(aws.clusters()).as("no double launch").hasSize(clusters);
        assertThat(alive()).hasSize(clusters);
        assertThat(published("succeeded")).hasSize(1);
        assertThat(published("failed")).isEmpty();
    }

    private void assertFailed(LocalExecution launch, String error, int clustersMade) {
        assertThat(launch.status()).isEqualTo("FAILED");
        assertThat(launch.error()).as(launch.cause()).isEqualTo(error);
        assertThat(aws.clusters()).hasSize(clustersMade);
        assertThat(alive()).as("no cluster is left").isEmpty();
        assertThat(published("succeeded")).isEmpty();
        assertThat(published("failed")).singleElement().satisfies(publication -> {
            assertThat(Json.parse(publication.message()).path("Error").asText()).isEqualTo(error);
            assertThat(Json.parse(publication.message()).path("Execution").asText())
                    .isEqualTo(execution);
        });
    }

    /** A cluster may be created after the event that terminates the clusters of its execution. */
    private void sweep() throws InterruptedException {
        aws.clock().advance(Duration.ofMinutes(30));
        aws.awaitIdle();
    }

    private List<LocalCluster> alive() {
        return aws.clusters().stream().filter(LocalCluster::isAlive).toList();
    }

    private List<Publication> published(String topic) {
        return aws.publications(topic);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, ssm:GetParameters",
        "plain, elasticmapreduce:RunJobFlow",
        "plain, elasticmapreduce:DescribeCluster",
        "plain, lambda:Invoke",
        "secret, ssm:GetParameters",
        "secret, elasticmapreduce:RunJobFlow",
        "secret, elasticmapreduce:DescribeCluster",
        "secret, secretsmanager:GetSecretValue",
        "secret, lambda:Invoke"
    })
    void startsDespiteThrottling(String launchFunction, String action) throws InterruptedException {
        aws.faults().throttle(action, 4);

        assertStarted(launch(launchFunction), 1);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, elasticmapreduce:RunJobFlow, AwsUnavailable",
        "plain, ssm:GetParameters, AwsUnavailable",
        "plain, states:GetExecutionHistory, AwsUnavailable",
        "secret, elasticmapreduce:RunJobFlow, AwsUnavailable",
        "secret, secretsmanager:GetSecretValue, AwsUnavailable"
    })
    void givesUpWhenThrottlingDoesNotEnd(String launchFunction, String action, String error)
            throws InterruptedException {
        aws.faults().failFor(action, CallFault.throttled(), Duration.ofHours(3));

        assertFailed(launch(launchFunction), error, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void startsOneClusterWhenTheFunctionTimesOutAfterEmrAccepted(String launchFunction) throws InterruptedException {
        aws.faults()
                .fail(
                        "elasticmapreduce:RunJobFlow",
                        CallFault.after(() -> aws.faults().timeOutFunction(functionName(launchFunction), 1)),
                        1);

        assertStarted(launch(launchFunction), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void startsOneClusterWhenTheFunctionTimesOut(String launchFunction) throws InterruptedException {
        aws.faults().timeOutFunction(functionName(launchFunction), 1);

        assertStarted(launch(launchFunction), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void startsOneClusterWhenTheResponseIsLost(String launchFunction) throws InterruptedException {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);

        assertStarted(launch(launchFunction), 1);
    }

    /** The result of a call without a response is unknown, so the launch searches for a cluster with its tag. */
    @Test
    void findsClusterAfterShortOutageWhenTheResponseIsLost() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);
        aws.faults().failFor("elasticmapreduce:ListClusters", CallFault.serverError(), Duration.ofSeconds(30));

        assertStarted(launch("plain"), 1);
    }

    /** A launch that cannot search for its cluster gives up, and terminates the cluster once it can search again. */
    @Test
    void leavesNoClusterWhenTheResponseIsLostAndTheSearchFails() throws InterruptedException {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);
        aws.faults().failFor("elasticmapreduce:ListClusters", CallFault.serverError(), Duration.ofMinutes(6));

        assertFailed(launch("plain"), "AwsUnavailable", 1);
    }

    private static String functionName(String launchFunction) {
        return "emr-launch-default_" + launchFunction;
    }

    @ParameterizedTest
    @CsvSource({
        "plain, ssm:GetParameters",
        "plain, elasticmapreduce:RunJobFlow",
        "plain, elasticmapreduce:DescribeCluster",
        "secret, ssm:GetParameters",
        "secret, secretsmanager:GetSecretValue",
        "secret, elasticmapreduce:RunJobFlow",
        "secret, elasticmapreduce:DescribeCluster"
    })
    void leavesNoClusterWhenStoppedBeforeACall(String launchFunction, String action) throws InterruptedException {
        aws.faults().fail(action, CallFault.before(this::stopExecution), 1);

        LocalExecution launch = launch(launchFunction);

        assertThat(launch.status()).isEqualTo("ABORTED");
        sweep();
        assertThat(alive()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, elasticmapreduce:RunJobFlow",
        "plain, elasticmapreduce:DescribeCluster",
        "secret, elasticmapreduce:RunJobFlow",
        "secret, elasticmapreduce:DescribeCluster"
    })
    void leavesNoClusterWhenStoppedAfterACall(String launchFunction, String action) throws InterruptedException {
        aws.faults().fail(action, CallFault.after(this::stopExecution), 1);

        LocalExecution launch = launch(launchFunction);

        assertThat(launch.status()).isEqualTo("ABORTED");
        assertThat(aws.clusters()).hasSize(1);
        sweep();
        assertThat(alive()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void leavesNoClusterThatFailsWhileStarting(String launchFunction) throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("INTERNAL_ERROR", "no capacity"));

        LocalExecution launch = launch(launchFunction);

        assertThat(launch.cause())
                .contains("INTERNAL_ERROR", launchFunction.equals("plain") ? "no capacity" : "is not shown");
        assertFailed(launch, "ClusterStartFailed", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void leavesNoClusterThatFailsWhileBootstrapping(String launchFunction) throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.failsWhileBootstrapping("BOOTSTRAP_FAILURE", "action 1 failed"));

        LocalExecution launch = launch(launchFunction);

        assertThat(launch.cause())
                .contains("BOOTSTRAP_FAILURE", launchFunction.equals("plain") ? "action 1 failed" : "is not shown");
        assertFailed(launch, "ClusterStartFailed", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "secret"})
    void leavesNoClusterThatNeverStarts(String launchFunction) throws InterruptedException {
        aws.emr().failNextCluster(ClusterFault.neverStarts());

        LocalExecution launch = launch(launchFunction);

        assertThat(launch.cause()).contains("it was not ready 3600 seconds after EMR had accepted it");
        assertFailed(launch, "ClusterStartFailed", 1);
    }

    @Test
    void leavesNoClusterThatCannotBeDescribedForHours() throws InterruptedException {
        aws.faults().failFor("elasticmapreduce:DescribeCluster", CallFault.serverError(), Duration.ofHours(6));

        assertFailed(launch("plain"), "ClusterStartFailed", 1);
    }

    @Test
    void startsThoughTheClusterCannotBeDescribedForMinutes() throws InterruptedException {
        aws.faults().failFor("elasticmapreduce:DescribeCluster", CallFault.serverError(), Duration.ofMinutes(20));

        assertStarted(launch("plain"), 1);
    }

    @Test
    void startsThoughNotificationsFail() throws InterruptedException {
        aws.faults().failFor("sns:Publish", CallFault.serverError(), Duration.ofHours(1));

        LocalExecution launch = launch("plain");

        assertThat(launch.status()).isEqualTo("SUCCEEDED");
        assertThat(alive()).hasSize(1);
    }

    @Test
    void startsManyAtOnce() throws InterruptedException {
        String machine = machine("plain");
        List<String> executions = IntStream.range(0, 60)
                .mapToObj(i -> aws.startExecution(machine, "{}"))
                .toList();

        List<String> notStarted = new ArrayList<>();
        for (String started : executions) {
            LocalExecution launch = aws.awaitExecution(started);
            if (!launch.status().equals("SUCCEEDED")) {
                notStarted.add(launch.error() + ": " + launch.cause());
            }
        }

        assertThat(notStarted).isEmpty();
        assertThat(aws.clusters()).hasSize(60);
        assertThat(aws.clusters())
                .extracting(cluster -> cluster.tags().get("emr-launch:execution"))
                .containsExactlyInAnyOrderElementsOf(executions);
    }
}
