package io.github.emrlaunch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.ParameterStore;
import io.github.emrlaunch.local.LocalAws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

class EmrLaunchClientTest {
    private static final DefinitionName NIGHTLY = new DefinitionName("analytics", "nightly");

    private final LocalAws aws = LocalAws.start();
    private final SsmClient ssm = configure(SsmClient.builder()).build();
    private final SfnClient stepFunctions = configure(SfnClient.builder()).build();
    private final EmrLaunchClient client =
            new EmrLaunchClient(new ParameterStore(ssm), stepFunctions, Duration.ofMillis(5));
    private final List<LaunchEvent> events = new ArrayList<>();

    private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configure(B builder) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")));
    }

    @AfterEach
    void close() {
        stepFunctions.close();
        ssm.close();
        aws.close();
    }

    /** Stores a launch function with a state machine of these states, the first of them named First. */
    private void store(String states) {
        aws.existing().role("states");
        String stateMachine = stepFunctions
                .createStateMachine(machine -> machine.name("analytics_nightly")
                        .roleArn("arn:aws:iam::%s:role/states".formatted(aws.accountId()))
                        .definition("{\"StartAt\": \"First\", \"States\": %s}".formatted(states)))
                .stateMachineArn();
        EmrLaunchFunctionDefinition definition = new EmrLaunchFunctionDefinition(
                NIGHTLY.name(),
                NIGHTLY.namespace(),
                DefinitionName.of("etl"),
                DefinitionName.of("small"),
                null,
                null,
                null,
                null,
                null,
                null,
                stateMachine,
                null,
                null,
                null,
                Json.object());
        ssm.putParameter(parameter -> parameter
                .name(definition.type().path(NIGHTLY))
                .type(ParameterType.STRING)
                .value(definition.toJsonText()));
    }

    @Test
    void startsALaunchFunctionByNameAndFollowsItToItsEnd() throws InterruptedException {
        store("""
                {"First": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
                 "Second": {"Type": "Pass", "Result": {"ClusterId": "j-1"}, "ResultPath": "$.LaunchClusterResult",
                   "End": true}}""");

        LaunchResult result = client.follow(
                client.start(
                        NIGHTLY, new LaunchInput(Map.of("CoreInstanceCount", IntNode.valueOf(4)), List.of(), null)),
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
        assertThat(events).extracting(LaunchEvent::state).contains("First", "Second");
    }

    @Test
    void tellsWhyALaunchFailed() throws InterruptedException {
        store("{\"First\": {\"Type\": \"Fail\", \"Error\": \"ClusterStartFailed\", \"Cause\": \"no capacity\"}}");

        LaunchResult result = client.follow(client.start(NIGHTLY, LaunchInput.EMPTY), events::add);

        assertThat(result.status()).isEqualTo("FAILED");
        assertThat(result.error()).isEqualTo("ClusterStartFailed");
        assertThat(result.cause()).isEqualTo("no capacity");
        assertThat(result.clusterId()).isNull();
        assertThat(events.get(events.size() - 1).details()).isEqualTo("ClusterStartFailed: no capacity");
    }

    @Test
    void saysWhichLaunchFunctionIsMissing() {
        assertThatThrownBy(() -> client.start(NIGHTLY, LaunchInput.EMPTY))
                .isInstanceOf(EmrLaunchFunctionNotFoundException.class)
                .hasMessageContaining("EMR launch function 'analytics/nightly' not found");
    }
}
