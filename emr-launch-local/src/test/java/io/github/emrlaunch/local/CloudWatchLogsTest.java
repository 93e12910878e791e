package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log events are read through the API. Members and limits are those of the service's published API model (botocore,
 * {@code logs/2014-03-28}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudWatchLogsTest {
    private static final String MACHINE_LOGS = "/aws/vendedlogs/states/pipeline";
    private static final String FUNCTION_LOGS = "/aws/lambda/probe";

    private final LocalAws aws = LocalAws.start();

    @BeforeAll
    void runSomethingThatLogs(@TempDir Path directory) throws Exception {
        Deployment deployment = aws.deploy(Assembly.of(directory, "Events", "events.json"));
        assertThat(deployment.resources())
                .filteredOn(resource -> resource.logicalId().equals("Logs"))
                .extracting(DeployedResource::support)
                .containsExactly(DeployedResource.Support.WORKS);
        aws.awaitExecution(aws.startExecution(
                "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline", "{\"team\": \"etl\"}"));
        new Machines(aws)
                .run(Machines.task(
                        "lambda:invoke",
                        "{\"FunctionName\": \"probe\", \"Payload\": {\"action\": \"log\", \"message\": \"hello\"}}"));
    }

    @AfterAll
    void close() {
        aws.close();
    }

    private Wire.Answer call(String operation, String input) throws IOException {
        return Wire.call(aws, "Logs_20140328." + operation, input);
    }

    private JsonNode answer(String operation, String input) throws IOException {
        Wire.Answer answer = call(operation, input);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    /** The ARN ends with {@code :*}, but logGroupArn does not: page "Overview of managing access permissions". */
    @Test
    void groupsOfTemplatesAndOfFunctionsAreListed() throws Exception {
        JsonNode groups = answer("DescribeLogGroups", "{}").path("logGroups");

        assertThat(groups.findValuesAsText("logGroupName")).containsExactly(FUNCTION_LOGS, MACHINE_LOGS);
        assertThat(groups.at("/0/arn").asText())
                .isEqualTo("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/probe:*");
        assertThat(groups.at("/0/logGroupArn").asText())
                .isEqualTo("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/probe");
        assertThat(answer("DescribeLogGroups", "{\"logGroupNamePrefix\": \"/aws/vended\"}")
                        .findValuesAsText("logGroupName"))
                .containsExactly(MACHINE_LOGS);
        JsonNode first = answer("DescribeLogGroups", "{\"limit\": 1}");
        assertThat(first.path("logGroups")).hasSize(1);
        assertThat(answer(
                                "DescribeLogGroups",
                                "{\"limit\": 1, \"nextToken\": \""
                                        + first.path("nextToken").asText() + "\"}")
                        .findValuesAsText("logGroupName"))
                .containsExactly(MACHINE_LOGS);
    }

    @Test
    void getLogEventsReadsFromHeadOrTail() throws Exception {
        String group = "{\"logGroupName\": \"" + MACHINE_LOGS + "\"";
        JsonNode streams = answer("DescribeLogStreams", group + "}").path("logStreams");
        assertThat(streams).hasSize(1);
        String stream = group + ", \"logStreamName\": \""
                + streams.at("/0/logStreamName").asText() + "\"";

        JsonNode oldest = answer("GetLogEvents", stream + ", \"limit\": 2, \"startFromHead\": true}");
        JsonNode newest = answer("GetLogEvents", stream + ", \"limit\": 1}");
        JsonNode next = answer(
                "GetLogEvents",
                stream + ", \"startFromHead\": true, \"nextToken\": \""
                        + oldest.path("nextForwardToken").asText() + "\"}");

        assertThat(oldest.path("events").findValuesAsText("message"))
                .satisfiesExactly(line -> assertThat(line).contains("ExecutionStarted", "etl"), line -> assertThat(line)
                        .contains("ChoiceStateEntered"));
        assertThat(newest.path("events").findValuesAsText("message"))
                .singleElement()
                .asString()
                .contains("ExecutionSucceeded");
        assertThat(next.path("events")).hasSize(4);
        assertThat(next.at("/events/0/timestamp").asLong()).isEqualTo(1_767_225_600_000L);
        String end = next.path("nextForwardToken").asText();
        JsonNode afterEnd =
                answer("GetLogEvents", stream + ", \"startFromHead\": true, \"nextToken\": \"" + end + "\"}");
        assertThat(afterEnd.path("events")).isEmpty();
        assertThat(afterEnd.path("nextForwardToken").asText()).isEqualTo(end);
    }

    /** Page "Filter pattern syntax": terms, phrases in quotes, one of several, none of several. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        ``                                 | 6
        PassStateEntered                   | 1
        State Entered                      | 2
        ?ChoiceStateEntered ?PassStateExited | 2
        State -Entered                     | 2
        "no such phrase"                   | 0
        passstateentered                   | 0
        """, delimiter = '|')
    void eventsAreFilteredByTerms(String pattern, int count) throws Exception {
        String input = "{\"logGroupName\": \"" + MACHINE_LOGS + "\", \"filterPattern\": \""
                + pattern.replace("\"", "\\\"") + "\"}";

        assertThat(answer("FilterLogEvents", input).path("events")).hasSize(count);
    }

    @Test
    void eventsAreFilteredByTimeAndStream() throws Exception {
        String group = "{\"logGroupIdentifier\": \"arn:aws:logs:us-east-1:123456789012:log-group:" + FUNCTION_LOGS
                + "\", \"filterPattern\": \"hello\"";

        assertThat(answer("FilterLogEvents", group + "}").path("events").findValuesAsText("message"))
                .containsExactly("out: hello", "err: hello");
        assertThat(answer("FilterLogEvents", group + ", \"startTime\": 1767225600001}")
                        .path("events"))
                .isEmpty();
        assertThat(answer("FilterLogEvents", group + ", \"endTime\": 1767225600000}")
                        .path("events"))
                .hasSize(2);
        assertThat(answer("FilterLogEvents", group + ", \"logStreamNamePrefix\": \"[$LATEST]\"}")
                        .path("events"))
                .hasSize(2);
        assertThat(call("FilterLogEvents", group + ", \"logStreamNames\": [\"none\"]}")
                        .errorType())
                .isEqualTo("ResourceNotFoundException");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        FilterLogEvents    | {"logGroupName": "none"}                                   | ResourceNotFoundException
        FilterLogEvents    | {}                                                         | InvalidParameterException
        FilterLogEvents    | {"logGroupName": "a", "logGroupIdentifier": "a"}           | InvalidParameterException
        FilterLogEvents    | {"logGroupName": "/aws/lambda/probe", "filterPattern": "{ $.a = 1 }"} | InvalidParameterException
        GetLogEvents       | {"logGroupName": "/aws/lambda/probe", "logStreamName": "x"} | ResourceNotFoundException
        DescribeLogStreams | {"logGroupName": "a", "nextToken": "junk"}                 | ResourceNotFoundException
        DescribeLogGroups  | {"nextToken": "junk"}                                      | InvalidParameterException
        DescribeLogGroups  | {"logGroupNamePrefix": "a", "logGroupNamePattern": "a"}    | InvalidParameterException
        """, delimiter = '|')
    void rejectsInvalidRequests(String operation, String input, String error) throws Exception {
        assertThat(call(operation, input).errorType()).isEqualTo(error);
    }

    /**
     * The resources are those of recorded denials: terraform-provider-aws issue 8804 ({@code log-group::log-stream:}) and prowler
     * pull request 37 ({@code log-group:NAME:log-stream:}).
     */
    @Test
    void readersNeedPermission() throws Exception {
        Wire.Keys keys = Sessions.keys(
                aws,
                "log-reader",
                "{\"Effect\": \"Allow\", \"Action\": \"logs:FilterLogEvents\","
                        + " \"Resource\": \"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/probe:*\"}");

        assertThat(Wire.call(
                                aws,
                                keys,
                                "Logs_20140328.FilterLogEvents",
                                "{\"logGroupName\": \"" + FUNCTION_LOGS + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(Wire.call(aws, keys, "Logs_20140328.FilterLogEvents", "{\"logGroupName\": \"" + MACHINE_LOGS + "\"}")
                        .message())
                .contains("logs:FilterLogEvents on resource:"
                        + " arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/pipeline:log-stream:");
        assertThat(Wire.call(aws, keys, "Logs_20140328.DescribeLogGroups", "{}").message())
                .contains("logs:DescribeLogGroups on resource:"
                        + " arn:aws:logs:us-east-1:123456789012:log-group::log-stream:");
    }

    /** CloudFormation does not adopt existing groups, even a group that a function created with its first log event. */
    @Test
    void rejectsTemplateWithExistingLogGroup(@TempDir Path directory) {
        Path assembly = new Assembly(directory).stack("Late", """
                {"Resources": {"Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/aws/lambda/probe"}}}}
                """).write();

        assertThatThrownBy(() -> aws.deploy(assembly))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("$.Resources.Group.Properties.LogGroupName")
                .hasMessageContaining("'/aws/lambda/probe' already exists");
    }
}
