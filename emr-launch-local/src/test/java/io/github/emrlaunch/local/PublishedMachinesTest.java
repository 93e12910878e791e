package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * State machines that other projects have published. Each file has a definition, an input, and the expected result with the reason.
 * Words in capitals are replaced by existing resources: roles, an instance profile, a Spark application.
 */
class PublishedMachinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Path.of("src/test/resources/machines");
    private static final String ACCOUNT = "arn:aws:iam::123456789012:";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    static Stream<String> machines() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("machines")
    void publishedStateMachineEndsWithExpectedResult(String name) throws Exception {
        Map<String, String> given =
                Map.of("SERVICE_ROLE", "service", "INSTANCE_PROFILE", "instances", "JOB_ROLE", ACCOUNT + "role/job");
        aws.existing()
                .role("service")
                .role("job")
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}")
                .instanceProfile("instances", "instance");
        JsonNode machine = JSON.readTree(put(given, Files.readString(FILES.resolve(name + ".json"))));
        Deployment deployment = aws.deploy(
                new Assembly(directory).stack("Stack", template(machine)).write());
        String input = put(
                Map.of("APPLICATION", deployment.output("Stack", "Application")),
                machine.path("input").toString());

        LocalExecution execution = aws.awaitExecution(aws.startExecution(deployment.output("Stack", "Machine"), input));

        JsonNode expected = machine.path("expected");
        String reason =
                "%s: %s. %s %s".formatted(name, machine.path("why").asText(), execution.error(), execution.cause());
        assertThat(execution.status())
                .as(reason)
                .isEqualTo(expected.path("status").asText());
        if (expected.has("output")) {
            assertThat(JSON.readTree(execution.output())).isEqualTo(expected.path("output"));
        }
        assertThat(aws.clusters())
                .filteredOn(cluster -> !cluster.state().startsWith("TERMINAT"))
                .hasSize(expected.path("clustersLeft").asInt());
        if (expected.has("steps")) {
            assertThat(aws.clusters().get(0).steps())
                    .extracting(LocalStep::name)
                    .containsExactlyInAnyOrderElementsOf(
                            List.of(JSON.convertValue(expected.path("steps"), String[].class)));
        }
    }

    private static String put(Map<String, String> given, String text) {
        String result = text;
        for (Map.Entry<String, String> word : given.entrySet()) {
            result = result.replace("\"%s\"".formatted(word.getKey()), "\"%s\"".formatted(word.getValue()));
        }
        return result;
    }

    private static String template(JsonNode machine) {
        ObjectNode template = JSON.createObjectNode();
        ObjectNode resources = template.putObject("Resources");
        resource(resources, "App", "AWS::EMRServerless::Application")
                .put("Name", "app")
                .put("ReleaseLabel", "emr-7.12.0")
                .put("Type", "SPARK");
        resource(resources, "StateMachine", "AWS::StepFunctions::StateMachine")
                .put("RoleArn", ACCOUNT + "role/machine")
                .put("DefinitionString", machine.path("definition").toString());
        ObjectNode outputs = template.putObject("Outputs");
        outputs.putObject("Application").putObject("Value").put("Ref", "App");
        outputs.putObject("Machine").putObject("Value").put("Ref", "StateMachine");
        return template.toString();
    }

    private static ObjectNode resource(ObjectNode resources, String id, String type) {
        return resources.putObject(id).put("Type", type).putObject("Properties");
    }
}
