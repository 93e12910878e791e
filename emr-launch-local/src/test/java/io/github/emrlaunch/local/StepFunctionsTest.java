package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ValidationException;

class StepFunctionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "arn:aws:iam::123456789012:role/machine";
    private static final String HUNDRED_YEARS = "{\"Type\": \"Wait\", \"Seconds\": 99999999, \"End\": true}";
    private static final String EMR_REQUEST = "{\"Name\": \"etl\", \"ReleaseLabel\": \"emr-7.1.0\", \"ServiceRole\":"
            + " \"service\", \"JobFlowRole\": \"%s\", \"Instances\": {\"KeepJobFlowAliveWhenNoSteps\": true,"
            + " \"InstanceGroups\": [{\"InstanceRole\": \"MASTER\", \"InstanceType\": \"m5.xlarge\", \"InstanceCount\": 1}]}}";

    private final LocalAws aws = LocalAws.start();
    private final SfnClient sfn = SdkClients.sfn(aws);

    @BeforeEach
    void declareAccount() {
        aws.existing()
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}")
                .role("service")
                .instanceProfile("profile", "instances");
    }

    @AfterEach
    void close() {
        sfn.close();
        aws.close();
    }

    @Test
    void executionCanBeDescribed() throws Exception {
        String arn = start(machine("m", "{\"Type\": \"Pass\", \"Result\": {\"a\": 1}, \"End\": true}"), "{\"in\": 2}");
        aws.awaitExecution(arn);

        DescribeExecutionResponse execution = sfn.describeExecution(request -> request.executionArn(arn));

        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.input()).isEqualTo("{\"in\": 2}");
        assertThat(execution.output()).isEqualTo("{\"a\":1}");
        assertThat(execution.startDate()).isEqualTo(aws.clock().now());
        assertThat(execution.stopDate()).isEqualTo(aws.clock().now());
        assertThat(arn).startsWith("arn:aws:states:us-east-1:123456789012:execution:m:");
    }

    @Test
    void rejectsSecondExecutionWithSameName() throws Exception {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");
        String arn = sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once"))
                .executionArn();
        aws.awaitExecution(arn);

        assertThatThrownBy(() -> sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once")))
                .isInstanceOf(ExecutionAlreadyExistsException.class)
                .hasMessageContaining("Execution Already Exists: '" + arn + "'");
    }

    @Test
    void repeatedStartReturnsRunningExecution() {
        aws.clock().register();
        String machine = machine("m", HUNDRED_YEARS);

        String first = sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once").input("{\"a\": 1}"))
                .executionArn();

        assertThat(sfn.startExecution(request ->
                                request.stateMachineArn(machine).name("once").input("{\"a\": 1}"))
                        .executionArn())
                .isEqualTo(first);
        assertThatThrownBy(() -> sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("once").input("{\"a\": 2}")))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
    }

    /** LocalStack's recordings of AWS, test_invalid_start_execution_input. */
    @Test
    void inputThatIsNotJsonIsRejected() {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");

        assertThatThrownBy(() -> start(machine, "not some json"))
                .isInstanceOf(InvalidExecutionInputException.class)
                .hasMessageContaining(
                        "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON"
                                + " String, Number, Array, Object or token 'null', 'true' or 'false')'");
        assertThatThrownBy(() -> start(machine, ""))
                .isInstanceOf(InvalidExecutionInputException.class)
                .hasMessageContaining("Invalid State Machine Execution Input: 'Invalid execution input.'");
        for (String input : List.of("2", "\"some text\"", "null")) {
            assertThat(start(machine, input)).contains(":execution:m:");
        }
    }

    /**
     * "StartExecution" in the API reference: an input has at most 262,144 bytes. The maximum nesting is not documented; the error
     * message has it.
     */
    @Test
    void rejectsTooLargeOrTooDeeplyNestedInput() {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");

        assertThatThrownBy(() -> start(machine, "\"" + "x".repeat(262_143) + "\""))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "Value at 'input' failed to satisfy constraint: Member must have length less than or"
                                + " equal to 262144");
        assertThatThrownBy(() -> start(machine, "\"" + "\u00e9".repeat(131_072) + "\""))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> start(machine, "[".repeat(1001) + "]".repeat(1001)))
                .isInstanceOf(InvalidExecutionInputException.class)
                .hasMessageContaining("1000");
        assertThat(start(machine, "\"" + "x".repeat(262_142) + "\"")).contains(":execution:m:");
        assertThat(start(machine, "[".repeat(1000) + "]".repeat(1000))).contains(":execution:m:");
    }

    /** "StartExecution" in the API reference; wolfeidau/buildkite-serverless-agent issue 37 for the length. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "a:b",
                "a[b]",
                "a<b>",
                "a{b}",
                "a?",
                "a*",
                "a\"b",
                "a#",
                "100%",
                "a\\b",
                "a^b",
                "a|b",
                "~a",
                "`a`",
                "$a",
                "a&b",
                "a,b",
                "a;b",
                "a\u0085b",
                "a\u007fb",
                "a\u00a0b",
                "a\ufffeb"
            })
    void rejectsNamesWithInvalidCharacters(String name) {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");

        assertThatThrownBy(() -> sfn.startExecution(
                        request -> request.stateMachineArn(machine).name(name)))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("Invalid Name: '" + name + "'");
        assertThatThrownBy(() -> machine(name, "{\"Type\": \"Pass\", \"End\": true}"))
                .isInstanceOf(InvalidNameException.class);
    }

    /** The same sources. */
    @Test
    void nameHasOneTo80Characters() {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");

        assertThatThrownBy(() -> sfn.startExecution(
                        request -> request.stateMachineArn(machine).name("x".repeat(81))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("1 validation error detected: Value '" + "x".repeat(81)
                        + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80");
        assertThatThrownBy(() -> machine("", "{\"Type\": \"Pass\", \"End\": true}"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "at 'name' failed to satisfy constraint: Member must have length greater than or equal");
        for (String name : List.of("x".repeat(80), "day(1)!'s.job=x@y+z", "\u00e9t\u00e9")) {
            assertThat(sfn.startExecution(
                                    request -> request.stateMachineArn(machine).name(name))
                            .executionArn())
                    .endsWith(":execution:m:" + name);
        }
    }

    /** LocalStack's recordings of AWS, test_invalid_start_execution_arn and test_describe_execution_no_such_state_machine. */
    @Test
    void missingResourcesAreNotFound() {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");
        String execution = machine.replace("stateMachine", "execution") + ":none";

        assertThatThrownBy(() -> start(machine + "x", "{}"))
                .isInstanceOf(StateMachineDoesNotExistException.class)
                .hasMessageContaining("State Machine Does Not Exist: '" + machine + "x'");
        assertThatThrownBy(() -> sfn.describeExecution(request -> request.executionArn(execution)))
                .isInstanceOf(ExecutionDoesNotExistException.class)
                .hasMessageContaining("Execution Does Not Exist: '" + execution + "'");
    }

    /**
     * LocalStack's recordings of AWS: test_describe_execution_invalid_arn, and test_start_async_describe_history_execution for
     * the resource type. "StartExecution" in the API reference for a Map state's ARN.
     */
    @Test
    void rejectsInvalidArns() {
        String machine = machine("m", "{\"Type\": \"Pass\", \"End\": true}");

        assertThatThrownBy(() -> sfn.describeExecution(request -> request.executionArn(machine)))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining("Invalid Arn: 'Resource type not valid in this context: stateMachine'");
        assertThatThrownBy(() -> start("m", "{}"))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining("Invalid Arn: 'Invalid ARN prefix: m'");
        assertThatThrownBy(() -> sfn.describeStateMachine(request -> request.stateMachineArn("arn:x")))
                .isInstanceOf(InvalidArnException.class);
        assertThatThrownBy(() -> start(machine + "/Each", "{}")).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> start("arn:" + "x".repeat(253), "{}"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Member must have length less than or equal to 256");
    }

    /** aws/amazon-sagemaker-examples issue 2432 for the role, "CreateStateMachine" in the API reference for the name. */
    @Test
    void rejectsInvalidStateMachineNameAndRole() {
        String definition = "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}";

        assertThatThrownBy(() -> sfn.createStateMachine(
                        request -> request.name("m").definition(definition).roleArn("machine")))
                .isInstanceOf(InvalidArnException.class)
                .hasMessageContaining("Invalid Role Arn: 'machine'");
        assertThatThrownBy(() -> sfn.createStateMachine(request ->
                        request.name("a b").definition(definition).roleArn("arn:aws:iam::123456789012:role/machine")))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("Invalid Name: 'a b'");
    }

    /** floci-io/floci issue 2786 for the code, "Step Functions service quotas" for 1 MB. */
    @Test
    void rejectsInvalidDefinitions() {
        assertThatThrownBy(() -> machine("m", "{\"Type\": \"Pass\", \"Next\": \"Nowhere\"}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(
                        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target:"
                                + " Nowhere at /States/Only/Next'");
        assertThatThrownBy(
                        () -> machine("m", "{\"Type\": \"Succeed\", \"Comment\": \"" + "x".repeat(1_048_576) + "\"}"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "Value at 'definition' failed to satisfy constraint: Member must have length less than"
                                + " or equal to 1048576");
        assertThatThrownBy(() -> machine(
                        "m",
                        "{\"Type\": \"Pass\", \"End\": true, \"Result\": " + "[".repeat(1000) + "]".repeat(1000) + "}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("INVALID_JSON_DESCRIPTION")
                .hasMessageContaining("1000");
    }

    @Test
    void historyIsReadInPagesAndBackwards() throws Exception {
        String states = IntStream.range(0, 60)
                .mapToObj(i -> "\"S%d\": {\"Type\": \"Pass\", \"Next\": \"S%d\"}".formatted(i, i + 1))
                .collect(Collectors.joining(", ", "", ", \"S60\": {\"Type\": \"Succeed\"}"));
        String machine = sfn.createStateMachine(request -> request.name("long")
                        .roleArn(ROLE)
                        .definition("{\"StartAt\": \"S0\", \"States\": {" + states + "}}"))
                .stateMachineArn();
        String arn = start(machine, "{}");
        LocalExecution execution = aws.awaitExecution(arn);

        GetExecutionHistoryResponse first = sfn.getExecutionHistory(request -> request.executionArn(arn));
        List<HistoryEvent> all = events(arn, 7, false);
        List<HistoryEvent> backwards = new ArrayList<>(events(arn, 50, true));
        Collections.reverse(backwards);

        assertThat(first.events()).hasSize(100);
        assertThat(first.nextToken()).isNotNull();
        assertThat(all).hasSize(124).extracting(HistoryEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(all.get(0).typeAsString()).isEqualTo("ExecutionStarted");
        assertThat(all.get(123).typeAsString()).isEqualTo("ExecutionSucceeded");
        assertThat(backwards).isEqualTo(all);
        assertThat(execution.history()).hasSize(124);
        assertThat(sfn.getExecutionHistory(request -> request.executionArn(arn).includeExecutionData(false))
                        .events()
                        .get(0)
                        .executionStartedEventDetails())
                .satisfies(details -> {
                    assertThat(details.input()).isNull();
                    assertThat(details.roleArn()).isEqualTo(ROLE);
                });
        assertThatThrownBy(() -> sfn.getExecutionHistory(
                        request -> request.executionArn(arn).nextToken("forged")))
                .isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void executionsAreListedAndStopped() throws Exception {
        String waiting = machine("waiting", HUNDRED_YEARS);
        aws.clock().register();
        String running = start(waiting, "{}");
        String stopped = start(waiting, "{}");

        sfn.stopExecution(
                request -> request.executionArn(stopped).error("Enough").cause("It is late"));

        LocalExecution execution = aws.awaitExecution(stopped);
        assertThat(execution.status()).isEqualTo("ABORTED");
        assertThat(execution.error()).isEqualTo("Enough");
        assertThat(sfn.listExecutions(
                                request -> request.stateMachineArn(waiting).statusFilter(ExecutionStatus.RUNNING))
                        .executions())
                .singleElement()
                .satisfies(listed -> assertThat(listed.executionArn()).isEqualTo(running));
        assertThat(sfn.listExecutions(request -> request.stateMachineArn(waiting))
                        .executions())
                .extracting(listed -> listed.executionArn())
                .containsExactly(stopped, running);
    }

    @Test
    void optimizedTaskFailsWithErrorOfEmr() throws Exception {
        LocalExecution execution = task("elasticmapreduce:createCluster", EMR_REQUEST.formatted("nobody"));

        assertThat(execution.error()).isEqualTo("EMR.AmazonElasticMapReduceException");
        assertThat(execution.cause())
                .matches(
                        "Invalid InstanceProfile: nobody\\. \\(Service: AmazonElasticMapReduce; Status Code: 400; Error Code:"
                                + " ValidationException; Request ID: [0-9a-f-]{36}; Proxy: null\\)");
    }

    @Test
    void optimizedTaskRejectsUnknownMembersAtRunTime() throws Exception {
        String machine = machine(
                "m",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::elasticmapreduce:createCluster\", \"End\": true}");
        String input = EMR_REQUEST.formatted("profile").replace("{\"Name\"", "{\"Steps\": [], \"Name\"");

        LocalExecution execution = aws.awaitExecution(start(machine, input));

        assertThat(execution.error()).isEqualTo("States.Runtime");
        assertThat(execution.cause())
                .contains(
                        "could not be used to start the Task: [The field \"Steps\" is not supported by Step Functions]");
        assertThat(aws.clusters()).isEmpty();
    }

    @Test
    void clusterIsProtectedAndTerminatedByTasks() throws Exception {
        LocalExecution created = task("elasticmapreduce:createCluster", EMR_REQUEST.formatted("profile"));
        JsonNode output = output(created);
        assertThat(output.properties()).hasSize(1);
        String cluster = "\"ClusterId\": \"" + output.path("ClusterId").asText() + "\"";

        assertThat(task(
                                "elasticmapreduce:setClusterTerminationProtection",
                                "{" + cluster + ", \"TerminationProtected\": true}")
                        .succeeded())
                .isTrue();
        assertThat(task("elasticmapreduce:terminateCluster", "{" + cluster + "}")
                        .cause())
                .startsWith("Could not shut down one or more job flows since they are termination protected.");
        task("elasticmapreduce:setClusterTerminationProtection", "{" + cluster + ", \"TerminationProtected\": false}");
        assertThat(task("elasticmapreduce:terminateCluster", "{" + cluster + "}")
                        .succeeded())
                .isTrue();
        assertThat(aws.clusters().get(0).state()).isEqualTo("TERMINATING");
    }

    @Test
    void sdkTasksCallOperationsDirectly() throws Exception {
        task("aws-sdk:ssm:putParameter", "{\"Name\": \"/one\", \"Value\": \"v\", \"Type\": \"String\"}");
        JsonNode parameter = output(task("aws-sdk:ssm:getParameter", "{\"Name\": \"/one\"}"));
        JsonNode machines = output(task("aws-sdk:sfn:listStateMachines", "{\"MaxResults\": 1}"));

        assertThat(parameter.at("/Parameter/Value").asText()).isEqualTo("v");
        assertThat(parameter.at("/Parameter/LastModifiedDate").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(machines.at("/StateMachines/0/StateMachineArn").asText()).startsWith("arn:aws:states:");
    }

    @Test
    void sdkTaskErrorNamesMatchSdkExceptions() throws Exception {
        assertThat(task("aws-sdk:emr:describeCluster", "{\"ClusterId\": \"j-NONE\"}"))
                .satisfies(execution -> {
                    assertThat(execution.error()).isEqualTo("Emr.InvalidRequestException");
                    assertThat(execution.cause())
                            .startsWith(
                                    "Cluster id 'j-NONE' is not valid. (Service: Emr, Status Code: 400, Request ID: ");
                });
        assertThat(task("aws-sdk:emr:terminateJobFlows", "{\"JobFlowIds\": [\"j-NONE\"]}")
                        .error())
                .isEqualTo("Emr.EmrException");
        assertThat(task("aws-sdk:ssm:getParameter", "{\"Name\": \"/none\"}").error())
                .isEqualTo("Ssm.ParameterNotFoundException");
        assertThat(task(
                                "aws-sdk:sfn:describeExecution",
                                "{\"ExecutionArn\": \"arn:aws:states:us-east-1:123456789012:execution:m:none\"}")
                        .error())
                .isEqualTo("Sfn.ExecutionDoesNotExistException");
    }

    @Test
    void waitStateAdvancesTimeUntilClusterIsReady() throws Exception {
        String cluster = output(task("elasticmapreduce:createCluster", EMR_REQUEST.formatted("profile")))
                .path("ClusterId")
                .asText();
        assertThat(cluster).startsWith("j-");

        aws.awaitExecution(start(machine("wait", "{\"Type\": \"Wait\", \"Seconds\": 480, \"End\": true}"), "{}"));

        assertThat(aws.clusters().get(0).state()).isEqualTo("WAITING");
        assertThat(Duration.between(
                        Instant.parse("2026-01-01T00:00:00Z"), aws.clock().now()))
                .isEqualTo(Duration.ofMinutes(8));
    }

    private List<HistoryEvent> events(String arn, int pageSize, boolean backwards) {
        return sfn
                .getExecutionHistoryPaginator(request ->
                        request.executionArn(arn).maxResults(pageSize).reverseOrder(backwards))
                .events()
                .stream()
                .toList();
    }

    private LocalExecution task(String resource, String parameters) throws InterruptedException {
        String name = "task-" + sfn.listStateMachines().stateMachines().size();
        return aws.awaitExecution(start(
                machine(
                        name,
                        "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::%s\", \"Parameters\": %s, \"End\": true}"
                                .formatted(resource, parameters)),
                "{}"));
    }

    private static JsonNode output(LocalExecution execution) throws IOException {
        assertThat(execution.succeeded())
                .as("%s %s", execution.error(), execution.cause())
                .isTrue();
        return JSON.readTree(Objects.requireNonNull(execution.output()));
    }

    private String machine(String name, String state) {
        return sfn.createStateMachine(request -> request.name(name)
                        .roleArn(ROLE)
                        .definition("{\"StartAt\": \"Only\", \"States\": {\"Only\": " + state + "}}"))
                .stateMachineArn();
    }

    private String start(String machine, String input) {
        return sfn.startExecution(request -> request.stateMachineArn(machine).input(input))
                .executionArn();
    }
}
