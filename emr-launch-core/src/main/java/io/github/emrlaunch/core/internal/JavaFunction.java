package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * A Lambda function of the library: a handler of the jar that this module carries, with a role and a log group of its own.
 * Whoever waits for it invokes a published version, which starts from a snapshot.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html">Lambda SnapStart</a>
 */
public final class JavaFunction {
    private final Function function;
    private final Role role;

    private JavaFunction(Function function, Role role) {
        this.function = function;
        this.role = role;
    }

    /**
     * What a function is made of.
     *
     * @param handler the handler's class
     * @param description for people
     * @param timeout how long it may take
     * @param statements what it may do, besides writing its log
     * @param logRetention how long its log is kept
     * @param tracing whether X-Ray traces it
     * @param snapStart whether versions of it start from a snapshot
     */
    public record Props(
            String handler,
            String description,
            Duration timeout,
            List<Map<String, Object>> statements,
            RetentionDays logRetention,
            boolean tracing,
            boolean snapStart) {}

    /** Adds the function, its role and its log group to the scope. */
    public static JavaFunction create(Construct scope, String id, Props props) {
        LogGroup logGroup = LogGroup.Builder.create(scope, id + "Logs")
                .retention(props.logRetention)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        List<Map<String, Object>> statements = new ArrayList<>(props.statements);
        statements.add(Policies.allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), logGroup.getLogGroupArn()));
        Role role = Role.Builder.create(scope, id + "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .inlinePolicies(Map.of("Function", Policies.document(statements)))
                .build();
        Function.Builder function = Function.Builder.create(scope, id)
                .description("EMR Launch: " + props.description)
                .runtime(Runtime.JAVA_25)
                .architecture(Architecture.ARM_64)
                .handler(props.handler)
                .code(LambdaJar.code())
                // Memory brings processor time: with less of it, a cold start costs as much and takes longer.
                .memorySize(1024)
                .timeout(props.timeout)
                .tracing(props.tracing ? Tracing.ACTIVE : Tracing.DISABLED)
                .logGroup(logGroup)
                .role(role)
                // Executions that began before a deployment go on with the version that they know.
                .currentVersionOptions(VersionOptions.builder()
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build());
        if (props.snapStart) {
            function.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
        }
        Function built = function.build();
        if (props.snapStart) {
            Annotations.of(built)
                    .acknowledgeWarning(
                            "@aws-cdk/aws-lambda:snapStartRequirePublish",
                            "The state machine invokes a published version");
        }
        return new JavaFunction(built, role);
    }

    /** Sets where Lambda sends the events that the function did not process, as the function's role. */
    void setDeadLetterQueue(String queueArn) {
        if (function.getNode().getDefaultChild() instanceof CfnFunction resource) {
            resource.setDeadLetterConfig(CfnFunction.DeadLetterConfigProperty.builder()
                    .targetArn(queueArn)
                    .build());
        }
    }

    /** The function, of whatever version. */
    public String functionArn() {
        return function.getFunctionArn();
    }

    /** The version of the same deployment; SnapStart takes snapshots of published versions only. */
    public String versionArn() {
        return function.getCurrentVersion().getFunctionArn();
    }

    /** What the function acts as. */
    public IRole role() {
        return role;
    }
}
