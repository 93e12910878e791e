package io.github.emrlaunch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import io.github.emrlaunch.states.time.VirtualClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.SfnException;

class EmrLaunchClientTest {
    private static final DefinitionName NIGHTLY = new DefinitionName("analytics", "nightly");
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String WAITS = """
            {"First": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
             "Second": {"Type": "Pass", "Result": {"ClusterId": "j-1"}, "ResultPath": "$.LaunchClusterResult",
               "End": true}}""";

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp();

    private final TestAccount account = new TestAccount(emulator.local());
    private final EmrLaunchClient client = EmrLaunchClient.builder()
            .definitions(new ParameterStore(account.ssm()))
            .stepFunctions(account.stepFunctions())
            .emr(account.emr())
            .pollInterval(POLL)
            .build();
    private final List<LaunchEvent> events = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
        account.close();
    }

    private void store(String states) {
        account.storeFunction(NIGHTLY, states, Map.of());
    }

    @Test
    void startsALaunchFunctionByNameAndFollowsItToItsEnd() throws InterruptedException {
        store(WAITS);

        LaunchResult result = client.follow(
                client.start(
                        NIGHTLY,
                        LaunchInput.builder().override("CoreInstanceCount", 4).build()),
                events::add);

        assertThat(result.succeeded()).isTrue();
        assertThat(result.clusterId()).isEqualTo("j-1");
        assertThat(result.elapsed()).isEqualTo(Duration.ofMinutes(1));
        assertThat(result.output()).isEqualTo(Json.parse("""
                        {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
                         "LaunchClusterResult": {"ClusterId": "j-1"}}"""));
        assertThat(events)
                .extracting(LaunchEvent::type)
                .containsExactly(
                        "ExecutionStarted",
                        "WaitStateEntered",
                        "WaitStateExited",
                        "PassStateEntered",
                        "PassStateExited",
                        "ExecutionSucceeded");
        assertThat(events.stream().filter(LaunchEvent::entersState).map(LaunchEvent::state))
                .containsExactly("First", "Second");
        assertThat(events.get(4).cluster()).isEqualTo(new ClusterStatus("j-1", null, null));
    }

    @Test
    void reportsWhyALaunchFailed() throws InterruptedException {
        store("{\"First\": {\"Type\": \"Fail\", \"Error\": \"ClusterStartFailed\", \"Cause\": \"no capacity\"}}");

        LaunchResult result = client.follow(client.start(NIGHTLY, LaunchInput.EMPTY), events::add);

        assertThat(result.status()).isEqualTo("FAILED");
        assertThat(result.error()).isEqualTo("ClusterStartFailed");
        assertThat(result.cause()).isEqualTo("no capacity");
        assertThat(result.clusterId()).isNull();
        assertThat(events.get(events.size() - 1).details()).isEqualTo("ClusterStartFailed: no capacity");
    }

    @Test
    void throwsForAMissingLaunchFunction() {
        assertThatThrownBy(() -> client.start(NIGHTLY, LaunchInput.EMPTY))
                .isInstanceOf(EmrLaunchFunctionNotFoundException.class)
                .hasMessageContaining("EMR launch function 'analytics/nightly' not found");
    }

    /** Otherwise the writer of a parameter could choose what others start. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:states:us-east-1:123456789012:stateMachine:another",
                "arn:aws:states:us-east-1:123456789012:stateMachine:analytics_nightly:1",
                "arn:aws:states:us-east-1:210987654321:stateMachine:analytics_nightly",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:analytics_nightly",
                "analytics_nightly"
            })
    void rejectsALaunchFunctionWithAnotherStateMachine(String stateMachine) {
        account.storeFunction(NIGHTLY, TestAccount.SUCCEEDS, Map.of("StateMachine", TextNode.valueOf(stateMachine)));

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> client.start(NIGHTLY, LaunchInput.EMPTY),
                () -> client.start(NIGHTLY, LaunchInput.EMPTY, "monday"),
                () -> client.launches(NIGHTLY, 10))) {
            assertThatThrownBy(call)
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage(
                            "The stored EMR launch function '%s' names the state machine %s. Its own is '%s_%s' of account 123456789012"
                                    + " in region us-east-1, and no other is used: a principal that may write the definition must not choose it."
                                    + " Deploy the definition again in its account and region",
                            NIGHTLY, stateMachine, NIGHTLY.namespace(), NIGHTLY.name());
        }
    }

    /** A history can have thousands of events. Reading all of them in every poll would have quadratic cost. */
    @Test
    void readsOnlyNewEventsOfAHistory() throws Exception {
        store("""
                {"First": {"Type": "Map", "ItemsPath": "$.Tags", "ResultPath": null, "MaxConcurrency": 1,
                   "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": true}}},
                   "Next": "Hold"},
                 "Hold": {"Type": "Wait", "Seconds": 60, "Next": "Last"},
                 "Last": {"Type": "Pass", "End": true}}""");
        LaunchInput.Builder input = LaunchInput.builder();
        for (int i = 0; i < 40; i++) {
            input.tag("t" + i, "");
        }
        BlockingQueue<LaunchEvent> told = new LinkedBlockingQueue<>();
        VirtualClock.Worker hold = account.aws().clock().register();

        CompletableFuture<LaunchResult> result = client.followAsync(client.start(NIGHTLY, input.build()), told::add);
        awaitState(told, "Hold");
        int looks = account.proxy().calls("DescribeExecution").size();
        while (account.proxy().calls("DescribeExecution").size() < looks + 5) {
            Thread.onSpinWait();
        }
        hold.close();
        assertThat(result.get(10, TimeUnit.SECONDS).succeeded()).isTrue();
        awaitState(told, "Last");

        List<AwsProxy.Call> reads = account.proxy().calls("GetExecutionHistory");
        assertThat(reads.stream().filter(read -> read.body().contains("\"reverseOrder\":false")))
                .as("the whole history is read once")
                .hasSize(1);
        assertThat(reads.stream().skip(1)).hasSizeGreaterThan(4).allSatisfy(read -> assertThat(read.body())
                .contains("\"reverseOrder\":true", "\"maxResults\":25"));
    }

    private static void awaitState(BlockingQueue<LaunchEvent> told, String state) throws InterruptedException {
        LaunchEvent event;
        do {
            event = told.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("told of " + state).isNotNull();
        } while (!event.entersState() || !event.state().equals(state));
    }

    @Test
    void reportsEachEventOnceEvenIfManyOccurBetweenPolls() throws Exception {
        store("""
                {"First": {"Type": "Wait", "Seconds": 60, "Next": "Many"},
                 "Many": {"Type": "Map", "ItemsPath": "$.Tags", "ResultPath": null, "MaxConcurrency": 1,
                   "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": true}}},
                   "End": true}}""");
        LaunchInput.Builder input = LaunchInput.builder();
        for (int i = 0; i < 30; i++) {
            input.tag("t" + i, "");
        }
        List<LaunchEvent> told = new ArrayList<>();
        VirtualClock.Worker hold = account.aws().clock().register();
        Launch launch = client.start(NIGHTLY, input.build());
        LaunchFollower follower = new LaunchFollower(account.stepFunctions(), launch, told::add);
        assertThat(follower.look()).isEmpty();

        hold.close();
        List<JsonNode> history =
                account.aws().awaitExecution(launch.executionArn()).history();
        assertThat(follower.look()).isPresent();

        assertThat(history).hasSizeGreaterThan(100);
        assertThat(told.stream().map(LaunchEvent::type))
                .containsExactlyElementsOf(history.stream()
                        .map(event -> event.path("type").asText())
                        .toList());
    }

    @Test
    void followingEndsWhenItIsCancelled() throws Exception {
        store(WAITS);
        VirtualClock.Worker hold = account.aws().clock().register();
        BlockingQueue<LaunchEvent> told = new LinkedBlockingQueue<>();
        Launch launch = client.start(NIGHTLY, LaunchInput.EMPTY);
        CompletableFuture<LaunchResult> result = client.followAsync(launch, told::add);
        awaitState(told, "First");

        result.cancel(false);
        hold.close();

        assertThat(client.await(launch).succeeded()).isTrue();
        assertThat(told.stream().map(LaunchEvent::state)).doesNotContain("Second");
    }

    @Test
    void failsWhenTheFollowedExecutionDoesNotExist() {
        CompletableFuture<LaunchResult> result = client.followAsync(
                new Launch("arn:aws:states:us-east-1:123456789012:execution:none:none"), event -> {});

        assertThat(result)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(SfnException.class);
    }

    @Test
    void rejectsInvalidOverridesAndTagsWithoutStarting() {
        store(WAITS);

        assertThatThrownBy(() -> client.start(
                        NIGHTLY,
                        LaunchInput.builder().override("CoreInstance", 4).build()))
                .isInstanceOf(InvalidOverrideException.class)
                .hasMessageStartingWith(
                        "Override 'CoreInstance' is not allowed by this launch function. Allowed: ClusterName");
        assertThatThrownBy(() -> client.start(
                        NIGHTLY,
                        LaunchInput.builder()
                                .override("CoreInstanceCount", "four")
                                .build()))
                .hasMessage(
                        "Override 'CoreInstanceCount': 'Instances.InstanceGroups.1.InstanceCount' must be an integer,"
                                + " got: \"four\"");
        assertThatThrownBy(() -> client.start(NIGHTLY, new LaunchInput(Map.of(), List.of(new Tag("aws:x", "y")), null)))
                .isInstanceOf(InvalidLaunchInputException.class);

        assertThat(account.proxy().calls("StartExecution")).isEmpty();
    }

    @Test
    void doesNotCheckOverridesWithAnOverrideFunctionOrWithoutRules() {
        account.storeFunction(
                NIGHTLY,
                TestAccount.SUCCEEDS,
                Map.of(
                        "OverrideClusterConfigsLambda",
                        TextNode.valueOf("arn:aws:lambda:eu-west-1:123456789012:function:f")));
        assertThat(client.parseOverrides(NIGHTLY, Map.of("Size", "4"))).containsEntry("Size", IntNode.valueOf(4));
        client.start(NIGHTLY, LaunchInput.builder().override("Size", 4).build());

        account.storeFunction(
                new DefinitionName("analytics", "any-path"),
                TestAccount.SUCCEEDS,
                Map.of("AllowedClusterConfigOverrides", NullNode.getInstance()));
        client.start(
                new DefinitionName("analytics", "any-path"),
                LaunchInput.builder().override("ReleaseLabel", "emr-7.12.0").build());

        assertThat(account.proxy().calls("StartExecution")).hasSize(2);
    }

    /** The response to a call may be lost, and the SDK retries: there is one launch. */
    @Test
    void retriesStartExecutionWithTheSameName() {
        account.storeFunction(NIGHTLY, TestAccount.SUCCEEDS, Map.of());
        account.proxy().refuse("StartExecution", "ThrottlingException", 1);

        Launch launch = client.start(NIGHTLY, LaunchInput.builder().build());

        assertThat(account.proxy().calls("StartExecution"))
                .extracting(call -> Json.parse(call.body()).path("name").asText())
                .containsExactly(launch.executionName(), launch.executionName());
        assertThat(client.launch(NIGHTLY, launch.executionName())).isEqualTo(launch);
    }

    @Test
    void returnsAndParsesTheAllowedOverrides() {
        store(WAITS);

        assertThat(client.allowedOverrides(NIGHTLY))
                .containsKey("CoreInstanceCount")
                .extractingByKey("ReleaseLabel")
                .satisfies(override ->
                        assertThat(String.valueOf(override.defaultValue())).isEqualTo("\"emr-6.6.0\""));
        assertThat(client.parseOverrides(NIGHTLY, Map.of("CoreInstanceCount", "4", "ReleaseLabel", "7")))
                .containsEntry("CoreInstanceCount", IntNode.valueOf(4))
                .containsEntry("ReleaseLabel", TextNode.valueOf("7"));
    }

    @Test
    void aNamedLaunchIsStartedOnce() throws InterruptedException {
        store(WAITS);
        LaunchInput input = LaunchInput.builder().tag("team", "etl").build();

        Launch first = client.start(NIGHTLY, input, "2026-11-20");
        assertThat(client.await(first).succeeded()).isTrue();
        Launch again = client.start(NIGHTLY, input, "2026-11-20");

        assertThat(again).isEqualTo(first);
        assertThat(first.executionName()).isEqualTo("2026-11-20");
        assertThat(client.launches(NIGHTLY, 10)).hasSize(1);
        assertThatThrownBy(() -> client.start(NIGHTLY, LaunchInput.EMPTY, "2026-11-20"))
                .isInstanceOf(LaunchExistsException.class)
                .hasMessageStartingWith("The name '2026-11-20' was used by another launch");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.start(NIGHTLY, input, "a b"))
                .withMessage("'executionName' must match [A-Za-z0-9_.-]{1,80}, got: a b");
    }

    @Test
    void returnsTheStatusOfALaunchAndStopsIt() {
        store("""
                {"First": {"Type": "Pass", "ResultPath": "$.LaunchClusterResult", "Next": "Second",
                   "Result": {"ClusterId": "j-1", "Cluster": {"Status": {"State": "BOOTSTRAPPING",
                     "StateChangeReason": {"Code": "", "Message": "Running bootstrap actions"}}}}},
                 "Second": {"Type": "Wait", "Seconds": 60, "End": true}}""");
        VirtualClock.Worker hold = account.aws().clock().register();
        Launch launch = client.start(NIGHTLY, LaunchInput.EMPTY);
        LaunchStatus running = client.status(launch);
        while (!"Second".equals(running.state())) {
            running = client.status(launch);
        }

        ClusterStatus bootstrapping = new ClusterStatus("j-1", "BOOTSTRAPPING", "Running bootstrap actions");
        assertThat(running.status()).isEqualTo("RUNNING");
        assertThat(running.cluster()).isEqualTo(bootstrapping);
        assertThat(running.result()).isNull();
        assertThat(client.stop(launch, "no longer needed")).contains(bootstrapping);
        hold.close();

        LaunchStatus stopped = client.status(launch);
        assertThat(stopped.status()).isEqualTo("ABORTED");
        assertThat(stopped.result()).isNotNull().extracting(LaunchResult::cause).isEqualTo("no longer needed");
    }

    @Test
    void returnsTheTypicalDurationOfLaunches() throws InterruptedException {
        store(WAITS);
        String stateMachine =
                client.status(client.start(NIGHTLY, LaunchInput.EMPTY)).stateMachine();
        client.await(client.launches(NIGHTLY, 1).get(0).launch());

        assertThat(client.typicalDuration(stateMachine)).contains(Duration.ofMinutes(1));
        assertThat(client.launches(NIGHTLY, 10)).allSatisfy(launch -> assertThat(launch.ended())
                .isEqualTo(launch.started().plus(Duration.ofMinutes(1))));
    }

    @Test
    void describesAndTerminatesACluster() {
        Launch launch = new Launch("arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:run-1");
        String id = runJobFlow(launch.executionArn());

        assertThat(client.cluster(id)).isEqualTo(new ClusterStatus(id, "STARTING", null));
        client.terminateCluster(launch, id);
        assertThat(client.cluster(id).state()).startsWith("TERMINAT");
        assertThatIllegalStateException()
                .isThrownBy(() -> new EmrLaunchClient(client.definitions(), account.stepFunctions(), POLL).cluster(id))
                .withMessageContaining("EmrLaunchClient.builder()");
    }

    /** The starter of an execution can put the id of any cluster into its output. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:run-2",
                "arn:aws:states:us-east-1:123456789012:execution:other_nightly:run-1",
                "run-1",
                ""
            })
    void terminatesOnlyTheClusterOfTheExecution(String execution) {
        String id = runJobFlow(execution);

        assertThatExceptionOfType(ForeignClusterException.class)
                .isThrownBy(() -> client.terminateCluster(
                        new Launch("arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:run-1"), id))
                .withMessageContaining(id)
                .withMessageContaining("execution:analytics_nightly:run-1");
        assertThat(client.cluster(id).state()).isEqualTo("STARTING");
    }

    @Test
    void terminatesTheClusterOfThePipeline() {
        Launch run = new Launch("arn:aws:states:us-east-1:123456789012:execution:daily:run-1");
        String id = runJobFlow("arn:aws:states:us-east-1:123456789012:execution:analytics_nightly:"
                + PipelineLaunch.name(run.executionArn()));

        client.terminateCluster(run, id);

        assertThat(client.cluster(id).state()).startsWith("TERMINAT");
    }

    private String runJobFlow(String execution) {
        account.aws()
                .existing()
                .role("service")
                .instanceProfile("instance", "instance")
                .subnet("subnet-1", true);
        return account.emr()
                .runJobFlow(request -> request.name("x")
                        .tags(List.of(software.amazon.awssdk.services.emr.model.Tag.builder()
                                .key("emr-launch:execution")
                                .value(execution)
                                .build()))
                        .releaseLabel("emr-7.12.0")
                        .serviceRole("service")
                        .jobFlowRole("instance")
                        .instances(instances -> instances
                                .ec2SubnetId("subnet-1")
                                .keepJobFlowAliveWhenNoSteps(true)
                                .masterInstanceType("m7g.xlarge")
                                .slaveInstanceType("m7g.xlarge")
                                .instanceCount(2)))
                .jobFlowId();
    }

    @Test
    void linksToTheConsole() {
        Launch launch = new Launch("arn:aws-cn:states:cn-north-1:123456789012:execution:analytics_nightly:run-1");

        assertThat(launch.region()).isEqualTo("cn-north-1");
        assertThat(launch.clusterLink("j-1"))
                .contains(URI.create(
                        "https://cn-north-1.console.amazonaws.cn/emr/home?region=cn-north-1#/clusterDetails/j-1"));
        assertThat(launch.link().map(URI::getFragment)).contains("/v2/executions/details/" + launch.executionArn());
        assertThat(new Launch("arn:aws-iso:states:us-iso-east-1:1:execution:a:b").link())
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Launch("analytics/nightly"))
                .withMessageEndingWith("got: analytics/nightly");
    }

    @Test
    void listsANamespaceOf500DefinitionsInFiftyCalls() {
        for (int i = 0; i < 500; i++) {
            account.store(DefinitionType.EMR_PROFILE, new DefinitionName("many", "p" + i), "{}");
        }

        assertThat(client.definitions().documents(DefinitionType.EMR_PROFILE, "many"))
                .hasSize(500);
        assertThat(account.proxy().calls("GetParametersByPath")).hasSize(50);
    }
}
