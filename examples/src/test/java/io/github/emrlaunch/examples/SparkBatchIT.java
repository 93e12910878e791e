package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.sparkbatch.SparkBatchStack;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalStep;
import io.github.emrlaunch.local.Publication;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

/** Objects arrive; each is ingested and prepared, or a step fails in the middle. */
class SparkBatchIT {
    private final ExampleRun run = new ExampleRun(Example.named("spark-batch"), ForkFolder.PATH);
    private String landing = "";

    @BeforeEach
    void deploy() {
        Deployment deployment = run.deploy(run.synthesize());
        landing = deployment.ofType("AWS::S3::Bucket").stream()
                .map(resource -> resource.physicalId())
                .filter(bucket -> bucket.contains("landing"))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private void arrive(String key) throws InterruptedException {
        run.aws().events().putObjectCreated(landing, key, 1024);
        run.aws().awaitIdle();
    }

    private List<JsonNode> summaries() {
        return run.aws().publications("spark-batch-summaries").stream()
                .map(Publication::message)
                .map(Json::parse)
                .toList();
    }

    private static List<String> arguments(LocalStep step) {
        return StreamSupport.stream(step.request().at("/HadoopJarStep/Args").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void ingestsAndPreparesWhatArrives() throws InterruptedException {
        arrive("incoming/2026/orders.csv");

        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Ingest", "COMPLETED"), tuple("Prepare", "COMPLETED"));
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(summaries()).singleElement().satisfies(summary -> {
            assertThat(summary.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(summary.path("input").asText()).contains("incoming/2026/orders.csv");
        });
    }

    @Test
    void startsForNothingElse() throws InterruptedException {
        arrive("outgoing/2026/orders.csv");

        assertThat(run.aws().clusters()).isEmpty();
    }

    @Test
    void saysWhichStepFailedAndLeavesNoCluster() throws InterruptedException {
        run.aws().emr().failStep("Prepare", "No orders in incoming/2026/orders.csv");
        CountDownLatch told = new CountDownLatch(1);
        run.aws().faults().fail("sns:Publish", CallFault.after(told::countDown), 1);

        run.aws().events().putObjectCreated(landing, "incoming/2026/orders.csv", 1024);

        // Not until all is idle: the clean-up of failed runs waits in real time before it looks a second time.
        assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.lastCluster().steps())
                .extracting(LocalStep::name, LocalStep::state)
                .containsExactly(tuple("Ingest", "COMPLETED"), tuple("Prepare", "FAILED"));
        assertThat(summaries()).singleElement().satisfies(summary -> {
            assertThat(summary.path("status").asText()).isEqualTo("FAILED");
            assertThat(summary.path("input").asText()).contains("incoming/2026/orders.csv");
            assertThat(summary.path("cause").asText()).contains("Prepare", "No orders in incoming/2026/orders.csv");
        });
    }

    @Test
    void takesAKeyAsOneArgumentWhateverIsInIt() throws InterruptedException {
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

            assertThat(run.lastCluster().steps()).hasSize(2).allSatisfy(step -> {
                List<String> arguments = arguments(step);
                int script = arguments.size() - 4;
                assertThat(arguments.subList(0, script))
                        .hasSize(5)
                        .startsWith("spark-submit", "--deploy-mode", "client", "--py-files");
                assertThat(arguments.get(script)).endsWith(".py");
                assertThat(arguments.get(script + 2)).isEqualTo(key);
            });
        }
        assertThat(run.aws().clusters()).hasSize(keys.size());
    }

    @Test
    void mailsSummariesToWhomeverIsGiven() {
        Template.fromStack(new SparkBatchStack(new App(), "Told", "team@example.com"))
                .hasResourceProperties(
                        "AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "team@example.com"));
        Template.fromStack(new SparkBatchStack(new App(), "Untold", null)).resourceCountIs("AWS::SNS::Subscription", 0);
    }
}
