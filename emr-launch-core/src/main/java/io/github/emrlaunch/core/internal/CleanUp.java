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
 * Terminates the clusters and cancels the steps that launches and pipelines of a stack leave, and notifies of executions that cannot notify
 * themselves. It is one Lambda function,
 * invoked after each execution that failed, was stopped or timed out, and by a schedule, because EventBridge delivers those events with
 * best effort only. Events that cannot be delivered or processed go to a dead-letter queue.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Events of Step Functions</a>
 */
public final class CleanUp extends Construct {
    static final String ID = "EmrLaunch::CleanUp";

    /** The interval of the sweep, and the age at which its event is discarded. */
    private static final int MINUTES_BETWEEN_SWEEPS = 15;

    private static final int MAX_STATE_MACHINE_ARN = 160;

    /** The number of characters that a cluster's id may have in addition to its token. */
    private static final int UNKNOWN = 60;

    /** The environment variables of a function have 4 KB in total. */
    private static final int MAX_LISTS = 3_300;

    private static final List<String> DESCRIBE = List.of("states:DescribeExecution");

    /** The history shows whether a failed execution has sent its notification. */
    private static final List<String> DESCRIBE_WITH_HISTORY =
            List.of("states:DescribeExecution", "states:GetExecutionHistory");

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "ListClusters and X-Ray do not support resource-level permissions"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "The id of a cluster is not known in advance. Termination requires the tags of this stack's"
                            + " launches. Listing and cancelling steps requires those of the pipeline's launch function, and"
                            + " no tags only if the pipeline uses any cluster with a name"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:states:.*:execution:.*",
                    "The executions of one state machine, whose names are not known in advance"),
            KeyAccess.FINDING,
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "SNS requires it for topics that are encrypted with a customer managed key"));

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

    /** Called by {@link StackFunctions}, once for a stack. */
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
                                "terminates clusters of launches and pipelines that failed",
                                300,
                                statements(),
                                // Without SnapStart: no caller waits for it, and an unused snapshot is deleted after
                                // two weeks.
                                false)
                        .withEnvironment(Map.of(CleanUpSettings.STACK_VARIABLE, Aws.STACK_NAME)),
                settings,
                StackFunctions.of(this),
                FINDINGS);
        function.setDeadLetterQueue(deadLetters.arn());
        functionArn = function.functionArn();
        deadLettersArn = deadLetters.arn();
        permissions = new GrowingPolicy(this, function.role().getRef(), FINDINGS);
        // No source account: EventBridge sends none, so the condition would prevent the invocation. The ARN contains
        // the account.
        CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(functionArn)
                .principal("events.amazonaws.com")
                .sourceArn(names.arns())
                .build();
        CfnRule.Builder.create(this, "Sweep")
                .name(names.sweep())
                .description("EMR Launch: finds clusters and steps that failed executions have left")
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
     * A state machine whose executions are cleaned up.
     *
     * @param name the name
     * @param arn the ARN
     * @param kind the kind in notifications
     * @param displayName the name in notifications
     * @param notifications the targets of notifications
     */
    public record Machine(String name, String arn, Kind kind, String displayName, Notifications notifications) {}

    /** Cleans up after executions of a launch function, and notifies of those that cannot notify themselves. */
    public static void afterLaunches(Construct scope, StackFunctions stack, Machine machine) {
        stack.cleanUp().after(scope, machine);
    }

    /**
     * Cleans up after executions of a pipeline, each of which started a launch with a name from {@link PipelineLaunch}, and notifies of
     * those that cannot notify themselves.
     *
     * @param launches the prefix of the ARNs of those launches
     * @param clusters the tag by which a policy identifies the clusters of those launches
     */
    public static void afterPipelines(Construct scope, Machine machine, String launches, Tag clusters) {
        CleanUp cleanUp = StackFunctions.of(scope).cleanUp();
        // One statement per launch function, not per pipeline: the policies of a role hold few statements.
        if (cleanUp.described.add(launches + "*")) {
            cleanUp.permissions.addResource(DESCRIBE, launches + "*");
            // The launches may belong to another stack.
            cleanUp.permissions.add(EmrPermissions.endClusters(clusters.key(), clusters.value()), 0);
        }
        if (!clusters.key().equals(Tag.EXECUTION_KEY) && !cleanUp.pythonLaunches.contains(launches)) {
            cleanUp.add(cleanUp.pythonLaunches, launches, CleanUpSettings.PYTHON_LAUNCHES_VARIABLE);
        }
        cleanUp.after(scope, machine);
    }

    /**
     * Keeps the clusters of a launch function, and notifies of executions that cannot notify themselves. It creates no clean-up if there
     * are no notifications.
     * A clean-up for others must exclude the launch function, because it may have permission to describe its executions if a pipeline uses
     * it.
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

    /** Keeps the clusters of a launch function of the stack, named {@code NAMESPACE/NAME}. */
    void keepClustersOf(String launchFunction) {
        add(kept, launchFunction, CleanUpSettings.KEPT_VARIABLE);
    }

    /** Returns the ARN of the function, which a pipeline on shared clusters invokes before it adds steps. */
    public static String functionArn(Construct scope) {
        return StackFunctions.of(scope).cleanUp().functionArn;
    }

    /**
     * Cancels the steps that executions of a pipeline have left on a shared cluster, which keeps running, and notifies of those that
     * cannot notify themselves.
     *
     * @param pipeline the name of the pipeline
     * @param cancelsRunningSteps whether running steps are cancelled; pending ones always are
     * @param steps the statement that allows {@code elasticmapreduce:ListSteps} and {@code elasticmapreduce:CancelSteps} on the clusters
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

    /** @param hasHistory whether the function lists executions that ended, and reads their histories */
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
        // The event is passed unchanged: an input transformer does not escape values, and everybody who starts an
        // execution
        // can choose its name.
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
