package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.CleanUpSettings;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.PipelineLaunch;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * Ends the clusters and cancels the steps that launches and pipelines of a stack leave, and notifies of executions that cannot do so: one Lambda function,
 * invoked after each execution that failed, was stopped or timed out, and by a schedule, since EventBridge delivers those events at
 * best effort only. What could not be delivered or processed goes to a dead-letter queue.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Events of Step Functions</a>
 */
public final class CleanUp extends Construct {
    static final String ID = "EmrLaunch::CleanUp";

    /** The sweep's event is of no use when the next one is due. */
    private static final int MINUTES_BETWEEN_SWEEPS = 15;

    private static final int MAX_STATE_MACHINE_ARN = 160;

    /** The characters that a cluster's id may have more than the token that stands for it. */
    private static final int UNKNOWN = 60;

    /** The environment variables of a function have 4 KB in all. */
    private static final int MAX_LISTS = 3_300;

    private static final List<String> DESCRIBE = List.of("states:DescribeExecution");

    /** The history says whether an execution that failed has notified. */
    private static final List<String> DESCRIBE_WITH_HISTORY =
            List.of("states:DescribeExecution", "states:GetExecutionHistory");

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "ListClusters and X-Ray know no resources"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made. Ending asks for the tags of this stack's"
                            + " launches; listing and cancelling steps for those of the pipeline's launch function, and"
                            + " for none only where the pipeline is on any cluster of a name, as its author says"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:states:.*:execution:.*",
                    "The executions of one state machine, whose names aren't known before they are started"),
            KeyAccess.FINDING,
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "What SNS asks of those who publish to a topic that is encrypted with a customer managed key"));

    private final RuleNames names;
    private final JavaFunction function;
    private final DeadLetterQueue deadLetters;
    private final String functionArn;
    private final String deadLettersArn;
    private final GrowingPolicy permissions;
    private final @Nullable ITopic alarmTopic;
    private final Set<String> described = new HashSet<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> pythonLaunches = new ArrayList<>();
    private final List<String> persistentPipelines = new ArrayList<>();
    private final Set<Map<String, Object>> stepStatements = new HashSet<>();
    private @Nullable NotifierMachine notifier;

    /** Made by {@link StackFunctions}, once for a stack. */
    CleanUp(Stack stack) {
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
                                300,
                                statements(),
                                // Nobody waits for it, and a snapshot that is not used for two weeks is gone.
                                false)
                        .withEnvironment(Map.of(CleanUpSettings.STACK_VARIABLE, Aws.STACK_NAME)),
                settings,
                StackFunctions.of(this),
                FINDINGS);
        function.setDeadLetterQueue(deadLetters.arn());
        functionArn = function.functionArn();
        deadLettersArn = deadLetters.arn();
        permissions = new GrowingPolicy(this, function.role().getRef(), FINDINGS);
        // No source account: EventBridge names none, so that with one it could not invoke the function. The ARN has it.
        CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(functionArn)
                .principal("events.amazonaws.com")
                .sourceArn(names.arns())
                .build();
        CfnRule.Builder.create(this, "Sweep")
                .name(names.sweep())
                .description("EMR Launch: looks for what executions that failed have left")
                .scheduleExpression("rate(%d minutes)".formatted(MINUTES_BETWEEN_SWEEPS))
                .targets(List.of(target().retryPolicy(CfnRule.RetryPolicyProperty.builder()
                                .maximumEventAgeInSeconds(MINUTES_BETWEEN_SWEEPS * 60)
                                .build())
                        .build()))
                .build();
        alarmTopic = settings.getAlarmTopic();
        if (alarmTopic != null) {
            CleanUpAlarms.create(
                    this, alarmTopic.getTopicArn(), deadLetters.queueName(), function.functionName(), names.sweep());
        }
        ProductTags.add(this);
    }

    private List<Map<String, Object>> statements() {
        List<Map<String, Object>> statements = new ArrayList<>(deadLetters.allowSending());
        statements.add(EmrPermissions.list());
        statements.add(EmrPermissions.endClusters(Tag.FUNCTION_KEY, Aws.STACK_NAME + "/*"));
        return statements;
    }

    /**
     * A state machine whose executions end.
     *
     * @param name the name
     * @param arn the ARN
     * @param kind what notifications say that it is
     * @param displayName what notifications call it
     * @param notifications who is notified
     */
    public record Machine(String name, String arn, Kind kind, String displayName, Notifications notifications) {}

    /** Cleans up after executions of a launch function, and notifies of those that cannot do so. */
    public static void afterLaunches(Construct scope, StackFunctions stack, Machine machine) {
        stack.cleanUp().after(scope, machine);
    }

    /**
     * Cleans up after executions of a pipeline, each of which made a launch that is named as {@link PipelineLaunch} says, and notifies of
     * those that cannot do so.
     *
     * @param launches what the ARNs of those launches begin with
     * @param clusters the tag by which a policy knows the clusters of those launches
     */
    public static void afterPipelines(Construct scope, Machine machine, String launches, Tag clusters) {
        CleanUp cleanUp = StackFunctions.of(scope).cleanUp();
        // By launch function, not by pipeline: the policies of a role have room for few statements.
        if (cleanUp.described.add(launches + "*")) {
            cleanUp.permissions.addResource(DESCRIBE, launches + "*");
            // The launches may be another stack's.
            cleanUp.permissions.add(EmrPermissions.endClusters(clusters.key(), clusters.value()), 0);
        }
        if (!clusters.key().equals(Tag.EXECUTION_KEY) && !cleanUp.pythonLaunches.contains(launches)) {
            cleanUp.add(cleanUp.pythonLaunches, launches, CleanUpSettings.PYTHON_LAUNCHES_VARIABLE);
        }
        cleanUp.after(scope, machine);
    }

    /**
     * Leaves the clusters of a launch function, and notifies of executions that cannot do so. Makes no clean-up when nobody is to be notified:
     * one that others need has to know the launch function all the same, since it may describe its executions where a pipeline uses it.
     */
    public static void notifyOfEnds(Construct scope, Machine machine) {
        StackFunctions stack = StackFunctions.of(scope);
        if (machine.kind() == Kind.LAUNCH_FUNCTION) {
            stack.keepClustersOf(machine.displayName());
        }
        if (NotifierMachine.isAskedFor(machine.notifications())) {
            stack.cleanUp().after(scope, machine);
        }
    }

    /** Leaves the clusters of a launch function of the stack, as {@code NAMESPACE/NAME}. */
    void keepClustersOf(String launchFunction) {
        add(kept, launchFunction, CleanUpSettings.KEPT_VARIABLE);
    }

    /** The function, which a pipeline on clusters that others use invokes before it adds steps. */
    public static String functionArn(Construct scope) {
        return StackFunctions.of(scope).cleanUp().functionArn;
    }

    /**
     * Cancels the steps that executions of a pipeline have left on a cluster that others use, which stays, and notifies of those that
     * cannot do so.
     *
     * @param pipeline the name of the pipeline
     * @param cancelsRunningSteps whether steps that run are cancelled; those that wait are always
     * @param steps allows {@code elasticmapreduce:ListSteps} and {@code elasticmapreduce:CancelSteps} on the clusters
     */
    public static void afterPersistentRuns(
            Construct scope,
            Machine machine,
            DefinitionName pipeline,
            boolean cancelsRunningSteps,
            Map<String, Object> steps) {
        CleanUp cleanUp = StackFunctions.of(scope).cleanUp();
        if (cleanUp.persistentPipelines.isEmpty()) {
            cleanUp.function.setVariable(CleanUpSettings.MACHINES_VARIABLE, Arns.regional("states", "stateMachine:"));
        }
        cleanUp.add(
                cleanUp.persistentPipelines,
                CleanUpSettings.persistentPipeline(pipeline, cancelsRunningSteps),
                CleanUpSettings.PERSISTENT_PIPELINES_VARIABLE);
        if (cleanUp.stepStatements.add(steps)) {
            cleanUp.permissions.add(steps, UNKNOWN);
        }
        cleanUp.after(scope, machine, true);
    }

    private void after(Construct scope, Machine machine) {
        after(scope, machine, NotifierMachine.isAskedFor(machine.notifications()));
    }

    /** @param hasHistory whether the function looks for executions that ended, and reads their histories */
    private void after(Construct scope, Machine machine, boolean hasHistory) {
        String executions = Arns.regional("states", "execution:%s:*".formatted(machine.name()));
        if (described.add(executions) || hasHistory) {
            permissions.addResource(hasHistory ? DESCRIBE_WITH_HISTORY : DESCRIBE, executions);
        }
        if (hasHistory) {
            permissions.addResource(
                    List.of("states:ListExecutions"), Arns.regional("states", "stateMachine:" + machine.name()));
        }
        if (NotifierMachine.isAskedFor(machine.notifications())) {
            notifier().add(machine);
        }
        // The event comes as it is: an input transformer escapes nothing, and whoever starts an execution chooses its
        // name.
        CfnRule.Builder.create(scope, "CleanUp")
                .name(names.of(machine.name()))
                .description("EMR Launch: cleans up and notifies after executions that did not succeed")
                .eventPattern(pattern(machine.arn()))
                .targets(List.of(target().build()))
                .build();
    }

    private NotifierMachine notifier() {
        if (notifier == null) {
            notifier = new NotifierMachine(this, FINDINGS);
            permissions.add(
                    Policies.allow(List.of("states:StartExecution", "states:DescribeStateMachine"), notifier.arn()),
                    MAX_STATE_MACHINE_ARN);
            function.setVariable(CleanUpSettings.NOTIFIER_VARIABLE, notifier.arn());
            if (alarmTopic != null) {
                CleanUpAlarms.createForNotifier(this, alarmTopic.getTopicArn(), notifier.arn());
            }
        }
        return notifier;
    }

    private void add(List<String> list, String one, String variable) {
        list.add(one);
        int length = Stream.of(kept, pythonLaunches, persistentPipelines)
                .mapToInt(names -> String.join(",", names).length())
                .sum();
        if (length > MAX_LISTS) {
            throw new IllegalArgumentException(
                    ("The stack has %d launch functions without clean-up ('cleanUp' false), %d persistent pipelines,"
                                    + " and pipelines on %d launch functions of aws-emr-launch for Python. Their names take %d"
                                    + " characters; there is room for %d. Split the stack, or shorten names")
                            .formatted(
                                    kept.size(), persistentPipelines.size(), pythonLaunches.size(), length, MAX_LISTS));
        }
        function.setVariable(variable, String.join(",", list));
    }

    private CfnRule.TargetProperty.Builder target() {
        return CfnRule.TargetProperty.builder()
                .id("CleanUp")
                .arn(functionArn)
                .deadLetterConfig(CfnRule.DeadLetterConfigProperty.builder()
                        .arn(deadLettersArn)
                        .build());
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
