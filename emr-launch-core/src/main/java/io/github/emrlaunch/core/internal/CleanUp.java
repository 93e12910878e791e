package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.definitions.CleanUpRequest;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * Ends the clusters that launches and pipelines of a stack leave: one Lambda function, invoked after each execution that failed, was
 * stopped or timed out, and by a schedule, since EventBridge delivers those events at best effort only. What could not be
 * delivered or processed goes to a dead-letter queue.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Events of Step Functions</a>
 */
public final class CleanUp extends Construct {
    private static final String ID = "EmrLaunchCleanUp";

    /** EventBridge names no alternative: the limit of an input template. */
    private static final int MAX_INPUT_TEMPLATE = 8_192;

    /** The sweep's event is of no use when the next one is due. */
    private static final int MINUTES_BETWEEN_SWEEPS = 15;

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "ListClusters knows no resources"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made; its tags must be those of this stack's launches"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:states:.*:execution:.*",
                    "The executions of one state machine, whose names aren't known before they are started"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "What SNS asks of those who publish to a topic that is encrypted with a customer managed key"));

    private final RuleNames names;
    private final JavaFunction function;
    private final DeadLetterQueue deadLetters;
    private final GrowingPolicy permissions;
    private final Set<String> described = new LinkedHashSet<>();
    private final Map<String, List<String>> failureTopics = new LinkedHashMap<>();

    private CleanUp(Stack stack) {
        super(stack, ID);
        names = RuleNames.of(stack);
        FunctionSettings settings = FunctionSettings.of(this);
        deadLetters = new DeadLetterQueue(this, names.arns(), settings.getEncryptionKey());
        function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.CleanUpHandler",
                        "ends clusters of launches and pipelines that failed",
                        Duration.minutes(5),
                        statements(),
                        // Nobody waits for it, and a snapshot that is not used for two weeks is gone.
                        false));
        function.setDeadLetterQueue(deadLetters.arn());
        CdkNag.suppress(function.role(), FINDINGS);
        permissions = new GrowingPolicy(this, function.role().getRef(), FINDINGS);
        // No source account: EventBridge names none, so that with one it could not invoke the function. The ARN has it.
        CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(function.functionArn())
                .principal("events.amazonaws.com")
                .sourceArn(names.arns())
                .build();
        CfnRule.Builder.create(this, "Sweep")
                .name(names.sweep())
                .description("EMR Launch: looks for clusters of executions that failed")
                .scheduleExpression("rate(%d minutes)".formatted(MINUTES_BETWEEN_SWEEPS))
                .targets(List.of(target(CfnRule.InputTransformerProperty.builder()
                                .inputPathsMap(Map.of(CleanUpRequest.TIME, "$.time"))
                                .inputTemplate(Lazy.string(this::sweep))
                                .build())
                        .retryPolicy(CfnRule.RetryPolicyProperty.builder()
                                .maximumEventAgeInSeconds(MINUTES_BETWEEN_SWEEPS * 60)
                                .build())
                        .build()))
                .build();
        if (settings.getAlarmTopic() != null) {
            CleanUpAlarms.create(
                    this,
                    settings.getAlarmTopic().getTopicArn(),
                    deadLetters.queueName(),
                    function.function().getFunctionName(),
                    names.sweep());
        }
        ProductTags.add(this);
    }

    private List<Map<String, Object>> statements() {
        List<Map<String, Object>> statements = new ArrayList<>(deadLetters.allowSending());
        statements.add(EmrPermissions.list());
        statements.add(EmrPermissions.endClusters(Tag.FUNCTION_KEY, Aws.STACK_NAME + "/*"));
        return statements;
    }

    private static CleanUp of(Construct scope) {
        Stack stack = Stack.of(scope);
        return stack.getNode().tryFindChild(ID) instanceof CleanUp existing ? existing : new CleanUp(stack);
    }

    /**
     * Cleans up after executions of a launch function.
     *
     * @param machine the state machine's name
     * @param failureTopic the topic that is told of failures, null for none
     */
    public static void afterLaunches(
            Construct scope, String machine, String stateMachineArn, @Nullable ITopic failureTopic) {
        of(scope).after(scope, machine, stateMachineArn, null, failureTopic);
    }

    /**
     * Cleans up after executions of a pipeline, each of which made a launch that is named as {@link PipelineLaunch} says.
     *
     * @param machine the state machine's name
     * @param launches what the ARNs of those launches begin with
     * @param clusters the tag by which a policy knows the clusters of those launches
     * @param failureTopic the topic that is told of failures, null for none
     */
    public static void afterPipelines(
            Construct scope,
            String machine,
            String stateMachineArn,
            String launches,
            Tag clusters,
            @Nullable ITopic failureTopic) {
        CleanUp cleanUp = of(scope);
        if (cleanUp.describe(launches + "*")) {
            // The launches may be another stack's.
            cleanUp.permissions.add(EmrPermissions.endClusters(clusters.key(), clusters.value()), 0);
        }
        cleanUp.after(scope, machine, stateMachineArn, launches, failureTopic);
    }

    private void after(
            Construct scope,
            String machine,
            String stateMachineArn,
            @Nullable String launches,
            @Nullable ITopic failureTopic) {
        describe(Arns.regional("states", "execution:%s:*".formatted(machine)));
        if (failureTopic != null) {
            tell(machine, failureTopic);
        }
        CfnRule.Builder.create(scope, "CleanUp")
                .name(names.of(machine))
                .description("EMR Launch: ends clusters of executions that failed")
                .eventPattern(pattern(stateMachineArn))
                .targets(List.of(target(event(launches, failureTopic)).build()))
                .build();
    }

    private boolean describe(String executions) {
        boolean isNew = described.add(executions);
        if (isNew) {
            permissions.addResource("states:DescribeExecution", executions);
        }
        return isNew;
    }

    private void tell(String machine, ITopic topic) {
        List<String> machines = failureTopics.get(topic.getTopicArn());
        if (machines == null) {
            machines = new ArrayList<>();
            failureTopics.put(topic.getTopicArn(), machines);
            Notifications.allowPublishing(topic)
                    .forEach(statement -> permissions.add(statement, Notifications.MAX_TOPIC_ARN));
        }
        machines.add(machine);
        requireRoom();
    }

    private void requireRoom() {
        int unknown = (int)
                failureTopics.keySet().stream().filter(Tokens::isUnresolved).count();
        int length = sweep().length() + unknown * Notifications.MAX_TOPIC_ARN;
        if (length > MAX_INPUT_TEMPLATE) {
            throw new IllegalArgumentException(
                    "'failureTopic': the sweep of the stack's clusters knows %d topics and %d state machines, which may take %d characters; EventBridge allows %d. Use fewer topics, or split the stack"
                            .formatted(
                                    failureTopics.size(),
                                    failureTopics.values().stream()
                                            .mapToInt(List::size)
                                            .sum(),
                                    length,
                                    MAX_INPUT_TEMPLATE));
        }
    }

    /** What the schedule sends. */
    private String sweep() {
        String topics = Json.write(Json.of(failureTopics));
        return "{\"%s\": <%s>, \"%s\": {\"%s\": \"%s\", \"%s\": %s}}"
                .formatted(
                        CleanUpRequest.TIME,
                        CleanUpRequest.TIME,
                        CleanUpRequest.SWEEP,
                        CleanUpRequest.STACK,
                        Aws.STACK_NAME,
                        CleanUpRequest.FAILURE_TOPICS,
                        topics);
    }

    private CfnRule.TargetProperty.Builder target(CfnRule.InputTransformerProperty input) {
        return CfnRule.TargetProperty.builder()
                .id("CleanUp")
                .arn(function.functionArn())
                .inputTransformer(input)
                .deadLetterConfig(CfnRule.DeadLetterConfigProperty.builder()
                        .arn(deadLetters.arn())
                        .build());
    }

    /** An input transformer escapes nothing. What is taken of the event needs it not: neither a number nor an ARN has quotes. */
    private static CfnRule.InputTransformerProperty event(@Nullable String launches, @Nullable ITopic failureTopic) {
        Map<String, String> paths = new LinkedHashMap<>();
        List<String> members = List.of("executionArn", "startDate");
        members.forEach(member -> paths.put(member, "$.detail." + member));
        String detail = members.stream()
                .map(member -> "\"%s\": <%s>".formatted(member, member))
                .collect(Collectors.joining(", "));
        StringBuilder template = new StringBuilder("{\"%s\": {%s}".formatted(CleanUpRequest.DETAIL, detail));
        if (launches != null) {
            template.append(", \"%s\": \"%s\"".formatted(CleanUpRequest.LAUNCHES, launches));
        }
        if (failureTopic != null) {
            template.append(", \"%s\": \"%s\"".formatted(CleanUpRequest.FAILURE_TOPIC, failureTopic.getTopicArn()));
        }
        return CfnRule.InputTransformerProperty.builder()
                .inputPathsMap(paths)
                .inputTemplate(template.append('}').toString())
                .build();
    }

    private static Map<String, Object> pattern(String stateMachineArn) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("stateMachineArn", List.of(stateMachineArn));
        detail.put("status", List.of("ABORTED", "FAILED", "TIMED_OUT"));
        Map<String, Object> pattern = new LinkedHashMap<>();
        pattern.put("source", List.of("aws.states"));
        pattern.put("detail-type", List.of("Step Functions Execution Status Change"));
        pattern.put("detail", detail);
        return pattern;
    }
}
