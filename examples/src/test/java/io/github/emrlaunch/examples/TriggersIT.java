package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a schedule and an arriving object start clusters, each with its own overrides. */
class TriggersIT {
    private final ExampleRun run = new ExampleRun(Example.named("triggers"), ForkFolder.PATH);
    private String bucket = "";

    @BeforeEach
    void deploy() {
        Deployment deployment = run.deploy(run.synthesize());
        assertThat(deployment.skippedResources()).isEmpty();
        bucket = deployment.ofType("AWS::S3::Bucket").get(0).physicalId();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private static int coreNodes(LocalCluster cluster) {
        return cluster.request().at("/Instances/InstanceGroups/1/InstanceCount").intValue();
    }

    @Test
    void theScheduleStartsASmallClusterEachNight() {
        run.aws().clock().advance(Duration.ofDays(1));

        assertThat(run.aws().clusters()).singleElement().satisfies(cluster -> assertThat(coreNodes(cluster))
                .isEqualTo(2));
    }

    @Test
    void anArrivingObjectStartsALargerCluster() throws InterruptedException {
        run.aws().events().putObjectCreated(bucket, "incoming/2026/orders.csv", 1024);
        run.aws().events().putObjectCreated(bucket, "outgoing/2026/report.csv", 1024);
        run.aws().awaitIdle();

        assertThat(run.aws().clusters()).singleElement().satisfies(cluster -> {
            assertThat(coreNodes(cluster)).isEqualTo(6);
            assertThat(cluster.tags()).containsEntry("event", id("incoming/2026/orders.csv"));
        });
    }

    /** "Amazon EventBridge input transformation" (EventBridge user guide): nothing of an event is escaped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"}], \"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 99}, \"x\": [{\"y\": \"",
                "a\",\"x\":\"",
                "{% $states.context.Execution.Id %}",
                "$$.Execution.Id",
                "States.Format('{}', $.id)",
                "line\nfeed \r\t and \\ \\u0022",
                "<id> <aws.events.event.json>"
            })
    void theKeyOfAnObjectDoesNotChangeTheCluster(String name) throws InterruptedException {
        String key = "incoming/" + name;

        run.aws().events().putObjectCreated(bucket, key, 1024);
        run.aws().awaitIdle();

        assertThat(run.aws().clusters()).singleElement().satisfies(cluster -> {
            assertThat(coreNodes(cluster)).isEqualTo(6);
            assertThat(cluster.tags()).containsEntry("event", id(key));
        });
    }

    private String id(String key) {
        return run.aws().events().all().stream()
                .filter(event -> event.at("/detail/object/key").asText().equals(key))
                .map(event -> event.path("id").asText())
                .findFirst()
                .orElseThrow();
    }
}
