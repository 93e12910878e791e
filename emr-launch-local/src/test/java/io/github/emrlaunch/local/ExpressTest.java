package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.IncludedData;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.StartSyncExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StateMachineTypeNotSupportedException;
import software.amazon.awssdk.services.sfn.model.SyncExecutionStatus;

/**
 * State machines of type EXPRESS. Recordings are those of LocalStack's tests against AWS, test_sfn_api_express.
 */
class ExpressTest {
    private static final String LOG_GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:express:*";
    private static final String PASS = "{\"Type\": \"Pass\", \"Result\": {\"Arg1\": \"argument1\"}, \"End\": true}";

    private final LocalAws aws = LocalAws.start();
    private final Machines machines = new Machines(aws);
    private final SfnClient sfn = SdkClients.sfn(aws);

    @AfterEach
    void close() {
        sfn.close();
        aws.close();
    }

    private String express(String state) {
        return sfn.createStateMachine(request -> request.name("quick")
                        .type(StateMachineType.EXPRESS)
                        .roleArn("arn:aws:iam::123456789012:role/machine")
                        .definition("{\"StartAt\": \"Only\", \"States\": {\"Only\": " + state + "}}")
                        .loggingConfiguration(logging -> logging.level(LogLevel.ALL)
                                .destinations(LogDestination.builder()
                                        .cloudWatchLogsLogGroup(group -> group.logGroupArn(LOG_GROUP))
                                        .build())))
                .stateMachineArn();
    }

    /** Recording test_start_sync_execution. */
    @Test
    void startSyncExecutionReturnsResult() {
        String machine = express(PASS);

        StartSyncExecutionResponse answer = sfn.startSyncExecution(
                request -> request.stateMachineArn(machine).name("once").input("{\"a\": 1}"));

        assertThat(answer.executionArn())
                .matches("arn:aws:states:us-east-1:123456789012:express:quick:once:[0-9a-f-]{36}");
        assertThat(answer.stateMachineArn()).isEqualTo(machine);
        assertThat(answer.name()).isEqualTo("once");
        assertThat(answer.status()).isEqualTo(SyncExecutionStatus.SUCCEEDED);
        assertThat(answer.input()).isEqualTo("{\"a\": 1}");
        assertThat(answer.output()).isEqualTo("{\"Arg1\":\"argument1\"}");
        assertThat(answer.outputDetails().included()).isTrue();
        assertThat(answer.billingDetails().billedMemoryUsedInMB()).isEqualTo(64);
        assertThat(answer.billingDetails().billedDurationInMilliseconds()).isEqualTo(100);
        assertThat(sfn.startSyncExecution(request ->
                                request.stateMachineArn(machine).name("once").includedData(IncludedData.METADATA_ONLY))
                        .output())
                .isNull();
    }

    /** "StartSyncExecution" in the API reference: a failed execution is a normal response. "Choosing workflow type": 5 minutes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Type": "Fail", "Error": "Broken", "Cause": "because"} | FAILED    | Broken         | 100
            {"Type": "Wait", "Seconds": 300, "End": true}           | SUCCEEDED |                | 300000
            {"Type": "Wait", "Seconds": 301, "End": true}           | TIMED_OUT | States.Timeout | 300000
            """)
    void startSyncExecutionReturnsStatusAndError(String state, String status, String error, int billed) {
        String machine = express(state);

        StartSyncExecutionResponse answer = sfn.startSyncExecution(request -> request.stateMachineArn(machine));

        assertThat(answer.statusAsString()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.billingDetails().billedDurationInMilliseconds()).isEqualTo(billed);
        assertThat(Duration.between(answer.startDate(), answer.stopDate())).isLessThan(Duration.ofMinutes(6));
    }

    /** Recording test_start_async_describe_history_execution. */
    @Test
    void executionIsVisibleOnlyInLog() throws Exception {
        String machine = express(PASS);

        String execution = sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once"))
                .executionArn();
        aws.awaitExecution(execution);

        String invalid = "Invalid Arn: 'Resource type not valid in this context: express'";
        assertThatThrownBy(() -> sfn.describeExecution(request -> request.executionArn(execution)))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining(invalid);
        assertThatThrownBy(() -> sfn.stopExecution(request -> request.executionArn(execution)))
                .hasMessageContaining(invalid);
        assertThatThrownBy(() -> sfn.getExecutionHistory(request -> request.executionArn(execution)))
                .hasMessageContaining(invalid);
        assertThatThrownBy(() -> sfn.redriveExecution(request -> request.executionArn(execution)))
                .hasMessageContaining(invalid);
        assertThatThrownBy(() -> sfn.describeStateMachineForExecution(request -> request.executionArn(execution)))
                .hasMessageContaining(invalid);
        assertThatThrownBy(() -> sfn.listExecutions(request -> request.stateMachineArn(machine)))
                .isInstanceOf(StateMachineTypeNotSupportedException.class)
                .hasMessageContaining("This operation is not supported by this type of state machine");
        assertThat(aws.logs("express"))
                .hasSize(4)
                .last()
                .asString()
                .contains("\"type\":\"ExecutionSucceeded\"", "\"execution_arn\":\"" + execution + "\"");
    }

    /** "StartExecution" in the API reference: it is not idempotent for EXPRESS. */
    @Test
    void executionNameCanBeReused() {
        aws.clock().register();
        String machine = express("{\"Type\": \"Wait\", \"Seconds\": 60, \"End\": true}");

        String first = sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once"))
                .executionArn();
        String second = sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once"))
                .executionArn();

        assertThat(second).isNotEqualTo(first);
    }

    /** "Automating Step Functions event delivery with EventBridge": events of standard workflows. */
    @Test
    void expressExecutionsSendNoEvents() throws Exception {
        aws.awaitExecution(aws.startExecution(express(PASS), "{}"));
        aws.awaitIdle();

        assertThat(aws.events().all()).isEmpty();
    }

    /** Recording test_start_sync_execution of test_sfn_api. */
    @Test
    void rejectsSyncExecutionOfStandardStateMachine() {
        String machine = machines.create(PASS);

        assertThatThrownBy(() -> sfn.startSyncExecution(request -> request.stateMachineArn(machine)))
                .isInstanceOf(StateMachineTypeNotSupportedException.class)
                .hasMessageContaining("This operation is not supported by this type of state machine");
    }

    /** Recordings test_illegal_callbacks; "Choosing workflow type" for Map states. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            startExecution.sync             | Express state machine does not support '.sync' service integration at /States/Only/Resource
            startExecution.waitForTaskToken | Express state machine does not support '.waitForTaskToken' service integration  at /States/Only/Resource
            """)
    void rejectsSyncAndTaskTokenIntegrations(String action, String message) {
        assertThatThrownBy(() -> express(Machines.task("states:" + action, "{\"StateMachineArn\": \"a\"}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: " + message + "'");
    }

    /** "Start executions from a task": a standard state machine starts an express one and continues. */
    @Test
    void standardStateMachineStartsExpressStateMachine() throws Exception {
        String machine = express(PASS);

        LocalExecution execution =
                machines.run(Machines.task("states:startExecution", "{\"StateMachineArn\": \"" + machine + "\"}"));

        assertThat(execution.output()).contains(":express:quick:");
    }

    /** AWS supports this task, but the emulator does not, so it must cause an error. */
    @Test
    void rejectsTaskWithStartSyncExecution() {
        assertThatThrownBy(() -> machines.create(
                        Machines.task("aws-sdk:sfn:startSyncExecution", "{\"StateMachineArn\": \"a\"}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(
                        "does not support the resource 'arn:aws:states:::aws-sdk:sfn:startSyncExecution'");
    }

    /** "AWS::StepFunctions::StateMachine" in the CloudFormation template reference. */
    @Test
    void templateCreatesExpressStateMachine(@TempDir Path directory) {
        aws.deploy(new Assembly(directory).stack("Quick", """
                        {"Resources": {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                          "StateMachineName": "deployed", "StateMachineType": "EXPRESS",
                          "RoleArn": "arn:aws:iam::123456789012:role/machine",
                          "DefinitionString": "{\\"StartAt\\": \\"A\\", \\"States\\": {\\"A\\": {\\"Type\\": \\"Succeed\\"}}}"}}}}
                        """).write());

        assertThat(sfn.listStateMachines().stateMachines()).singleElement().satisfies(machine -> {
            assertThat(machine.type()).isEqualTo(StateMachineType.EXPRESS);
            assertThat(sfn.startSyncExecution(request -> request.stateMachineArn(machine.stateMachineArn()))
                            .status())
                    .isEqualTo(SyncExecutionStatus.SUCCEEDED);
        });
    }
}
