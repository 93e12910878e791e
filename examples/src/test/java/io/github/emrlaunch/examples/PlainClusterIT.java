package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.client.LaunchEvent;
import io.github.emrlaunch.client.LaunchResult;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the requests of the first example, member by member, with those of {@code aws emr create-cluster} and {@code aws emr
 * add-steps} for the same cluster. The expected requests are in {@code create-cluster.json} and {@code add-steps.json}; values from the
 * environment are compared here.
 */
class PlainClusterIT {
    private static final Path LAUNCHES = ForkFolder.PATH.resolve("launches/plain-cluster");

    private static final Example EXAMPLE = Example.named("plain-cluster");
    private static final ExampleRun RUN = new ExampleRun(EXAMPLE, ForkFolder.PATH);
    private static final List<LaunchEvent> EVENTS = new ArrayList<>();
    private static Deployment deployment = new Deployment(List.of(), Map.of());
    private static JsonNode request = Json.object();
    private static LaunchResult result = new LaunchResult("", null, null, null, Duration.ZERO);
    private static List<LocalStep> steps = List.of();

    @BeforeAll
    static void launch() throws Exception {
        deployment = RUN.deploy(RUN.synthesize());
        result = RUN.run(EXAMPLE.starts().get(0), EVENTS::add).execution();
        request = Json.parse(Files.readString(LAUNCHES.resolve("run-job-flow.json")));
        steps = RUN.run(EXAMPLE.starts().get(1), event -> {}).steps();
    }

    @AfterAll
    static void close() {
        RUN.close();
    }

    @Test
    void requestHasEveryMemberOfTheCommand() throws IOException {
        JsonNode expected = Json.parse(Files.readString(Path.of("src/test/resources/create-cluster.json")));

        assertContains(request, expected, "");
    }

    /** Tests the intended difference: with the command the driver runs on the primary node, here YARN chooses the node. */
    @Test
    void addsTheStepOfTheCommandInClusterDeployMode() throws IOException {
        String expected = Files.readString(Path.of("src/test/resources/add-steps.json"))
                .replace("<bucket>", physicalIds("AWS::S3::Bucket").get(0));

        assertThat(steps).singleElement().satisfies(step -> {
            String added = Json.write(step.request());
            assertThat(added).contains("\"--deploy-mode\",\"cluster\",");
            assertThat(Json.parse(added.replace("\"--deploy-mode\",\"cluster\",", "")))
                    .isEqualTo(Json.parse(expected));
            assertThat(step.state()).isEqualTo("COMPLETED");
        });
        assertThat(RUN.lastCluster().stepsNamed("BriocheSparkStep")).isEqualTo(steps);
    }

    /**
     * Checks that all expected values exist: objects may have more members, but lists may not have more elements, except tags.
     */
    private static void assertContains(JsonNode actual, JsonNode expected, String path) {
        if (expected instanceof ObjectNode object) {
            object.properties()
                    .forEach(member -> assertContains(
                            actual.path(member.getKey()), member.getValue(), path + "." + member.getKey()));
        } else if (path.equals(".Tags")) {
            expected.forEach(tag -> assertThat(actual).contains(tag));
        } else if (expected.isArray()) {
            assertThat(actual).as(path).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertContains(actual.path(i), expected.path(i), path + "." + i);
            }
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }

    @Test
    void usesRolesLogsAndNetworkOfItsStack() {
        assertThat(request.path("ServiceRole").asText()).isEqualTo("default_brioche-ServiceRole-us-east-1");
        assertThat(request.path("JobFlowRole").asText()).isEqualTo("default_brioche-InstanceRole-us-east-1");
        assertThat(request.path("LogUri").asText())
                .isEqualTo("s3://%s/log/brioche"
                        .formatted(physicalIds("AWS::S3::Bucket").get(0)));
        JsonNode instances = request.path("Instances");
        assertThat(physicalIds("AWS::EC2::Subnet"))
                .containsExactly(instances.path("Ec2SubnetId").asText());
        assertThat(physicalIds("AWS::EC2::SecurityGroup"))
                .containsExactlyInAnyOrder(
                        instances.path("EmrManagedMasterSecurityGroup").asText(),
                        instances.path("EmrManagedSlaveSecurityGroup").asText());
    }

    private static List<String> physicalIds(String type) {
        return deployment.ofType(type).stream()
                .map(resource -> resource.physicalId())
                .toList();
    }

    /** The command sets none of these members. */
    @Test
    void addsOnlyTheExpectedMembersToTheCommand() throws IOException {
        JsonNode expected = Json.parse(Files.readString(Path.of("src/test/resources/create-cluster.json")));
        Set<String> added = new TreeSet<>();
        request.properties().stream()
                .filter(member -> !expected.has(member.getKey()))
                .forEach(member -> added.add(member.getKey()));
        added.removeAll(Set.of("ServiceRole", "JobFlowRole", "LogUri"));

        assertThat(added)
                .containsExactly(
                        "AutoScalingRole",
                        "BootstrapActions",
                        "Configurations",
                        "SecurityConfiguration",
                        "StepConcurrencyLevel");
        assertThat(request.path("BootstrapActions")).isEmpty();
        assertThat(request.path("Configurations")).isEmpty();
        assertThat(request.path("StepConcurrencyLevel").intValue()).isEqualTo(1);
        assertThat(request.path("Tags").findValuesAsText("Key"))
                .containsExactly(
                        "for-use-with-amazon-emr-managed-policies",
                        "deployment:product:name",
                        "deployment:product:version",
                        "emr-launch:function",
                        "started-by",
                        "emr-launch:execution");
    }

    @Test
    void terminatesAfterItsIdleTimeout() {
        LocalCluster launched = RUN.lastCluster();
        assertThat(result.succeeded()).isTrue();
        assertThat(result.clusterId()).isEqualTo(launched.id());
        assertThat(launched.state()).isEqualTo("WAITING");

        RUN.aws().clock().advance(Duration.ofMinutes(10));

        assertThat(RUN.lastCluster().state()).isEqualTo("TERMINATED");
    }

    @Test
    void reportsEachStateOfTheLaunch() {
        assertThat(EVENTS.stream()
                        .filter(event -> event.type().endsWith("StateEntered"))
                        .map(LaunchEvent::state)
                        .distinct())
                .containsExactly(
                        "Load Cluster Configuration",
                        "Start EMR Cluster",
                        "Wait for EMR Cluster",
                        "Describe EMR Cluster",
                        "Cluster Ready?",
                        "EMR Cluster Launched");
    }

    @Test
    void reportsEachStateOnceAndInOrder() throws IOException {
        JsonNode history = Json.parse(Files.readString(LAUNCHES.resolve("history.json")));

        assertThat(EVENTS.stream()
                        .filter(event -> event.type().endsWith("StateEntered"))
                        .map(LaunchEvent::state))
                .containsExactlyElementsOf(history.findValues("stateEnteredEventDetails").stream()
                        .map(details -> details.path("name").asText())
                        .toList());
    }

    @Test
    void writesHistoryAndOutputToFiles() throws IOException {
        JsonNode history = Json.parse(Files.readString(LAUNCHES.resolve("history.json")));
        JsonNode output = Json.parse(Files.readString(LAUNCHES.resolve("output.json")));

        assertThat(history.path("events").path(0).path("type").asText()).isEqualTo("ExecutionStarted");
        assertThat(output.at("/LaunchClusterResult/ClusterId").asText()).isEqualTo(result.clusterId());
        assertThat(deployment.skippedResources()).isEmpty();
    }
}
