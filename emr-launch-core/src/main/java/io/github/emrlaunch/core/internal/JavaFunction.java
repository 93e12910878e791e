package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.core.function.FunctionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SelectedSubnets;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.CfnFunctionProps;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.FunctionAttributes;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A Lambda function of the library: a handler from the jar in this module, with its own role and with the
 * {@link FunctionSettings}. Callers that wait for it invoke a published version, which starts from a snapshot.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html">Lambda SnapStart</a>
 */
public final class JavaFunction {
    /** Not for the function of the clean-up, which is invoked by events and has a queue. */
    private static final List<Map<String, Object>> SYNCHRONOUS = CdkNag.inPacks(
            List.of("HIPAA.Security", "NIST.800.53.R5", "Serverless"),
            "LambdaDLQ",
            "Its callers wait for the response");

    private static final Map<String, Object> ALL_RESOURCES =
            CdkNag.rule("Serverless-LambdaStarPermissions", "The reasons are those of AwsSolutions-IAM5");

    private final Construct scope;
    private final String id;
    private final VersionedFunction function;
    private final CfnRole role;
    private final StackFunctions stack;
    private final boolean retainVersions;

    private JavaFunction(
            Construct scope,
            String id,
            VersionedFunction function,
            CfnRole role,
            StackFunctions stack,
            boolean retainVersions) {
        this.scope = scope;
        this.id = id;
        this.function = function;
        this.role = role;
        this.stack = stack;
        this.retainVersions = retainVersions;
    }

    /**
     * The properties of a function.
     *
     * @param handler the handler's class
     * @param description the description
     * @param timeoutSeconds the timeout
     * @param statements its permissions, in addition to those for its log and the settings
     * @param snapStart whether versions of it start from a snapshot, if the region supports SnapStart
     * @param functionName its name; null for a generated one
     * @param log the shared log group; null for its own. A function with a shared group must have a name, and may write only streams with
     * that name
     * @param environment its environment variables
     */
    public record Props(
            String handler,
            String description,
            int timeoutSeconds,
            List<Map<String, Object>> statements,
            boolean snapStart,
            @Nullable String functionName,
            @Nullable Log log,
            Map<String, String> environment) {

        /** Creates the properties of a function with its own log group. */
        public Props(
                String handler,
                String description,
                int timeoutSeconds,
                List<Map<String, Object>> statements,
                boolean snapStart) {
            this(handler, description, timeoutSeconds, statements, snapStart, null, null, Map.of());
        }

        /** Returns these properties with a name. */
        public Props withName(String name) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, name, log, environment);
        }

        /** Returns these properties with a name and a shared log group. */
        public Props withLog(String name, Log sharedLog) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, name, sharedLog, environment);
        }

        /** Returns these properties with environment variables. */
        public Props withEnvironment(Map<String, String> variables) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, functionName, log, variables);
        }
    }

    /**
     * A shared log group.
     *
     * @param group the group
     * @param name its name
     */
    public record Log(ILogGroup group, String name) {}

    /** Adds the function, its role and, unless it shares one, its log group to the scope. */
    public static JavaFunction create(Construct scope, String id, Props props) {
        return create(scope, id, props, FunctionSettings.of(scope), StackFunctions.of(scope), List.of());
    }

    /**
     * Adds the function, with the given settings of the scope.
     *
     * @param findings the cdk-nag findings in the statements
     */
    public static JavaFunction create(
            Construct scope,
            String id,
            Props props,
            FunctionSettings settings,
            StackFunctions stack,
            List<Map<String, Object>> findings) {
        List<Map<String, Object>> statements = new ArrayList<>(props.statements);
        ILogGroup logGroup;
        if (props.log == null) {
            logGroup = LogGroup.Builder.create(scope, id + "Logs")
                    .retention(settings.getLogRetention())
                    .encryptionKey(settings.getEncryptionKey())
                    .removalPolicy(RemovalPolicy.DESTROY)
                    .build();
            statements.add(
                    Policies.allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), logGroup.getLogGroupArn()));
        } else {
            logGroup = props.log.group;
            statements.add(ownStreams(props.log.name, String.valueOf(props.functionName)));
        }
        statements.addAll(FunctionPermissions.of(settings));
        CfnRole role = Policies.role(
                scope, id + "Role", "lambda.amazonaws.com", "Function", statements, findings(findings, settings));
        CfnFunctionProps.Builder builder = CfnFunctionProps.builder()
                .functionName(props.functionName)
                .description("EMR Launch: " + props.description)
                .runtime(stack.runtime())
                .architectures(List.of(stack.architecture()))
                .handler(props.handler)
                .code(stack.code())
                .environment(CfnFunction.EnvironmentProperty.builder()
                        .variables(environment(props.environment))
                        .build())
                // Memory determines CPU: with less memory, a cold start costs the same and takes longer.
                .memorySize(1024)
                .timeout(props.timeoutSeconds)
                .reservedConcurrentExecutions(settings.getReservedConcurrency())
                .tracingConfig(
                        settings.isTracing()
                                ? CfnFunction.TracingConfigProperty.builder()
                                        .mode("Active")
                                        .build()
                                : null)
                .loggingConfig(CfnFunction.LoggingConfigProperty.builder()
                        .logFormat(settings.getLogFormat() == LoggingFormat.JSON ? "JSON" : null)
                        .logGroup(logGroup.getLogGroupName())
                        .build())
                .role(role.getAttrArn());
        if (props.snapStart && stack.snapStart()) {
            builder.snapStart(CfnFunction.SnapStartProperty.builder()
                    .applyOn("PublishedVersions")
                    .build());
        }
        FunctionSettings.Network network = settings.getNetwork();
        SelectedSubnets subnets = network == null ? null : network.select();
        if (network != null && subnets != null) {
            builder.vpcConfig(CfnFunction.VpcConfigProperty.builder()
                    .subnetIds(subnets.getSubnetIds())
                    .securityGroupIds(network.securityGroups().stream()
                            .map(ISecurityGroup::getSecurityGroupId)
                            .toList())
                    .build());
        }
        VersionedFunction function = new VersionedFunction(scope, id, builder.build());
        stack.describeCode(function);
        // The packs that require a queue also require these settings. In other cases this would be an additional call.
        if (settings.isTracing() || settings.getReservedConcurrency() != null) {
            CdkNag.suppressAtFirst(function, SYNCHRONOUS);
        }
        if (subnets != null) {
            function.getNode().addDependency(subnets.getInternetConnectivityEstablished());
        }
        return new JavaFunction(scope, id, function, role, stack, settings.isRetainVersions());
    }

    private static List<Map<String, Object>> findings(
            List<Map<String, Object>> ofStatements, FunctionSettings settings) {
        List<Map<String, Object>> findings = CdkNag.with(ofStatements, FunctionPermissions.findings(settings));
        return findings.isEmpty() ? findings : CdkNag.with(findings, List.of(ALL_RESOURCES));
    }

    /** The handlers derive the endpoints of AWS services from the region and the partition's DNS suffix. */
    private static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("EMR_LAUNCH_DNS_SUFFIX", Aws.URL_SUFFIX);
        return environment;
    }

    /**
     * Returns the statement for the function's own log streams. Lambda names the streams of a shared group {@code
     * YYYY/MM/DD/NAME[VERSION]ID}.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html">Configuring CloudWatch
     *     log groups</a>
     */
    private static Map<String, Object> ownStreams(String logGroupName, String functionName) {
        return Policies.allow(
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                Arns.regional("logs", "log-group:%s:log-stream:*/%s[*".formatted(logGroupName, functionName)));
    }

    /** Sets the queue for events that the function did not process. Lambda sends them with the function's role. */
    void setDeadLetterQueue(String queueArn) {
        function.setDeadLetterConfig(CfnFunction.DeadLetterConfigProperty.builder()
                .targetArn(queueArn)
                .build());
    }

    /** Sets an environment variable. */
    void setVariable(String name, String value) {
        function.addPropertyOverride("Environment.Variables." + name, value);
    }

    /** Returns the function, without a version. */
    public IFunction function() {
        return Function.fromFunctionAttributes(
                scope,
                id + "Function",
                FunctionAttributes.builder()
                        .functionArn(function.getAttrArn())
                        .sameEnvironment(true)
                        .build());
    }

    /** Returns the function's name. */
    public String functionName() {
        return function.getRef();
    }

    /** Returns the function's ARN, without a version. */
    public String functionArn() {
        return function.getAttrArn();
    }

    /**
     * Publishes a version at deployment, once for a function. SnapStart takes snapshots of published versions only.
     *
     * @return the version's ARN
     */
    public String publishVersion() {
        return function.publish(
                        scope, id + "Version", stack, retainVersions ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .getRef();
    }

    /** Returns the role that the function assumes. */
    public CfnRole role() {
        return role;
    }
}
