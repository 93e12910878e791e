package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

class CleanUpTest {
    private static final String LAUNCHES = "arn:aws:states:us-east-1:123456789012:execution:default_theirs:";

    private final TestStack test = TestStack.create();

    private void launches(String machine, @Nullable ITopic topic) {
        CleanUp.afterLaunches(new Construct(test.stack(), "Of-" + machine), machine, "arn-of-" + machine, topic);
    }

    private ITopic topic(String name) {
        return Topic.fromTopicArn(test.stack(), name, "arn:aws:sns:us-east-1:123456789012:" + name);
    }

    private List<JsonNode> rules() {
        return test.properties("AWS::Events::Rule").stream()
                .map(TestStack::readable)
                .toList();
    }

    private JsonNode sweep() {
        return rules().stream()
                .filter(rule -> rule.has("ScheduleExpression"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode input(JsonNode rule) {
        String template = rule.at("/Targets/0/InputTransformer/InputTemplate").asText();
        return Json.parse(template.replaceAll("<(time|executionArn|startDate)>", "\"$1\""));
    }

    @Test
    void cleansUpAfterEachEndThatIsNoSuccess() {
        launches("default_etl", topic("failed"));

        JsonNode rule = rules().stream()
                .filter(found -> found.has("EventPattern"))
                .findFirst()
                .orElseThrow();
        assertThat(rule.at("/EventPattern/detail/status"))
                .extracting(JsonNode::asText)
                .containsExactly("ABORTED", "FAILED", "TIMED_OUT");
        assertThat(rule.at("/EventPattern/detail/stateMachineArn/0").asText()).isEqualTo("arn-of-default_etl");
        assertThat(input(rule)).isEqualTo(Json.parse("""
                        {"detail": {"executionArn": "executionArn", "startDate": "startDate"},
                         "failureTopic": "arn:aws:sns:us-east-1:123456789012:failed"}"""));
    }

    @Test
    void sweepsEachQuarterOfAnHour() {
        launches("default_etl", topic("failed"));
        launches("default_other", null);
        CleanUp.afterPipelines(
                new Construct(test.stack(), "Pipeline"), "pipeline", "arn", LAUNCHES, topic("pipelines-failed"));

        assertThat(sweep().path("ScheduleExpression").asText()).isEqualTo("rate(15 minutes)");
        assertThat(sweep().at("/Targets/0/InputTransformer/InputPathsMap/time").asText())
                .isEqualTo("$.time");
        assertThat(input(sweep())).isEqualTo(Json.parse("""
                        {"time": "time", "sweep": {"stack": "<AWS::StackName>", "failureTopics": {
                          "arn:aws:sns:us-east-1:123456789012:failed": ["default_etl"],
                          "arn:aws:sns:us-east-1:123456789012:pipelines-failed": ["pipeline"]}}}"""));
    }

    @Test
    void stackWithoutLaunchesHasNone() {
        assertThat(rules()).isEmpty();
        assertThat(test.properties("AWS::Lambda::Function")).isEmpty();
    }

    /** "PutRule": a name has 1 to 64 letters, digits, dots, hyphens and underscores. A state machine's may have 80. */
    @Test
    void namesOfRulesFitAndBeginAlike() {
        launches("a".repeat(80), null);
        launches("a".repeat(79) + "b", null);

        List<String> names =
                rules().stream().map(rule -> rule.path("Name").asText()).toList();

        assertThat(names).hasSize(3).doesNotHaveDuplicates().allMatch(name -> name.matches("[.A-Za-z0-9_-]{1,64}"));
        String prefix = names.stream()
                .filter(name -> name.endsWith("-sweep"))
                .findFirst()
                .orElseThrow()
                .replace("sweep", "");
        assertThat(names).allMatch(name -> name.startsWith(prefix));
        assertThat(test.properties("AWS::Lambda::Permission")).singleElement().satisfies(permission -> {
            assertThat(permission.path("Principal").asText()).isEqualTo("events.amazonaws.com");
            assertThat(TestStack.text(permission.path("SourceArn")))
                    .isEqualTo("arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/" + prefix + "*");
            // "Troubleshooting Amazon EventBridge": a source account keeps EventBridge from invoking the function.
            assertThat(permission.has("SourceAccount")).isFalse();
        });
    }

    @Test
    void namesOfRulesStayAndAreTheStacksOwn() {
        App app = new App();
        Stack emr = new Stack(app, "emr");
        RuleNames names = RuleNames.of(emr);

        assertThat(RuleNames.of(new Stack(new App(), "emr"))).isEqualTo(names);
        assertThat(RuleNames.of(new Stack(
                        new App(), "Id", StackProps.builder().stackName("emr").build())))
                .isEqualTo(names);
        assertThat(RuleNames.of(new NestedStack(emr, "Nested"))).isNotEqualTo(names);
        // No prefix of one stack begins with that of another.
        assertThat(RuleNames.of(new Stack(app, "emr-prod")).prefix())
                .hasSameSizeAs(names.prefix())
                .isNotEqualTo(names.prefix());
    }

    @Test
    void whatReachesNoFunctionGoesToAQueue() {
        launches("default_etl", null);

        assertThat(rules()).allSatisfy(rule -> assertThat(
                        rule.at("/Targets/0/DeadLetterConfig/Arn").asText())
                .startsWith("<EmrLaunchCleanUpDeadLetters"));
        assertThat(test.properties("AWS::Lambda::Function")).singleElement().satisfies(function -> assertThat(
                        TestStack.text(function.at("/DeadLetterConfig/TargetArn")))
                .startsWith("<EmrLaunchCleanUpDeadLetters"));
        assertThat(test.properties("AWS::SQS::Queue")).singleElement().satisfies(queue -> assertThat(
                        queue.path("SqsManagedSseEnabled").asBoolean())
                .isTrue());
        JsonNode statements = test.properties("AWS::SQS::QueuePolicy").get(0).at("/PolicyDocument/Statement");
        assertThat(statements.at("/0/Principal/Service").asText()).isEqualTo("events.amazonaws.com");
        assertThat(TestStack.text(statements.at("/0/Condition/ArnLike/aws:SourceArn")))
                .matches("arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/EmrLaunch-[0-9a-f]{16}-\\*");
        assertThat(statements.at("/1/Effect").asText()).isEqualTo("Deny");
        assertThat(statements.at("/1/Condition/Bool/aws:SecureTransport").asText())
                .isEqualTo("false");
    }

    @Test
    void endsClustersOfItsStackAndOfItsPipelinesOnly() {
        launches("default_etl", null);
        CleanUp.afterPipelines(new Construct(test.stack(), "Pipeline"), "pipeline", "arn", LAUNCHES, null);

        ObjectNode role = test.properties("AWS::IAM::Role").get(0);
        assertThat(role.at("/Policies/0/PolicyDocument/Statement"))
                .filteredOn(statement -> statement.toString().contains("TerminateJobFlows"))
                .singleElement()
                .satisfies(statement -> assertThat(TestStack.text(statement.at(
                                "/Condition/StringLike/elasticmapreduce:ResourceTag~1emr-launch:function")))
                        .isEqualTo("<AWS::StackName>/*"));
        JsonNode added = test.properties("AWS::IAM::Policy").get(0).at("/PolicyDocument/Statement");
        assertThat(added)
                .filteredOn(statement -> statement.toString().contains("TerminateJobFlows"))
                .singleElement()
                .satisfies(statement -> assertThat(statement
                                .at("/Condition/StringLike/elasticmapreduce:ResourceTag~1emr-launch:execution")
                                .asText())
                        .isEqualTo(LAUNCHES + "*"));
        assertThat(test.statements("EmrLaunchCleanUpFunctionRole"))
                .filteredOn(statement -> statement.startsWith("states:"))
                .singleElement()
                .asString()
                .isEqualTo("states:DescribeExecution on"
                        + " arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:default_etl:* "
                        + LAUNCHES
                        + "* arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:pipeline:*");
    }

    @Test
    void publishesToTheTopicsOfFailuresOnly() {
        ITopic topic = topic("failed");
        launches("default_etl", topic);
        launches("default_other", topic);

        assertThat(test.statements("EmrLaunchCleanUpFunctionRole"))
                .filteredOn(statement -> statement.startsWith("sns:"))
                .containsExactly("sns:Publish on arn:aws:sns:us-east-1:123456789012:failed");
    }

    /** "Amazon EventBridge input transformation": an input template has at most 8,192 characters. */
    @Test
    void tooManyTopicsAreRefused() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 30; i++) {
                        launches(
                                "default_" + i,
                                Topic.Builder.create(test.stack(), "T" + i).build());
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'failureTopic'")
                .hasMessageContaining("EventBridge allows 8192. Use fewer topics, or split the stack");
    }

    /** As many as a stack can hold: names as long as they may be, and one topic. */
    @Test
    void sixtyLaunchFunctionsOfOneTopicFit() {
        ITopic topic = Topic.Builder.create(test.stack(), "Topic").build();
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            machines.add("x".repeat(78) + (10 + i));
            launches(machines.get(i), topic);
        }

        assertThat(sweep().at("/Targets/0/InputTransformer/InputTemplate").asText())
                .hasSizeLessThan(8_192)
                .contains(machines);
        // IAM: 10,240 characters in all inline policies of a role, 6,144 in a managed one.
        assertThat(test.properties("AWS::IAM::Policy"))
                .allSatisfy(policy -> assertThat(readableLength(policy.path("PolicyDocument")))
                        .isLessThan(10_240));
        assertThat(test.properties("AWS::IAM::ManagedPolicy"))
                .allSatisfy(policy -> assertThat(readableLength(policy.path("PolicyDocument")))
                        .isLessThan(6_144));
    }

    private static int readableLength(JsonNode document) {
        return Json.write(TestStack.readable(document))
                .replace("<AWS::Partition>", "aws-us-gov")
                .replace("<AWS::Region>", "us-gov-west-1")
                .replace("<AWS::AccountId>", "123456789012")
                .length();
    }
}
