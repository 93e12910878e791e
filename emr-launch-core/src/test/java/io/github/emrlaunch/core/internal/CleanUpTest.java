package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EndNotice;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

class CleanUpTest {
    private static final String LAUNCHES = "arn:aws:states:us-east-1:123456789012:execution:default_theirs:";

    private static final Tag OF_LAUNCHES = new Tag(Tag.EXECUTION_KEY, LAUNCHES + "*");

    private final TestStack test = TestStack.create();

    private void launches(String machine, @Nullable ITopic topic) {
        CleanUp.afterLaunches(
                new Construct(test.stack(), "Of-" + machine),
                StackFunctions.of(test.stack()),
                machine(
                        Kind.LAUNCH_FUNCTION,
                        machine,
                        topic == null ? Notifications.none() : Notifications.ofFailure(topic)));
    }

    private static CleanUp.Machine machine(Kind kind, String machine, Notifications notifications) {
        return new CleanUp.Machine(machine, "arn-of-" + machine, kind, machine.replaceFirst("_", "/"), notifications);
    }

    private void pipeline(Notifications notifications) {
        CleanUp.afterPipelines(
                new Construct(test.stack(), "Pipeline"),
                machine(Kind.PIPELINE, "pipeline", notifications),
                LAUNCHES,
                OF_LAUNCHES);
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

    @Test
    void runsAfterAbortedFailedAndTimedOutExecutions() {
        launches("default_etl", topic("failed"));

        JsonNode rule = rules().stream()
                .filter(found -> found.has("EventPattern"))
                .findFirst()
                .orElseThrow();
        assertThat(rule.at("/EventPattern/detail/status"))
                .extracting(JsonNode::asText)
                .containsExactly("ABORTED", "FAILED", "TIMED_OUT");
        assertThat(rule.at("/EventPattern/detail/stateMachineArn/0").asText()).isEqualTo("arn-of-default_etl");
    }

    private String notifier() {
        return test.resources().properties().stream()
                .filter(resource ->
                        resource.getValue().path("Type").asText().equals("AWS::StepFunctions::StateMachine"))
                .map(resource -> "<" + TestStack.name(resource.getKey()) + ">")
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sweepsEvery15Minutes() {
        launches("default_etl", topic("failed"));
        launches("default_other", null);
        pipeline(Notifications.none().withEventBus(EventBus.fromEventBusName(test.stack(), "Bus", "default")));

        assertThat(sweep().path("ScheduleExpression").asText()).isEqualTo("rate(15 minutes)");
        assertThat(variables()).isEqualTo(Json.parse("""
            {"EMR_LAUNCH_DNS_SUFFIX": "<AWS::URLSuffix>", "EMR_LAUNCH_STACK": "<AWS::StackName>", "EMR_LAUNCH_NOTIFIER": "%s"}\
            """.formatted(notifier())));
        assertThat(notifiedMachines()).containsExactly("default_etl", "pipeline");
    }

    private Set<String> notifiedMachines() {
        return EndNotice.machines(TestStack.text(
                test.properties("AWS::StepFunctions::StateMachine").get(0).path("DefinitionString")));
    }

    /**
     * "Amazon EventBridge input transformation": values of an event are not escaped, and everybody who starts an execution can choose its
     * name. A constant
     * input would be equal to that of a foreign rule.
     */
    @Test
    void rulesPassEventsUnchanged() {
        launches("default_etl", topic("failed"));
        launches("default_other", null);
        pipeline(Notifications.none());
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "Launch"),
                machine(Kind.LAUNCH_FUNCTION, "default_kept", Notifications.ofFailure(topic("kept"))));

        assertThat(rules()).hasSize(5).allSatisfy(rule -> assertThat(
                        rule.at("/Targets/0").fieldNames())
                .toIterable()
                .doesNotContain("Input", "InputPath", "InputTransformer"));
    }

    @Test
    void stackWithoutLaunchesHasNoCleanUp() {
        assertThat(rules()).isEmpty();
        assertThat(test.properties("AWS::Lambda::Function")).isEmpty();
    }

    /** "PutRule": a name has 1 to 64 letters, digits, dots, hyphens and underscores. A state machine's may have 80. */
    @Test
    void ruleNamesHaveCommonPrefixAndAtMost64Characters() {
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
            // "Troubleshooting Amazon EventBridge": a source account prevents EventBridge from invoking the function.
            assertThat(permission.has("SourceAccount")).isFalse();
        });
    }

    @Test
    void ruleNamesDependOnStackName() {
        App app = new App();
        Stack emr = new Stack(app, "emr");
        RuleNames names = RuleNames.of(emr);

        assertThat(RuleNames.of(new Stack(new App(), "emr"))).isEqualTo(names);
        assertThat(RuleNames.of(new Stack(
                        new App(), "Id", StackProps.builder().stackName("emr").build())))
                .isEqualTo(names);
        assertThat(RuleNames.of(new NestedStack(emr, "Nested"))).isNotEqualTo(names);
        // No prefix of one stack starts with that of another.
        assertThat(RuleNames.of(new Stack(app, "emr-prod")).prefix())
                .hasSameSizeAs(names.prefix())
                .isNotEqualTo(names.prefix());
    }

    @Test
    void failedEventsGoToDeadLetterQueue() {
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
    void mayTerminateOnlyClustersOfStackAndPipelines() {
        launches("default_etl", null);
        pipeline(Notifications.none());

        ObjectNode role = test.properties("AWS::IAM::Role").get(0);
        assertThat(role.at("/Policies/0/PolicyDocument/Statement"))
                .filteredOn(statement -> statement.toString().contains("TerminateJobFlows"))
                .singleElement()
                .satisfies(statement -> assertThat(TestStack.text(statement.at(
                                "/Condition/StringLike/elasticmapreduce:ResourceTag~1emr-launch:function")))
                        .isEqualTo("<AWS::StackName>/*"));
        assertThat(permissions())
                .filteredOn(statement -> statement.toString().contains("TerminateJobFlows"))
                .singleElement()
                .satisfies(statement -> assertThat(statement
                                .at("/Condition/StringLike/elasticmapreduce:ResourceTag~1emr-launch:execution")
                                .asText())
                        .isEqualTo(LAUNCHES + "*"));
        String executions = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:";
        assertThat(permissions())
                .filteredOn(statement -> statement.toString().contains("DescribeExecution"))
                .singleElement()
                .satisfies(statement -> assertThat(statement.path("Resource"))
                        .extracting(JsonNode::asText)
                        .containsExactly(executions + "default_etl:*", LAUNCHES + "*", executions + "pipeline:*"));
    }

    @Test
    void createsAlarmsForAlarmTopic() {
        FunctionSettings.builder().alarmTopic(topic("alarms")).build().applyTo(test.stack());
        launches("default_etl", topic("failed"));

        List<JsonNode> alarms = test.properties("AWS::CloudWatch::Alarm").stream()
                .map(TestStack::readable)
                .toList();
        assertThat(alarms)
                .extracting(CleanUpTest::metrics)
                .containsExactlyInAnyOrder(
                        List.of("AWS/SQS ApproximateNumberOfMessagesVisible"),
                        List.of("AWS/Events FailedInvocations", "AWS/Events InvocationsFailedToBeSentToDlq"),
                        List.of("AWS/Lambda Errors", "AWS/Lambda AsyncEventsDropped", "AWS/Lambda DeadLetterErrors"),
                        List.of("EMRLaunch ClustersEndedBySweep"),
                        List.of("AWS/States ExecutionsFailed", "AWS/States ExecutionsTimedOut"));
        assertThat(alarms).allSatisfy(alarm -> {
            assertThat(alarm.at("/AlarmActions/0").asText()).isEqualTo("arn:aws:sns:us-east-1:123456789012:alarms");
            assertThat(alarm.path("TreatMissingData").asText()).isEqualTo("notBreaching");
        });
    }

    private static List<String> metrics(JsonNode alarm) {
        if (alarm.has("MetricName")) {
            return List.of(alarm.path("Namespace").asText() + " "
                    + alarm.path("MetricName").asText());
        }
        return StreamSupport.stream(alarm.path("Metrics").spliterator(), false)
                .map(query -> query.at("/MetricStat/Metric"))
                .filter(metric -> !metric.isMissingNode())
                .map(metric -> metric.path("Namespace").asText() + " "
                        + metric.path("MetricName").asText())
                .toList();
    }

    @Test
    void createsNoAlarmsWithoutAlarmTopic() {
        launches("default_etl", null);

        assertThat(test.properties("AWS::CloudWatch::Alarm")).isEmpty();
    }

    /** "Encrypting a dead-letter queue": EventBridge needs access in the key's policy, Lambda in the function's role. */
    @Test
    void queueUsesEncryptionKeyOfFunctionSettings() {
        Key key = Key.Builder.create(test.stack(), "Key").build();
        FunctionSettings.builder().encryptionKey(key).build().applyTo(test.stack());
        launches("default_etl", null);

        assertThat(test.properties("AWS::SQS::Queue")).singleElement().satisfies(queue -> {
            assertThat(TestStack.text(queue.path("KmsMasterKeyId"))).startsWith("<Key");
            assertThat(queue.has("SqsManagedSseEnabled")).isFalse();
        });
        assertThat(test.properties("AWS::IAM::Role").get(0).toString())
                .contains("[\"kms:Decrypt\",\"kms:GenerateDataKey\"]");
        assertThat(test.properties("AWS::KMS::Key").get(0).at("/KeyPolicy/Statement"))
                .filteredOn(
                        statement -> statement.at("/Principal/Service").asText().equals("events.amazonaws.com"))
                .singleElement()
                .satisfies(statement -> assertThat(statement.path("Action"))
                        .extracting(JsonNode::asText)
                        .containsExactly("kms:Decrypt", "kms:GenerateDataKey"));
    }

    @Test
    void notifierMayPublishOnlyToFailureTargets() {
        ITopic topic = topic("failed");
        IEventBus bus =
                EventBus.fromEventBusArn(test.stack(), "Bus", "arn:aws:events:us-east-1:999999999999:event-bus/theirs");
        launches("default_etl", topic);
        launches("default_other", topic);
        pipeline(Notifications.to(topic("succeeded"), topic).withEventBus(bus));

        assertThat(permissions())
                .filteredOn(statement -> statement.toString().matches(".*(sns:Publish|events:PutEvents).*"))
                .extracting(statement -> statement.at("/Resource/0").asText())
                .containsExactly(
                        "arn:aws:sns:us-east-1:123456789012:failed",
                        "arn:aws:events:us-east-1:999999999999:event-bus/theirs");
    }

    @Test
    void functionMayListOnlyExecutionsWithNotifications() {
        launches("default_etl", topic("failed"));
        launches("default_other", null);

        String states = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:";
        assertThat(resourcesOf("states:StartExecution")).containsExactly(notifier());
        assertThat(resourcesOf("states:DescribeStateMachine")).containsExactly(notifier());
        assertThat(resourcesOf("states:ListExecutions")).containsExactly(states + "stateMachine:default_etl");
        assertThat(resourcesOf("states:GetExecutionHistory")).containsExactly(states + "execution:default_etl:*");
        assertThat(resourcesOf("states:DescribeExecution"))
                .containsExactlyInAnyOrder(states + "execution:default_etl:*", states + "execution:default_other:*");
    }

    private List<String> resourcesOf(String action) {
        return permissions().stream()
                .filter(statement -> statement.path("Action").toString().contains(action))
                .flatMap(statement ->
                        StreamSupport.stream(statement.path("Resource").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void stackWithoutFailureNotificationsHasNoNotifier() {
        launches("default_etl", null);
        CleanUp.afterLaunches(
                new Construct(test.stack(), "Successful"),
                StackFunctions.of(test.stack()),
                machine(Kind.LAUNCH_FUNCTION, "default_x", Notifications.ofSuccess(topic("succeeded"))));

        assertThat(test.properties("AWS::StepFunctions::StateMachine")).isEmpty();
        assertThat(variables().has("EMR_LAUNCH_NOTIFIER")).isFalse();
        assertThat(resourcesOf("states:ListExecutions")).isEmpty();
    }

    @Test
    void notifyOfEndsCreatesTwoRulesForJobFunction() {
        Notifications notifications = Notifications.ofFailure(topic("failed"));
        Construct scope = new Construct(test.stack(), "Job");
        CleanUp.notifyOfEnds(scope, machine(Kind.JOB_FUNCTION, "default_job", notifications));

        assertThat(rules()).hasSize(2);
        assertThat(variables().has("EMR_LAUNCH_KEEP_CLUSTERS_OF")).isFalse();
    }

    @Test
    void keepsClustersOfLaunchFunctionsWithoutCleanUp() {
        Notifications notifications = Notifications.ofFailure(topic("failed"));
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "Launch"), machine(Kind.LAUNCH_FUNCTION, "default_a", notifications));
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "Launch2"), machine(Kind.LAUNCH_FUNCTION, "default_b", notifications));

        assertThat(variables().path("EMR_LAUNCH_KEEP_CLUSTERS_OF").asText()).isEqualTo("default/a,default/b");
    }

    /**
     * A pipeline allows the clean-up to describe the executions of its launch function: without the name, their clusters would be
     * terminated.
     */
    @Test
    void keepsClustersOfLaunchFunctionsWithoutNotifications() {
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "Before"),
                machine(Kind.LAUNCH_FUNCTION, "default_a", Notifications.none()));
        pipeline(Notifications.none());
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "After"), machine(Kind.LAUNCH_FUNCTION, "default_b", Notifications.none()));

        assertThat(variables().path("EMR_LAUNCH_KEEP_CLUSTERS_OF").asText()).isEqualTo("default/a,default/b");
        assertThat(rules()).as("the sweep, and the pipeline's").hasSize(2);
    }

    private JsonNode variables() {
        return TestStack.readable(
                test.properties("AWS::Lambda::Function").get(0).at("/Environment/Variables"));
    }

    /** Their clusters have no tag of the execution: the function has to know the launch functions whose output has the cluster. */
    @Test
    void functionReceivesLaunchFunctionOfPythonLibrary() {
        Tag ofPython = new Tag("deployment:product:name", "aws-emr-launch");
        for (String name : List.of("one", "two")) {
            CleanUp.afterPipelines(
                    new Construct(test.stack(), name),
                    machine(Kind.PIPELINE, name, Notifications.none()),
                    LAUNCHES,
                    ofPython);
        }
        pipeline(Notifications.none());

        assertThat(variables().path("EMR_LAUNCH_PYTHON_LAUNCHES").asText()).isEqualTo(LAUNCHES);
    }

    @Test
    void createsNothingWithoutFailureNotifications() {
        CleanUp.notifyOfEnds(
                new Construct(test.stack(), "Job"),
                machine(Kind.JOB_FUNCTION, "default_job", Notifications.ofSuccess(topic("succeeded"))));

        assertThat(rules()).isEmpty();
        assertThat(test.properties("AWS::Lambda::Function")).isEmpty();
    }

    /** "Lambda quotas": environment variables have 4 KB in total. */
    @Test
    void rejectsTooManyLaunchFunctionsWithoutCleanUp() {
        Notifications notifications = Notifications.ofFailure(topic("failed"));
        assertThatThrownBy(() -> {
                    for (int i = 100; i < 150; i++) {
                        CleanUp.notifyOfEnds(
                                new Construct(test.stack(), "Launch" + i),
                                machine(Kind.LAUNCH_FUNCTION, "x".repeat(77) + i, notifications));
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The stack has 41 launch functions without clean-up ('cleanUp' false)")
                .hasMessageContaining("Split the stack");
    }

    private void persistentPipelines(String namespace, int count, int length) {
        for (int i = 0; i < count; i++) {
            DefinitionName name = new DefinitionName(namespace, "x".repeat(length - 3) + (100 + i));
            CleanUp.afterPersistentRuns(
                    new Construct(test.stack(), namespace + i),
                    machine(Kind.PIPELINE, PipelineDefinition.stateMachineName(name), Notifications.none()),
                    name,
                    i % 2 == 0,
                    Policies.allow(List.of("elasticmapreduce:ListSteps", "elasticmapreduce:CancelSteps"), "*"));
        }
    }

    /** Each has five resources or more, and a stack 500. */
    @Test
    void accepts90PersistentPipelines() {
        persistentPipelines("default", 90, 30);

        Map<String, String> variables = new HashMap<>();
        test.properties("AWS::Lambda::Function").forEach(function -> function.at("/Environment/Variables")
                .properties()
                .forEach(variable -> variables.put(variable.getKey(), TestStack.text(variable.getValue()))));
        CleanUpSettings settings = CleanUpSettings.read(variables);
        assertThat(settings.persistentPipelines()).hasSize(90);
        assertThat(settings.cancelsRunningSteps("pipeline_default_" + "x".repeat(27) + 100))
                .isTrue();
        assertThat(settings.cancelsRunningSteps("pipeline_default_" + "x".repeat(27) + 101))
                .isFalse();
    }

    @Test
    void rejectsTooManyPersistentPipelines() {
        assertThatThrownBy(() -> persistentPipelines("analytics-and-reporting", 90, 40))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(" persistent pipelines, ")
                .hasMessageEndingWith("there is room for 3300. Split the stack, or shorten names");
    }

    /** The maximum of a stack: names with the maximum length, each with its own topic. */
    @Test
    void accepts60LaunchFunctions() {
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            machines.add("x".repeat(78) + (10 + i));
            launches(
                    machines.get(i), Topic.Builder.create(test.stack(), "T" + i).build());
        }

        assertThat(notifiedMachines()).containsAll(machines);
        assertThat(test.properties("AWS::IAM::ManagedPolicy"))
                .allSatisfy(policy -> assertThat(readableLength(policy.path("PolicyDocument")))
                        .isLessThan(6_144));
        // A role has at most ten managed policies.
        assertThat(test.properties("AWS::IAM::ManagedPolicy").stream()
                        .collect(Collectors.groupingBy(policy -> policy.path("Roles"), Collectors.counting()))
                        .values())
                .hasSize(2)
                .allMatch(policies -> policies <= 10);
        assertThat(test.properties("AWS::StepFunctions::StateMachine").get(0).toString())
                .hasSizeLessThan(100_000)
                .contains(machines);
    }

    private List<JsonNode> permissions() {
        return test.properties("AWS::IAM::ManagedPolicy").stream()
                .map(policy -> TestStack.readable(policy.at("/PolicyDocument/Statement")))
                .flatMap(statements -> StreamSupport.stream(statements.spliterator(), false))
                .toList();
    }

    private static int readableLength(JsonNode document) {
        return Json.write(TestStack.readable(document))
                .replace("<AWS::Partition>", "aws-us-gov")
                .replace("<AWS::Region>", "us-gov-west-1")
                .replace("<AWS::AccountId>", "123456789012")
                .length();
    }
}
