package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.CleanUpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * Ends what a launch or a pipeline left that was stopped, ran out of time or failed, whatever the moment: a rule for each state
 * machine, one Lambda function for a stack. It can end clusters that have a launch's tag and no others.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html">Events of Step Functions</a>
 */
public final class CleanUp extends Construct {
    private static final String ID = "EmrLaunchCleanUp";

    private final String functionArn;

    private CleanUp(Stack stack) {
        super(stack, ID);
        JavaFunction function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.CleanUpHandler",
                        "ends clusters of launches and pipelines that failed",
                        Duration.minutes(5),
                        List.of(
                                EmrPermissions.list(),
                                EmrPermissions.describe(),
                                EmrPermissions.terminateClustersOf("arn:*:states:*:execution:*")),
                        RetentionDays.ONE_MONTH,
                        false,
                        // Nobody waits for it, and a snapshot that is not used for two weeks is gone.
                        false));
        CdkNag.suppress(function.role(), EmrPermissions.FINDINGS);
        functionArn = function.functionArn();
        // No source account: EventBridge names none, so that with one it could not invoke the function. The ARN has it.
        CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(functionArn)
                .principal("events.amazonaws.com")
                .sourceArn(Arns.regional("events", "rule/*"))
                .build();
        ProductTags.add(this);
    }

    /** Cleans up after executions of a launch function. */
    public static void afterLaunches(Construct scope, String stateMachineArn) {
        after(scope, stateMachineArn, null);
    }

    /**
     * Cleans up after executions of a pipeline, each of which made a launch that is named as {@link PipelineLaunch} says.
     *
     * @param launches what the ARNs of those launches begin with
     */
    public static void afterPipelines(Construct scope, String stateMachineArn, String launches) {
        // An input transformer escapes nothing. These three need it not: neither an execution's name nor its ARN has
        // quotes.
        Map<String, String> paths = new LinkedHashMap<>();
        List<String> members = List.of("executionArn", "status", "startDate");
        members.forEach(member -> paths.put(member, "$.detail." + member));
        after(
                scope,
                stateMachineArn,
                CfnRule.InputTransformerProperty.builder()
                        .inputPathsMap(paths)
                        .inputTemplate("{\"detail\": {%s}, \"%s\": \"%s\"}"
                                .formatted(
                                        members.stream()
                                                .map(member -> "\"%s\": <%s>".formatted(member, member))
                                                .collect(Collectors.joining(", ")),
                                        CleanUpRequest.LAUNCHES,
                                        launches))
                        .build());
    }

    private static void after(
            Construct scope, String stateMachineArn, CfnRule.@Nullable InputTransformerProperty input) {
        Stack stack = Stack.of(scope);
        CleanUp cleanUp = stack.getNode().tryFindChild(ID) instanceof CleanUp existing ? existing : new CleanUp(stack);
        CfnRule.Builder.create(scope, "CleanUp")
                .description("EMR Launch: ends clusters of executions that failed")
                .eventPattern(pattern(stateMachineArn))
                .targets(List.of(CfnRule.TargetProperty.builder()
                        .id("CleanUp")
                        .arn(cleanUp.functionArn)
                        .inputTransformer(input)
                        .build()))
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
