package io.github.emrlaunch.core.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The Lambda function of a stack that looks at steps of clusters, for all pipelines and chains of the stack. It is invoked only when a
 * task did not tell of the success of its step. Its role may list the steps of the clusters of these pipelines and chains, and nothing else.
 */
public final class StepFunction extends Construct {
    /** A cluster may have thousands of steps, of which it lists the newest until it finds one. */
    public static final int TIMEOUT_SECONDS = 120;

    static final String ID = "EmrLaunch::StepFunction";

    /** The characters that a cluster's id may have more than the token that stands for it. */
    private static final int UNKNOWN = 60;

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "A cluster's id isn't known before the cluster is made; where a launch function makes it, its tag is asked for"));

    private final String arn;
    private final GrowingPolicy permissions;
    private final Set<Map<String, Object>> allowed = new HashSet<>();

    /** Made by {@link StackFunctions}, once for a stack. */
    StepFunction(Stack stack) {
        super(stack, ID);
        JavaFunction function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.LookAtStepHandler",
                        "looks at steps of clusters",
                        TIMEOUT_SECONDS,
                        List.of(),
                        // A snapshot that is not used for two weeks is gone, and a good run invokes nothing.
                        false));
        arn = function.functionArn();
        permissions = new GrowingPolicy(this, function.role().getRef(), FINDINGS);
        ProductTags.add(this);
    }

    /** That of the scope's stack, which is made when it is first asked for. */
    public static StepFunction of(Construct scope) {
        return StackFunctions.of(scope).stepFunction();
    }

    /**
     * Lets the function look at the steps of clusters.
     *
     * @param statement allows {@code elasticmapreduce:ListSteps}
     */
    public void allow(Map<String, Object> statement) {
        if (allowed.add(statement)) {
            permissions.add(statement, UNKNOWN);
        }
    }

    /** The function's ARN. */
    public String arn() {
        return arn;
    }

    /** Lets a state machine invoke the function. */
    public Map<String, Object> allowInvocation() {
        return Policies.allow(List.of("lambda:InvokeFunction"), arn);
    }
}
