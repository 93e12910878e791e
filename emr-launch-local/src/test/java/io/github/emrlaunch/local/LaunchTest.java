package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.SfnClient;

class LaunchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void stateMachineInvokesFunctionAndCreatesCluster() throws Exception {
        try (LocalAws aws = LocalAws.start();
                SfnClient sfn = SdkClients.sfn(aws)) {
            Instant before = aws.clock().now();
            Deployment deployment = aws.deploy(Assembly.of(directory, "Launch", "launch.json"));
            assertThat(deployment.skippedResources()).isEmpty();

            String arn = sfn.startExecution(
                            request -> request.stateMachineArn(deployment.output("Launch", "MachineArn"))
                                    .input("{\"Name\": \"etl\"}"))
                    .executionArn();
            LocalExecution execution = aws.awaitExecution(arn);

            assertThat(execution.status())
                    .as("%s: %s", execution.error(), execution.cause())
                    .isEqualTo("SUCCEEDED");
            JsonNode output = JSON.readTree(execution.output());
            assertThat(output.at("/Status/State").asText()).isEqualTo("WAITING");
            assertThat(output.at("/Status/Created").asText()).isEqualTo("2026-01-01T00:00:00Z");
            assertThat(output.at("/Loaded/StatusCode").asInt()).isEqualTo(200);
            assertThat(output.at("/Loaded/ExecutedVersion").asText()).isEqualTo("$LATEST");
            assertThat(aws.clusters()).singleElement().satisfies(cluster -> {
                assertThat(cluster.name()).isEqualTo("etl");
                assertThat(cluster.state()).isEqualTo("WAITING");
                assertThat(cluster.id())
                        .isEqualTo(output.at("/Cluster/ClusterId").asText());
                assertThat(cluster.request().has("LogUri")).as("null is unset").isFalse();
            });
            assertThat(Duration.between(before, aws.clock().now()))
                    .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(9));
            assertThat(aws.invocations()).singleElement().satisfies(invocation -> {
                assertThat(invocation.coldStart()).isTrue();
                assertThat(invocation.functionName()).isEqualTo("probe");
            });
        }
    }
}
