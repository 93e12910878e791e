package io.github.emrlaunch.core.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The Lambda function of a stack that polls steps of clusters, for all pipelines and chains of the stack. It is invoked only if a
 * task did not report the success of its step. Its role may only list the steps of the clusters of these pipelines and chains.
 */
public final class StepFunction extends Construct {
    /** A cluster may have thousands of steps. The function lists them from the newest until it finds one. */
    public static final int TIMEOUT_SECONDS = 120;

    static final String ID = "EmrLaunch::StepFunction";

    /** The number of characters that a cluster's id may have in addition to its token. */
    private static final int UNKNOWN = 60;

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "The id of a cluster is not known in advance. The tag of the launch function is required, if there is one"));

    private final String arn;
    private final GrowingPolicy permissions;
    private final Set<Map<String, Object>> allowed = new HashSet<>();

    /** Called by {@link StackFunctions}, once for a stack. */
    StepFunction(Stack stack) {
        super(stack, ID);
        JavaFunction function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                        "io.github.emrlaunch.lambdas.LookAtStepHandler",
                        "polls steps of clusters",
                        TIMEOUT_SECONDS,
                        List.of(),
                        // Without SnapStart: an unused snapshot is deleted after two weeks, and a successful run does
                        // not invoke the
                        // function.
                        false));
        arn = function.functionArn();
        permissions = new GrowingPolicy(this, function.role().getRef(), FINDINGS);
        ProductTags.add(this);
    }

    /** Returns the function of the scope's stack, which is created at the first request. */
    public static StepFunction of(Construct scope) {
        return StackFunctions.of(scope).stepFunction();
    }

    /**
     * Allows the function to poll the steps of clusters.
     *
     * @param statement the statement that allows {@code elasticmapreduce:ListSteps}
     */
    public void allow(Map<String, Object> statement) {
        if (allowed.add(statement)) {
            permissions.add(statement, UNKNOWN);
        }
    }

    /** Returns the function's ARN. */
    public String arn() {
        return arn;
    }

    /** Returns the statement for a state machine that invokes the function. */
    public Map<String, Object> allowInvocation() {
        return Policies.allow(List.of("lambda:InvokeFunction"), arn);
    }
}
