package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

class FaultsTest {
    private static final String TASK =
            "{\"StartAt\": \"Only\", \"States\": {\"Only\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::%s\","
                    + " \"Parameters\": %s, \"End\": true}}}";

    private final LocalAws aws = LocalAws.start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void nextCallsAreThrottled() throws Exception {
        aws.faults().throttle("ssm:GetParameter", 2);

        assertThat(IntStream.range(0, 3).mapToObj(i -> get()).map(Wire.Answer::errorType))
                .containsExactly("ThrottlingException", "ThrottlingException", "ParameterNotFound");
    }

    @Test
    void callsFailForGivenDuration() {
        aws.faults().failFor("ssm:GetParameter", CallFault.serverError(), Duration.ofMinutes(5));

        assertThat(get().status()).isEqualTo(500);
        aws.clock().advance(Duration.ofMinutes(4));
        assertThat(get().status()).isEqualTo(500);
        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(get().errorType()).isEqualTo("ParameterNotFound");
    }

    @Test
    void clearFaultsRemovesFaults() {
        aws.existing().role("service").instanceProfile("profile", "instances");
        aws.faults().failFor("ssm:GetParameter", CallFault.serverError(), Duration.ofDays(1));
        aws.emr().failNextCluster(ClusterFault.failsWhileStarting("INTERNAL_ERROR", "no capacity"));

        aws.clearFaults();

        assertThat(get().errorType()).isEqualTo("ParameterNotFound");
        runJobFlow();
        aws.clock().advance(Duration.ofMinutes(20));
        assertThat(aws.clusters()).extracting(LocalCluster::state).containsExactly("WAITING");
        aws.emr().terminateClusters();
        assertThat(aws.clusters()).noneMatch(LocalCluster::isAlive);
    }

    @Test
    void retryAfterLostResponseCreatesSecondCluster() {
        aws.existing().role("service").instanceProfile("profile", "instances");
        aws.faults().fail("elasticmapreduce:RunJobFlow", CallFault.answerLost(), 1);

        runJobFlow();

        assertThat(aws.clusters()).as("the SDK asked again").hasSize(2);
    }

    private void runJobFlow() {
        try (EmrClient emr = SdkClients.emr(aws)) {
            emr.runJobFlow(RunJobFlowRequest.builder()
                    .name("etl")
                    .releaseLabel("emr-7.1.0")
                    .serviceRole("service")
                    .jobFlowRole("profile")
                    .instances(instances -> instances
                            .masterInstanceType("m5.xlarge")
                            .slaveInstanceType("m5.xlarge")
                            .instanceCount(1)
                            .keepJobFlowAliveWhenNoSteps(true))
                    .build());
        }
    }

    @Test
    void lostResponseFailsTaskAfterCallTookEffect() throws Exception {
        aws.faults().fail("ssm:PutParameter", CallFault.answerLost(), 1);

        LocalExecution execution =
                run("aws-sdk:ssm:putParameter", "{\"Name\": \"/a\", \"Value\": \"v\", \"Type\": \"String\"}");

        assertThat(execution.error()).isEqualTo("Ssm.SdkClientException");
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/a\"}")
                        .body()
                        .at("/Parameter/Value")
                        .asText())
                .isEqualTo("v");
    }

    @Test
    void functionTimesOutAfterItsWorkAndItsProcessRestarts(@TempDir Path directory) throws Exception {
        aws.deploy(Assembly.of(directory, "Functions", "functions.json"));
        aws.faults().timeOutFunction("probe", 1);

        LocalExecution timedOut = logWork();
        LocalExecution next = logWork();

        assertThat(timedOut.error()).isEqualTo("Sandbox.Timedout");
        assertThat(timedOut.cause()).contains("Task timed out after 2.00 seconds");
        assertThat(next.succeeded()).isTrue();
        assertThat(aws.invocations()).extracting(LambdaInvocation::coldStart).containsExactly(true, true);
        assertThat(aws.invocations().get(0).log())
                .containsSubsequence("out: work", "Task timed out after 2.00 seconds");
        assertThat(aws.invocations().get(1).log()).contains("out: work");
    }

    @Test
    void delayedResponseCausesClientTimeoutButCallTakesEffect() throws Exception {
        aws.faults().fail("ssm:PutParameter", CallFault.answerDelayed(Duration.ofMillis(500)), 1);

        try (SsmClient ssm = SdkClients.configured(SsmClient.builder(), aws)
                .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMillis(100)))
                .build()) {
            assertThatThrownBy(() -> ssm.putParameter(
                            request -> request.name("/late").value("v").type(ParameterType.STRING)))
                    .isInstanceOf(ApiCallTimeoutException.class);
        }

        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/late\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void executionCanBeStoppedAfterCallAndBeforeResponse() throws Exception {
        Machines machines = new Machines(aws);
        String machine = machines.createAs(
                "machine",
                "{\"StartAt\": \"A\", \"States\": {\"A\": "
                        + Machines.task(
                                        "aws-sdk:ssm:putParameter",
                                        "{\"Name\": \"/a\", \"Value\": \"v\", \"Type\": \"String\"}")
                                .replace("\"End\": true", "\"Next\": \"B\"")
                        + ", \"B\": " + Machines.task("aws-sdk:ssm:deleteParameter", "{\"Name\": \"/a\"}") + "}}");
        List<String> started = new CopyOnWriteArrayList<>();
        aws.faults()
                .fail(
                        "ssm:PutParameter",
                        CallFault.after(() -> aws.stopExecution(Poll.until(() -> started, list -> !list.isEmpty())
                                .get(0))),
                        1);

        started.add(aws.startExecution(machine, "{}"));
        aws.awaitIdle();

        assertThat(aws.awaitExecution(started.get(0)).status()).isEqualTo("ABORTED");
        assertThat(Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/a\"}")
                        .status())
                .as("was put, and not deleted")
                .isEqualTo(200);
    }

    @Test
    void rejectsUnknownActionsAndZeroTimes() {
        for (String action : List.of("ssm:GetParametr", "ssm", "dynamodb:GetItem")) {
            assertThatThrownBy(() -> aws.faults().throttle(action, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(action);
        }
        assertThatThrownBy(() -> aws.faults().throttle("ssm:GetParameter", 0))
                .hasMessageContaining("'times' must be at least 1");
    }

    private Wire.Answer get() {
        try {
            return Wire.call(aws, "AmazonSSM.GetParameter", "{\"Name\": \"/none\"}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LocalExecution logWork() throws InterruptedException {
        return run(
                "lambda:invoke",
                "{\"FunctionName\": \"probe\", \"Payload\": {\"action\": \"log\", \"message\": \"work\"}}");
    }

    private LocalExecution run(String resource, String parameters) throws InterruptedException {
        aws.existing()
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}");
        try (SfnClient sfn = SdkClients.sfn(aws)) {
            String machine = sfn.createStateMachine(request -> request.name("m")
                            .roleArn("arn:aws:iam::123456789012:role/machine")
                            .definition(TASK.formatted(resource, parameters)))
                    .stateMachineArn();
            return aws.awaitExecution(aws.startExecution(machine, "{}"));
        }
    }
}
