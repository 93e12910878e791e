package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** Event buses other than the default bus. */
class EventBusesTest {
    private static final String BUS_ARN = "arn:aws:events:us-east-1:123456789012:event-bus/";
    private static final String ROLE = """
            "Role": {"Type": "AWS::IAM::Role", "Properties": {
              "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": ["states.amazonaws.com", "events.amazonaws.com"]}}]},
              "Policies": [{"PolicyName": "All", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}}""";
    private static final String TEMPLATE = """
            {"Resources": {%s,
              "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "StateMachineName": "next", "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "DefinitionString": "{\\"StartAt\\": \\"P\\", \\"States\\": {\\"P\\": {\\"Type\\": \\"Pass\\", \\"End\\": true}}}"}},
              "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "team.etl"}},
              "OnBus": {"Type": "AWS::Events::Rule", "Properties": {
                "Name": "same", "EventBusName": {"Ref": "Bus"}, "EventPattern": {"source": ["etl"]},
                "Targets": [{"Id": "T", "Arn": {"Ref": "Machine"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Input": "\\"team\\""}]}},
              "OnDefault": {"Type": "AWS::Events::Rule", "Properties": {
                "Name": "same", "EventPattern": {"source": ["etl"]},
                "Targets": [{"Id": "T", "Arn": {"Ref": "Machine"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Input": "\\"default\\""}]}}},
             "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Bus", "Arn"]}}, "Name": {"Value": {"Fn::GetAtt": ["Bus", "Name"]}},
               "RuleArn": {"Value": {"Fn::GetAtt": ["OnBus", "Arn"]}}, "RuleId": {"Value": {"Ref": "OnBus"}}}}""".formatted(ROLE);

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private Deployment deploy(String template) {
        return aws.deploy(new Assembly(directory).stack("Etl", template).write());
    }

    private PutEventsResponse put(String bus) throws InterruptedException {
        try (EventBridgeClient events = SdkClients.events(aws)) {
            PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                    .source("etl")
                    .detailType("Done")
                    .detail("{}")
                    .eventBusName(bus)
                    .build();
            PutEventsResponse answer = events.putEvents(request -> request.entries(entry));
            aws.awaitIdle();
            return answer;
        }
    }

    private List<String> inputs() {
        return aws.events().deliveries().stream()
                .map(delivery -> {
                    assertThat(delivery.failure()).isNull();
                    return delivery.input();
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"team.etl", BUS_ARN + "team.etl"})
    void eventReachesOnlyRulesOfItsBus(String bus) throws InterruptedException {
        assertThat(deploy(TEMPLATE).skippedResources()).isEmpty();

        assertThat(put(bus).failedEntryCount()).isZero();

        assertThat(inputs()).containsExactly("\"team\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", BUS_ARN + "default"})
    void eventOfDefaultBusDoesNotReachOtherBuses(String bus) throws InterruptedException {
        deploy(TEMPLATE);

        put(bus);

        assertThat(inputs()).containsExactly("\"default\"");
    }

    /** aws/aws-cli 9186, aws/aws-sdk 186: a response with an id, and FailedEntryCount 0. */
    @ParameterizedTest
    @ValueSource(strings = {"other", "arn:aws:events:us-east-1:999999999999:event-bus/team.etl"})
    void eventToMissingBusIsLostWithoutError(String bus) throws InterruptedException {
        deploy(TEMPLATE);

        PutEventsResponse answer = put(bus);

        assertThat(answer.failedEntryCount()).isZero();
        assertThat(answer.entries().get(0).eventId()).isNotEmpty();
        assertThat(inputs()).isEmpty();
    }

    /** As in moto and in the Service Authorization Reference: rule/EVENT-BUS-NAME/RULE-NAME. */
    @Test
    void busAndRuleAttributesContainBusName() {
        Deployment deployment = deploy(TEMPLATE);

        assertThat(deployment.output("Etl", "Arn")).isEqualTo(BUS_ARN + "team.etl");
        assertThat(deployment.output("Etl", "Name")).isEqualTo("team.etl");
        assertThat(deployment.output("Etl", "RuleArn"))
                .isEqualTo("arn:aws:events:us-east-1:123456789012:rule/team.etl/same");
        assertThat(deployment.output("Etl", "RuleId")).isEqualTo("team.etl|same");
    }

    @Test
    void putEventsNeedsPermissionForEachBus() throws Exception {
        deploy(TEMPLATE);
        Wire.Keys keys = Sessions.keys(aws, "sender", """
                {"Effect": "Allow", "Action": "events:PutEvents", "Resource": "%steam.etl"}""".formatted(BUS_ARN));
        String entry = "{\"Source\": \"etl\", \"DetailType\": \"Done\", \"Detail\": \"{}\", \"EventBusName\": \"%s\"}";
        String both = entry.formatted("team.etl") + ", " + entry.formatted("default");

        assertThat(Wire.call(
                                aws,
                                keys,
                                "AWSEvents.PutEvents",
                                "{\"Entries\": [%s]}".formatted(entry.formatted("team.etl")))
                        .status())
                .isEqualTo(200);
        assertThat(Wire.call(aws, keys, "AWSEvents.PutEvents", "{\"Entries\": [%s]}".formatted(both))
                        .message())
                .contains("events:PutEvents on resource: " + BUS_ARN + "default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'Bus': {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'default'}} | Name
            'Bus': {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'a/b'}} | Name
            'Bus': {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'a', 'EventSourceName': 'aws.partner/b'}} | EventSourceName
            'Rule': {'Type': 'AWS::Events::Rule', 'Properties': {'EventBusName': 'none', 'EventPattern': {'source': ['a']}}} | bus none does not exist
            'B': {'Type': 'AWS::Events::EventBus', 'Properties': {'Name': 'a'}}, 'R': {'Type': 'AWS::Events::Rule', 'Properties': {'EventBusName': {'Ref': 'B'}, 'ScheduleExpression': 'rate(1 day)'}} | only on the default event bus
            """)
    void rejectsInvalidBusesAndRules(String resources, String message) {
        assertThatThrownBy(() -> deploy("{\"Resources\": {%s}}".formatted(resources.replace('\'', '"'))))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void removedBusReceivesNoEvents() throws InterruptedException {
        deploy(TEMPLATE);
        deploy("{\"Resources\": {%s}}".formatted(ROLE));

        put("team.etl");

        assertThat(inputs()).isEmpty();
        assertThat(deploy(TEMPLATE).output("Etl", "Name")).isEqualTo("team.etl");
    }
}
