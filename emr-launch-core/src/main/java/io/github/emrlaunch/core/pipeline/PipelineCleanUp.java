package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * Ends the clusters of pipelines that failed, were stopped or ran out of time, whatever the moment. A launch by a pipeline has
 * the name of the pipeline's execution, so the clean-up of launches is told of that launch.
 */
final class PipelineCleanUp extends Construct {
    private static final String ID = "EmrPipelineCleanUp";
    private static final String CLUSTERS = Arns.regional("elasticmapreduce", "cluster/*");

    private final String functionArn;

    private PipelineCleanUp(Stack stack) {
        super(stack, ID);
        JavaFunction function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.CleanUpHandler",
                        "ends clusters of pipelines that failed",
                        Duration.minutes(2),
                        List.of(
                                Policies.allow(List.of("elasticmapreduce:ListClusters"), "*"),
                                Policies.allow(List.of("elasticmapreduce:DescribeCluster"), CLUSTERS),
                                Policies.allowIfLike(
                                        List.of(
                                                "elasticmapreduce:SetTerminationProtection",
                                                "elasticmapreduce:TerminateJobFlows"),
                                        CLUSTERS,
                                        "elasticmapreduce:ResourceTag/" + Tag.EXECUTION_KEY,
                                        "arn:*:states:*:execution:*")),
                        RetentionDays.ONE_MONTH,
                        false,
                        // Nobody waits for it, and a snapshot that is not used for two weeks is gone.
                        false));
        CdkNag.suppress(
                function.role(),
                List.of(
                        CdkNag.rule("AwsSolutions-IAM5", "Resource::\\*", "ListClusters knows no resources"),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                                "Which cluster is left isn't known before; what ends one is bound to a launch's tag")));
        functionArn = function.functionArn();
        CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(functionArn)
                .principal("events.amazonaws.com")
                .sourceAccount(Aws.ACCOUNT_ID)
                .sourceArn(Arns.regional("events", "rule/*"))
                .build();
        ProductTags.add(this);
    }

    /** Cleans up after executions of this state machine, each of which made a launch of its own name. */
    static void after(Construct scope, String stateMachineArn, IEmrLaunchFunction launchFunction) {
        Stack stack = Stack.of(scope);
        PipelineCleanUp cleanUp = stack.getNode().tryFindChild(ID) instanceof PipelineCleanUp existing
                ? existing
                : new PipelineCleanUp(stack);
        CfnRule.Builder.create(scope, "CleanUp")
                .description("EMR Launch: ends clusters of pipelines that failed")
                .eventPattern(pattern(stateMachineArn))
                .targets(List.of(CfnRule.TargetProperty.builder()
                        .id("CleanUp")
                        .arn(cleanUp.functionArn)
                        .inputTransformer(CfnRule.InputTransformerProperty.builder()
                                .inputPathsMap(paths())
                                .inputTemplate(
                                        "{\"detail\": {\"executionArn\": \"%s\", \"status\": <status>, \"startDate\": <startDate>}}"
                                                .formatted(
                                                        LaunchExecutions.arn(launchFunction.getDefinition(), "<name>")))
                                .build())
                        .build()))
                .build();
    }

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        List.of("name", "startDate", "status").forEach(member -> paths.put(member, "$.detail." + member));
        return paths;
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
