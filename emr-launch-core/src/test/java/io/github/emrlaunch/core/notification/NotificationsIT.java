package io.github.emrlaunch.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.definitions.ExecutionEnd;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.events.targets.SfnStateMachineProps;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * Notifications of the launch function {@code nightly} by encrypted topics and the default event bus, and of {@code kept}, which has no clean-up,
 * by an event bus of the stack. The state machines {@code after-success} and {@code after-stop} start after them.
 */
class NotificationsIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(NotificationsIT::addStack);

    private final LocalAws aws = deployed.local();
    private final Deployment deployment = deployed.deployment();
    private volatile String execution = "";

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Etl");
        Key key = Key.Builder.create(stack, "Key").build();
        IEventBus standard = EventBus.fromEventBusName(stack, "Default", "default");
        EventBus own = EventBus.Builder.create(stack, "Own").eventBusName("etl").build();
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        Topic succeeded = topic(stack, key, "succeeded");
        Topic failed = topic(stack, key, "failed");
        launchFunction(stack, vpc, "nightly")
                .notifications(Notifications.to(succeeded, failed).withEventBus(standard))
                .build();
        launchFunction(stack, vpc, "kept")
                .notifications(Notifications.none().withEventBus(own))
                .cleanUp(false)
                .build();
        follow(stack, standard, "after-success", "default/nightly", "SUCCEEDED");
        follow(stack, own, "after-stop", "default/kept", "ABORTED");
    }

    private static Topic topic(Stack stack, Key key, String name) {
        return Topic.Builder.create(stack, name).topicName(name).masterKey(key).build();
    }

    private static EmrLaunchFunction.Builder launchFunction(Stack stack, Vpc vpc, String name) {
        return EmrLaunchFunction.Builder.create(stack, name)
                .launchFunctionName(name)
                .emrProfile(EmrProfile.Builder.create(stack, name + "-profile")
                        .profileName(name)
                        .vpc(vpc)
                        .build())
                .clusterConfiguration(ClusterConfiguration.Builder.create(stack, name + "-configuration")
                        .configurationName(name)
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build());
    }

    /** A state machine that starts after the end of a launch. */
    private static void follow(Stack stack, IEventBus bus, String name, String launchFunction, String status) {
        StateMachine next = StateMachine.Builder.create(stack, name)
                .stateMachineName(name)
                .definitionBody(DefinitionBody.fromChainable(
                        Pass.Builder.create(stack, name + "-pass").build()))
                .build();
        Rule.Builder.create(stack, name + "-rule")
                .eventBus(bus)
                .eventPattern(EventPattern.builder()
                        .source(List.of(ExecutionEnd.EVENT_SOURCE))
                        .detailType(List.of(ExecutionEnd.EVENT_DETAIL_TYPE))
                        .detail(Map.of("Name", List.of(launchFunction), "Status", List.of(status)))
                        .build())
                .targets(List.of(new SfnStateMachine(
                        next,
                        SfnStateMachineProps.builder()
                                .input(RuleTargetInput.fromEventPath("$.detail"))
                                .build())))
                .build();
    }

    private LocalExecution launch(String name) throws InterruptedException {
        execution = aws.startExecution(deployment.stateMachine("default_" + name), "{}");
        LocalExecution ended = aws.awaitExecution(execution);
        aws.awaitIdle();
        return ended;
    }

    private LocalExecution stoppedLaunch(String name) throws InterruptedException {
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.after(() -> aws.stopExecution(execution)), 1);
        return launch(name);
    }

    /** Returns the inputs of the successful executions of a state machine. */
    private List<JsonNode> inputsOf(String machine) {
        return aws.events().all().stream()
                .map(event -> event.path("detail"))
                .filter(detail -> detail.path("stateMachineArn").asText().equals(deployment.stateMachine(machine)))
                .filter(detail -> detail.path("status").asText().equals("SUCCEEDED"))
                .map(detail -> Json.parse(detail.path("input").asText()))
                .toList();
    }

    @Test
    void successfulLaunchStartsFollowingStateMachine() throws InterruptedException {
        assertThat(launch("nightly").status()).isEqualTo("SUCCEEDED");

        assertThat(inputsOf("after-success")).singleElement().isEqualTo(Json.parse("""
                {"Kind": "EmrLaunchFunction", "Name": "default/nightly", "Status": "SUCCEEDED", "Execution": "%s",
                 "ClusterName": "nightly", "ClusterId": "%s"}""".formatted(
                        execution, aws.clusters().get(0).id())));
    }

    /** The notifier of the clean-up sends it to a bus of the stack. */
    @Test
    void stoppedLaunchStartsFollowingStateMachineAndKeepsCluster() throws InterruptedException {
        assertThat(stoppedLaunch("kept").status()).isEqualTo("ABORTED");
        aws.clock().advance(Duration.ofHours(2));
        aws.awaitIdle();

        assertThat(inputsOf("after-stop")).singleElement().isEqualTo(Json.parse("""
                {"Kind": "EmrLaunchFunction", "Name": "default/kept", "Status": "ABORTED", "Execution": "%s",
                 "Error": "ABORTED", "Cause": "The execution was stopped"}""".formatted(execution)));
        assertThat(aws.clusters()).singleElement().matches(LocalCluster::isAlive);
    }

    /** "Key management" in the SNS developer guide: a publisher to an encrypted topic uses its key. */
    @Test
    void stateMachineAndCleanUpPublishToEncryptedTopics() throws InterruptedException {
        launch("nightly");
        stoppedLaunch("nightly");

        assertThat(aws.publications("succeeded")).hasSize(1);
        assertThat(aws.publications("failed")).hasSize(1);
    }

    /** The detail of an event and the message of a topic are the same. */
    @Test
    void topicMessageEqualsEventDetail() throws InterruptedException {
        stoppedLaunch("nightly");

        JsonNode message = Json.parse(aws.publications("failed").get(0).message());
        assertThat(message.path("ClusterId").asText()).startsWith("j-");
        assertThat(aws.events().all())
                .filteredOn(event -> event.path("source").asText().equals("emr-launch"))
                .extracting(event -> event.path("detail"))
                .containsExactly(message);
    }
}
