package io.github.emrlaunch.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.GoldenFile;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;

/** The state machines, state by state. Run with {@code -Dgolden=write} to write them anew, and review the difference. */
class LaunchStateMachineTest {
    private static final String LOADER = "arn:aws:lambda:eu-west-1:123456789012:function:Loader:1";
    private static final String LAUNCHER = "arn:aws:lambda:eu-west-1:123456789012:function:Launcher:1";

    private final TestStack test = TestStack.create();

    @Test
    void launchesByStepFunctionsOwnTask() {
        assertEqualsGolden("create-cluster", settings(LaunchWay.CREATE_CLUSTER, LaunchSecrets.NONE, false, true, true));
    }

    @Test
    void launchesByTheLauncherWhereThereAreSecrets() {
        LaunchSecrets secrets = new LaunchSecrets(
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kerberos-AbCdEf",
                Map.of("hive-site", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:metastore-AbCdEf"));

        assertEqualsGolden("launcher", settings(LaunchWay.LAUNCHER, secrets, false, true, true));
    }

    @Test
    void notifiesAndAppliesOverridesOfAFunctionOfTheUsers() {
        assertEqualsGolden("with-extras", settings(LaunchWay.CREATE_CLUSTER, LaunchSecrets.NONE, true, true, true));
    }

    @Test
    void leavesClustersWhereToldTo() {
        assertEqualsGolden(
                "without-clean-up", settings(LaunchWay.CREATE_CLUSTER, LaunchSecrets.NONE, false, true, false));
    }

    /** Else the execution would end without the error that names the cluster. */
    @Test
    void hasTimeForEveryPollHoweverLongItTakes() {
        for (LaunchWay way : LaunchWay.values()) {
            JsonNode machine = machine(settings(way, LaunchSecrets.NONE, false, true, true));
            JsonNode states = machine.path("States");
            JsonNode describe = states.path("Describe EMR Cluster");
            int polls = states.at("/EMR Cluster Started?/Choices").findValues("NumericGreaterThanEquals").stream()
                            .mapToInt(JsonNode::asInt)
                            .max()
                            .orElseThrow()
                    + 1;
            int poll = states.at("/Wait for EMR Cluster/Seconds").asInt()
                    + describe.path("TimeoutSeconds").asInt();

            assertThat(describe.path("TimeoutSeconds").asInt()).isPositive();
            assertThat(describe.has("Retry")).as("a retry would take longer").isFalse();
            assertThat(machine.path("TimeoutSeconds").asInt()).isGreaterThanOrEqualTo(polls * poll + 3_600);
        }
    }

    @Test
    void reachesEachOfItsStates() {
        for (boolean extras : new boolean[] {false, true}) {
            for (boolean wait : new boolean[] {false, true}) {
                for (boolean cleanUp : new boolean[] {false, true}) {
                    JsonNode states = machine(
                                    settings(LaunchWay.CREATE_CLUSTER, LaunchSecrets.NONE, extras, wait, cleanUp))
                            .path("States");
                    assertThat(states.findValuesAsText("Next"))
                            .as("states of a machine with extras %s, wait %s, clean-up %s", extras, wait, cleanUp)
                            .allSatisfy(next -> assertThat(states.has(next)).isTrue())
                            .containsAll(withoutFirst(states));
                }
            }
        }
    }

    private static List<String> withoutFirst(JsonNode states) {
        return states.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals("Load Cluster Configuration"))
                .filter(name -> !name.equals("EMR Rejected Cluster"))
                .toList();
    }

    private void assertEqualsGolden(String name, LaunchSettings settings) {
        GoldenFile.of("state-machines/%s.asl.json".formatted(name)).assertEqual(machine(settings));
    }

    private static JsonNode machine(LaunchSettings settings) {
        String launcher = settings.request().way() == LaunchWay.LAUNCHER ? LAUNCHER : null;
        return Json.parse(
                new LaunchStateMachine(settings, LOADER, launcher).toJson().replace(Aws.PARTITION, "aws"));
    }

    private LaunchSettings settings(
            LaunchWay way, LaunchSecrets secrets, boolean withExtras, boolean wait, boolean cleanUp) {
        return new LaunchSettings(
                new DefinitionName("analytics", "nightly"),
                null,
                new LoadClusterConfigurationRequest(
                        new DefinitionName("security", "etl"),
                        DefinitionName.of("small"),
                        "nightly-etl",
                        true,
                        Map.of(
                                "CoreInstanceCount",
                                ClusterConfigurationOverride.at("Instances.InstanceGroups.1.InstanceCount")
                                        .withDefault(2)),
                        List.of(new Tag("team", "etl")),
                        way,
                        secrets),
                withExtras
                        ? Function.fromFunctionArn(
                                test.stack(),
                                "Override"
                                        + test.stack().getNode().getChildren().size(),
                                "arn:aws:lambda:eu-west-1:123456789012:function:Override")
                        : null,
                withExtras ? topic("success") : null,
                withExtras ? topic("failure") : null,
                wait,
                1800,
                cleanUp,
                StateMachineLogs.ERRORS);
    }

    private ITopic topic(String name) {
        return Topic.fromTopicArn(
                test.stack(),
                name + test.stack().getNode().getChildren().size(),
                "arn:aws:sns:eu-west-1:123456789012:" + name);
    }
}
