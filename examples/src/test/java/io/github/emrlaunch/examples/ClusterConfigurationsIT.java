package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Launches each of the four configurations and compares the request to EMR with its golden file. To update the files: {@code mvn verify
 * -Dgolden=write}.
 */
class ClusterConfigurationsIT {
    private static final Example EXAMPLE = Example.named("cluster-configurations");
    private static final ExampleRun RUN = new ExampleRun(EXAMPLE, ForkFolder.PATH);
    private static final Set<String> NAMED_BY_AWS =
            Set.of("AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EMR::SecurityConfiguration", "AWS::S3::Bucket");
    private static Deployment deployment = new Deployment(List.of(), Map.of());

    @BeforeAll
    static void deploy() {
        deployment = RUN.deploy(RUN.synthesize());
    }

    @AfterAll
    static void close() {
        RUN.close();
    }

    static Stream<Example.Launch> launches() {
        return EXAMPLE.starts().stream().map(Example.Launch.class::cast);
    }

    @ParameterizedTest
    @MethodSource("launches")
    void requestToEmrEqualsTheGoldenFile(Example.Launch launch) throws Exception {
        LaunchResult result = RUN.run(launch, event -> {}).execution();

        assertThat(result.succeeded())
                .as("%s: %s", result.error(), result.cause())
                .isTrue();
        JsonNode request = Json.parse(named(Json.writePretty(RUN.lastCluster().request())));
        Path golden = Path.of(
                "src/test/resources/cluster-configurations",
                launch.launchFunction().name() + ".json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, Json.writePretty(request) + "\n");
        }
        assertThat(request).isEqualTo(Json.parse(Files.readString(golden)));
    }

    /** Returns the names that the local emulator generates, by their resources. */
    private static String named(String request) {
        String named = request;
        for (DeployedResource resource : deployment.resources()) {
            if (NAMED_BY_AWS.contains(resource.type())) {
                named = named.replace(
                        resource.physicalId(), resource.logicalId().replaceAll("[0-9A-F]{8}$", ""));
            }
        }
        return named.replaceAll("execution:[a-z_-]+:[0-9a-f-]{36}", "execution:<of this launch>")
                .replaceAll("(\"deployment:product:version\",\\s+\"Value\" : )\"[^\"]+\"", "$1\"<of this build>\"");
    }

    @Test
    void emulatorDeploysAllResources() {
        assertThat(deployment.skippedResources()).isEmpty();
    }

    @Test
    void bootstrapActionRefersToAnExistingScript() throws IOException {
        JsonNode golden = Json.parse(
                Files.readString(Path.of("src/test/resources/cluster-configurations/automatic-scaling.json")));

        assertThat(golden.at("/BootstrapActions/0/ScriptBootstrapAction/Path").asText())
                .isEqualTo("s3://Bucket/code/install-python-modules.sh");
        assertThat(Path.of("src/main/emr/cluster-configurations/install-python-modules.sh"))
                .exists();
    }
}
