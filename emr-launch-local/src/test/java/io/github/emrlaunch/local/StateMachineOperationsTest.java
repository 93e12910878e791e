package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CreateStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineForExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.IncludedData;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidLoggingConfigurationException;
import software.amazon.awssdk.services.sfn.model.LogDestination;
import software.amazon.awssdk.services.sfn.model.LogLevel;
import software.amazon.awssdk.services.sfn.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.UpdateStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionResponse;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionResultCode;
import software.amazon.awssdk.services.sfn.model.ValidationException;

/** State machines are created, updated, validated and deleted. Recordings are those of LocalStack's tests against AWS. */
class StateMachineOperationsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/machine";
    private static final String OTHER_ROLE = "arn:aws:iam::123456789012:role/other";
    private static final String ONE = definition("{\"Type\": \"Pass\", \"Result\": 1, \"End\": true}");
    private static final String TWO = definition("{\"Type\": \"Pass\", \"Result\": 2, \"End\": true}");
    private static final String WAITING = definition("{\"Type\": \"Wait\", \"Seconds\": 86400, \"End\": true}");

    private final LocalAws aws = LocalAws.start();
    private final SfnClient sfn = SdkClients.sfn(aws);

    StateMachineOperationsTest() {
        aws.existing()
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}")
                .role("other");
    }

    @AfterEach
    void close() {
        sfn.close();
        aws.close();
    }

    private static String definition(String state) {
        return "{\"StartAt\": \"Only\", \"States\": {\"Only\": " + state + "}}";
    }

    private String create(String definition) {
        return sfn.createStateMachine(request -> request.name("m").roleArn(ROLE).definition(definition))
                .stateMachineArn();
    }

    private String start(String machine) {
        return sfn.startExecution(request -> request.stateMachineArn(machine)).executionArn();
    }

    private DescribeStateMachineResponse describe(String machine) {
        return sfn.describeStateMachine(request -> request.stateMachineArn(machine));
    }

    /** "CreateStateMachine" in the API reference: idempotent, and another role is ignored. Recording test_create_duplicate_sm_name. */
    @Test
    void creationIsIdempotentForSameDefinition() {
        String machine = create(ONE);
        DescribeStateMachineResponse before = describe(machine);
        aws.clock().advance(Duration.ofHours(1));

        CreateStateMachineResponse again = sfn.createStateMachine(
                request -> request.name("m").roleArn(OTHER_ROLE).definition(ONE));

        assertThat(again.stateMachineArn()).isEqualTo(machine);
        assertThat(again.creationDate()).isEqualTo(before.creationDate());
        assertThat(describe(machine).roleArn()).isEqualTo(ROLE);
        assertThatThrownBy(() -> create(TWO))
                .isInstanceOf(StateMachineAlreadyExistsException.class)
                .hasMessageContaining("State Machine Already Exists: '" + machine + "'");
        assertThatThrownBy(() -> sfn.createStateMachine(request ->
                        request.name("m").roleArn(ROLE).definition(ONE).type(StateMachineType.EXPRESS)))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
    }

    /** Recording test_create_exact_duplicate_sm; "DescribeStateMachine" in the API reference for METADATA_ONLY. */
    @Test
    void describeStateMachineReturnsDefaults() {
        String machine = create(ONE);

        DescribeStateMachineResponse description = describe(machine);

        assertThat(description.definition()).isEqualTo(ONE);
        assertThat(description.statusAsString()).isEqualTo("ACTIVE");
        assertThat(description.type()).isEqualTo(StateMachineType.STANDARD);
        assertThat(description.revisionId()).isNull();
        assertThat(description.loggingConfiguration().level()).isEqualTo(LogLevel.OFF);
        assertThat(description.loggingConfiguration().includeExecutionData()).isFalse();
        assertThat(description.tracingConfiguration().enabled()).isFalse();
        assertThat(sfn.describeStateMachine(
                                request -> request.stateMachineArn(machine).includedData(IncludedData.METADATA_ONLY))
                        .definition())
                .isEqualTo("{}");
    }

    /** Recordings test_create_update_state_machine_base_definition and test_create_update_state_machine_same_parameters. */
    @Test
    void updateMakesARevision() throws Exception {
        String machine = create(ONE);
        DescribeStateMachineResponse before = describe(machine);
        aws.clock().advance(Duration.ofHours(1));

        UpdateStateMachineResponse update = sfn.updateStateMachine(
                request -> request.stateMachineArn(machine).definition(TWO).roleArn(OTHER_ROLE));
        UpdateStateMachineResponse same = sfn.updateStateMachine(
                request -> request.stateMachineArn(machine).definition(TWO).roleArn(OTHER_ROLE));

        DescribeStateMachineResponse after = describe(machine);
        assertThat(update.revisionId()).isNotNull();
        assertThat(same.revisionId()).isEqualTo(update.revisionId());
        assertThat(update.updateDate()).isEqualTo(before.creationDate().plus(Duration.ofHours(1)));
        assertThat(after.revisionId()).isEqualTo(update.revisionId());
        assertThat(after.definition()).isEqualTo(TWO);
        assertThat(after.roleArn()).isEqualTo(OTHER_ROLE);
        assertThat(after.creationDate()).isEqualTo(before.creationDate());
        assertThat(aws.awaitExecution(start(machine)).output()).isEqualTo("2");
    }

    /** "UpdateStateMachine" in the API reference: running executions keep definition and role. */
    @Test
    void runningExecutionKeepsItsDefinition() throws Exception {
        aws.clock().register();
        String machine = create(WAITING);
        String execution = start(machine);

        sfn.updateStateMachine(request -> request.stateMachineArn(machine).definition(TWO));
        DescribeStateMachineForExecutionResponse itsMachine =
                sfn.describeStateMachineForExecution(request -> request.executionArn(execution));
        aws.clock().advance(Duration.ofDays(1));

        assertThat(aws.awaitExecution(execution).output()).isEqualTo("{}");
        assertThat(itsMachine.definition()).isEqualTo(WAITING);
        assertThat(itsMachine.stateMachineArn()).isEqualTo(machine);
        assertThat(itsMachine.name()).isEqualTo("m");
        assertThat(itsMachine.roleArn()).isEqualTo(ROLE);
        assertThat(itsMachine.updateDate()).isEqualTo(describe(machine).creationDate());
        assertThat(itsMachine.revisionId()).isNull();
        assertThat(sfn.describeStateMachineForExecution(request -> request.executionArn(start(machine)))
                        .revisionId())
                .isEqualTo(describe(machine).revisionId());
    }

    /** Recording test_create_update_state_machine_base_update_none. */
    @Test
    void rejectsUpdateWithoutMembers() {
        String machine = create(ONE);

        assertThatThrownBy(() -> sfn.updateStateMachine(request -> request.stateMachineArn(machine)))
                .isInstanceOf(MissingRequiredParameterException.class)
                .hasMessageContaining(
                        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be"
                                + " specified");
    }

    /** "UpdateStateMachine" in the API reference. */
    @Test
    void rejectsInvalidUpdates() {
        String machine = create(ONE);

        assertThatThrownBy(() -> sfn.updateStateMachine(
                        request -> request.stateMachineArn(machine).definition("{}")))
                .isInstanceOf(InvalidDefinitionException.class);
        assertThatThrownBy(() -> sfn.updateStateMachine(
                        request -> request.stateMachineArn(machine).roleArn(ROLE + "x")))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining("there is no role");
        assertThatThrownBy(() -> sfn.updateStateMachine(
                        request -> request.stateMachineArn(machine + "x").definition(TWO)))
                .isInstanceOf(StateMachineDoesNotExistException.class);
        assertThat(describe(machine).definition()).isEqualTo(ONE);
    }

    /** The first message is that of a recording, test_sfn_api_versioning. Unsupported versions must cause an error. */
    @Test
    void rejectsVersions() {
        String machine = create(ONE);

        assertThatThrownBy(() -> sfn.updateStateMachine(request ->
                        request.stateMachineArn(machine).definition(TWO).versionDescription("second")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Version description can only be set when publish is true");
        assertThatThrownBy(() -> sfn.updateStateMachine(request ->
                        request.stateMachineArn(machine).definition(TWO).publish(true)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("does not support versions");
        assertThatThrownBy(() -> start(machine + ":1")).isInstanceOf(StateMachineDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.publishStateMachineVersion(request -> request.stateMachineArn(machine)))
                .hasMessageContaining("does not support states:PublishStateMachineVersion");
    }

    /** "LoggingConfiguration" and "CloudWatchLogsLogGroup" in the API reference. */
    @Test
    void loggingIsUpdated() throws Exception {
        String machine = create(ONE);

        assertThatThrownBy(() -> updateLogging(machine, "arn:aws:logs:us-east-1:123456789012:log-group:states"))
                .isInstanceOf(InvalidLoggingConfigurationException.class);
        assertThatThrownBy(() -> sfn.updateStateMachine(request ->
                        request.stateMachineArn(machine).loggingConfiguration(logging -> logging.level(LogLevel.ALL))))
                .isInstanceOf(InvalidLoggingConfigurationException.class);
        updateLogging(machine, "arn:aws:logs:us-east-1:123456789012:log-group:states:*");
        aws.awaitExecution(start(machine));

        assertThat(describe(machine).loggingConfiguration().level()).isEqualTo(LogLevel.ALL);
        assertThat(describe(machine).revisionId()).isNull();
        assertThat(aws.logs("states")).hasSize(4).allMatch(line -> line.contains("\"redrive_count\":\"0\""));
    }

    private void updateLogging(String machine, String logGroup) {
        sfn.updateStateMachine(
                request -> request.stateMachineArn(machine).loggingConfiguration(logging -> logging.level(LogLevel.ALL)
                        .destinations(LogDestination.builder()
                                .cloudWatchLogsLogGroup(group -> group.logGroupArn(logGroup))
                                .build())));
    }

    /** "Actions, resources, and condition keys for AWS Step Functions" in the service authorization reference. */
    @Test
    void changingRoleRequiresPassRole() {
        String machine = create(ONE);
        Wire.Keys keys = Sessions.keys(
                aws,
                "updater",
                "{\"Effect\": \"Allow\", \"Action\": \"states:UpdateStateMachine\", \"Resource\": \"" + machine
                        + "\"}");

        assertThat(update(keys, Map.of("stateMachineArn", machine, "definition", TWO)))
                .isEqualTo(200);
        assertThat(update(keys, Map.of("stateMachineArn", machine, "roleArn", OTHER_ROLE)))
                .isEqualTo(400);
        assertThat(describe(machine).roleArn()).isEqualTo(ROLE);
    }

    private int update(Wire.Keys keys, Map<String, String> members) {
        try {
            String body = new ObjectMapper().writeValueAsString(members);
            return Wire.call(aws, keys, "AWSStepFunctions.UpdateStateMachine", body)
                    .status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Recordings in test_sfn_api_validation; "ValidateStateMachineDefinition" in the API reference. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                          | STANDARD | SCHEMA_VALIDATION_FAILED | Definition must be a valid JSON object |
            not a definition            | STANDARD | INVALID_JSON_DESCRIPTION | Unrecognized token 'not'               |
            {}                          | STANDARD | SCHEMA_VALIDATION_FAILED | These fields are required: [States, StartAt] | /
            {"States": {"X": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": {"StateMachineArn": "a"}, "End": true}}, "StartAt": "X"} | EXPRESS | SCHEMA_VALIDATION_FAILED | Express state machine does not support '.sync' service integration | /States/X/Resource
            {"States": {"X": {"Type": "Task", "Resource": "arn:aws:states:::none:of-these", "End": true}}, "StartAt": "X"} | STANDARD | SCHEMA_VALIDATION_FAILED | does not support the resource | /States/X/Resource
            """)
    void invalidDefinitionIsDiagnosed(
            String definition, StateMachineType type, String code, String message, String location) {
        ValidateStateMachineDefinitionResponse validation = sfn.validateStateMachineDefinition(
                request -> request.definition(definition).type(type));

        assertThat(validation.result()).isEqualTo(ValidateStateMachineDefinitionResultCode.FAIL);
        assertThat(validation.truncated()).isFalse();
        assertThat(validation.diagnostics()).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.severityAsString()).isEqualTo("ERROR");
            assertThat(diagnostic.code()).isEqualTo(code);
            assertThat(diagnostic.message()).contains(message);
            if (location != null) {
                assertThat(diagnostic.location()).isEqualTo(location);
            }
        });
    }

    /** "ValidateStateMachineDefinition" in the API reference: maxResults from 0 to 100, of which 0 is the default. */
    @Test
    void diagnosticsAreTruncated() {
        String wrong = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"Next\": \"X\"},"
                + " \"B\": {\"Type\": \"Pass\", \"Next\": \"Y\"}}}";

        ValidateStateMachineDefinitionResponse all = sfn.validateStateMachineDefinition(
                request -> request.definition(wrong).maxResults(0));
        ValidateStateMachineDefinitionResponse one = sfn.validateStateMachineDefinition(
                request -> request.definition(wrong).maxResults(1));

        assertThat(all.diagnostics())
                .extracting(diagnostic -> diagnostic.code())
                .containsExactly("MISSING_TRANSITION_TARGET", "MISSING_TRANSITION_TARGET");
        assertThat(all.truncated()).isFalse();
        assertThat(one.diagnostics()).hasSize(1);
        assertThat(one.truncated()).isTrue();
        assertThatThrownBy(() -> sfn.validateStateMachineDefinition(
                        request -> request.definition(wrong).maxResults(101)))
                .isInstanceOf(ValidationException.class);
        assertThat(sfn.validateStateMachineDefinition(request -> request.definition(ONE))
                        .result())
                .isEqualTo(ValidateStateMachineDefinitionResultCode.OK);
        assertThat(sfn.listStateMachines().stateMachines()).isEmpty();
    }

    /** "DeleteStateMachine" in the API reference; "Logging using CloudWatch Logs" for the logs that stay. */
    @Test
    void deletesExecutionsWithStateMachine() throws Exception {
        aws.clock().register();
        String machine = create(WAITING);
        updateLogging(machine, "arn:aws:logs:us-east-1:123456789012:log-group:states:*");
        String running = start(machine);

        sfn.deleteStateMachine(request -> request.stateMachineArn(machine));

        assertThatThrownBy(() -> describe(machine)).isInstanceOf(StateMachineDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.getExecutionHistory(request -> request.executionArn(running)))
                .isInstanceOf(ExecutionDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.redriveExecution(request -> request.executionArn(running)))
                .isInstanceOf(ExecutionDoesNotExistException.class);
        assertThat(aws.logs("states")).last().asString().contains("ExecutionAborted");
        assertThat(sfn.listExecutions(request -> request.stateMachineArn(create(ONE)))
                        .executions())
                .isEmpty();
    }

    /** Recording test_delete_nonexistent_sm. */
    @Test
    void deletingAMissingMachineIsNotAnError() {
        sfn.deleteStateMachine(
                request -> request.stateMachineArn("arn:aws:states:us-east-1:123456789012:stateMachine:none"));

        assertThat(sfn.listStateMachines().stateMachines()).isEmpty();
    }
}
