package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that only EMR receives the secrets, and that the app's function sets the size of the cluster. */
class LaunchWithSecretsIT {
    private static final ExampleRun RUN = new ExampleRun(Example.named("launch-with-secrets"), ForkFolder.PATH);
    private static Deployment deployment = new Deployment(List.of(), Map.of());

    @BeforeAll
    static void deploy() {
        deployment = RUN.deploy(RUN.synthesize());
        assertThat(deployment.skippedResources()).isEmpty();
    }

    @AfterAll
    static void close() {
        RUN.close();
    }

    private static LocalExecution start(String input) throws InterruptedException {
        return RUN.aws()
                .awaitExecution(RUN.aws().startExecution(RUN.stateMachine("default_launch-with-secrets"), input));
    }

    private static String configuration(JsonNode request, String classification, String property) {
        for (JsonNode configuration : request.path("Configurations")) {
            if (configuration.path("Classification").asText().equals(classification)) {
                return configuration.path("Properties").path(property).asText();
            }
        }
        return "";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                     | m7g.xlarge  | 2
        {"ClusterConfigurationOverrides": {"Size": "large"}}   | r7g.4xlarge | 10
        """)
    void usesTheSizeThatTheOverrideFunctionReturns(String input, String instanceType, int instances)
            throws InterruptedException {
        assertThat(start(input)).succeeded().launchedCluster(cluster -> cluster.hasInstances("CORE", instances)
                .hasRequestValue("/Instances/InstanceGroups/1/InstanceType", instanceType));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"Size": "huge"}         | 'Size' must be small or large, got: huge
        {"size": "large"}        | 'Size' is the only override, got: [size]
        {"CoreInstanceCount": 4} | 'Size' is the only override, got: [CoreInstanceCount]
        """)
    void failsWithTheErrorOfTheOverrideFunctionWithoutACluster(String overrides, String message)
            throws InterruptedException {
        assertThat(start("{\"ClusterConfigurationOverrides\": %s}".formatted(overrides)))
                .failedWith("java.lang.IllegalArgumentException", message)
                .launchedNoCluster();
    }

    @Test
    void passesTheSecretOnlyToEmr() throws InterruptedException, IOException {
        LocalExecution execution = start("{}");

        JsonNode request = RUN.lastCluster().request();
        String password = configuration(request, "hive-site", "javax.jdo.option.ConnectionPassword");
        assertThat(password).hasSizeGreaterThan(16);
        assertThat(configuration(request, "hive-site", "javax.jdo.option.ConnectionUserName"))
                .isEqualTo("hive");
        assertThat(configuration(request, "hive-site", "javax.jdo.option.ConnectionURL"))
                .startsWith("jdbc:");
        assertThat(configuration(request, "spark-defaults", "EMR.secret@spark.reports.token"))
                .startsWith("arn:aws:secretsmanager:");
        List<String> told = new ArrayList<>(List.of(
                String.valueOf(execution.output()),
                execution.history().toString(),
                RUN.aws().logs().toString(),
                RUN.aws().invocations().toString()));
        try (var files = Files.list(ForkFolder.PATH.resolve("cdk.out/launch-with-secrets"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".json")).toList()) {
                told.add(Files.readString(file));
            }
        }
        assertThat(told).noneMatch(text -> text.contains(password));
    }
}
