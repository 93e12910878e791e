package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.sparkbatch.SparkBatchStack;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

/** Tests that each arriving object is ingested and prepared, and what happens if a step fails. */
class SparkBatchIT {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new SparkBatchStack(app, "SparkBatch", null))
            .existing(existing -> existing.serviceLinkedRole("spot.amazonaws.com"));

    private static String landing() {
        return aws.deployment().ofType("AWS::S3::Bucket").stream()
                .map(resource -> resource.physicalId())
                .filter(bucket -> bucket.contains("landing"))
                .findFirst()
                .orElseThrow();
    }

    private static LocalCluster lastCluster() {
        List<LocalCluster> clusters = aws.local().clusters();
        return clusters.get(clusters.size() - 1);
    }

    private static void arrive(String key) throws InterruptedException {
        aws.local().events().putObjectCreated(landing(), key, 1024);
        aws.local().awaitIdle();
    }

    private static List<JsonNode> summaries() {
        return aws.local().publications("spark-batch-summaries").stream()
                .map(Publication::message)
                .map(Json::parse)
                .toList();
    }

    @Test
    void ingestsAndPreparesAnArrivingObject() throws InterruptedException {
        arrive("incoming/2026/orders.csv");

        assertThat(lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Ingest", "COMPLETED"), tuple("Prepare", "COMPLETED"));
        assertThat(lastCluster().isAlive()).isFalse();
        assertThat(summaries()).singleElement().satisfies(summary -> {
            assertThat(summary.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(summary.path("input").asText()).contains("incoming/2026/orders.csv");
        });
    }

    @Test
    void doesNotStartForObjectsOutsideOfIncoming() throws InterruptedException {
        arrive("outgoing/2026/orders.csv");

        assertThat(aws.local().clusters()).isEmpty();
    }

    @Test
    void reportsTheFailedStepAndTerminatesTheCluster() throws InterruptedException {
        aws.local().emr().failStep("Prepare", "No orders in incoming/2026/orders.csv");

        arrive("incoming/2026/orders.csv");

        assertThat(lastCluster().isAlive()).isFalse();
        assertThat(lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Ingest", "COMPLETED"), tuple("Prepare", "FAILED"));
        assertThat(summaries()).singleElement().satisfies(summary -> {
            assertThat(summary.path("status").asText()).isEqualTo("FAILED");
            assertThat(summary.path("input").asText()).contains("incoming/2026/orders.csv");
            assertThat(summary.path("cause").asText()).contains("Prepare", "No orders in incoming/2026/orders.csv");
        });
    }

    @Test
    void passesAnyKeyAsOneArgument() throws InterruptedException {
        List<String> keys = List.of(
                "incoming/with spaces --conf spark.driver.extraJavaOptions=-Dx=y",
                "incoming/\"quotes\" and 'others' \\ and \\\" both",
                "incoming/\",\"--conf\",\"x=y",
                "incoming/; rm -rf / && $(id) `id` | tee",
                "incoming/\n--conf\nspark.x=y",
                "incoming/a\",\"x\":\"",
                "incoming/{% $states.context.Execution.Id %}",
                "incoming/$$.Execution.Id",
                "incoming/{{PATH}} $.KEY States.Format('{}') <detail-object-key>",
                "incoming/Größe 注文 🧾.csv");
        for (String key : keys) {
            arrive(key);

            assertThat(lastCluster().steps()).hasSize(2).allSatisfy(step -> {
                List<String> arguments = step.arguments();
                int script = arguments.size() - 4;
                assertThat(arguments.subList(0, script))
                        .hasSize(5)
                        .startsWith("spark-submit", "--deploy-mode", "client", "--py-files");
                assertThat(arguments.get(script)).endsWith(".py");
                assertThat(arguments.get(script + 2)).isEqualTo(key);
            });
        }
        assertThat(aws.local().clusters()).hasSize(keys.size());
    }

    @Test
    void sendsSummariesByEmailOnlyToAGivenAddress() {
        Template.fromStack(new SparkBatchStack(new App(), "Told", "team@example.com"))
                .hasResourceProperties(
                        "AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "team@example.com"));
        Template.fromStack(new SparkBatchStack(new App(), "Untold", null)).resourceCountIs("AWS::SNS::Subscription", 0);
    }
}
