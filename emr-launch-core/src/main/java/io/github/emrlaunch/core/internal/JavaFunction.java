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
 * A Lambda function of the library: a handler of the jar that this module carries, with a role of its own, and as
 * {@link FunctionSettings} say. Callers that wait for it invoke a published version, which starts from a snapshot.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html">Lambda SnapStart</a>
 */
public final class JavaFunction {
    /** The clean-up's function, which is invoked by events, has a queue. */
    private static final List<Map<String, Object>> SYNCHRONOUS = CdkNag.inPacks(
            List.of("HIPAA.Security", "NIST.800.53.R5", "Serverless"),
            "LambdaDLQ",
            "Whoever invokes it waits for the answer");

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
     * @param description the description for readers
     * @param timeoutSeconds the timeout
     * @param statements its permissions, besides those of its log and of the settings
     * @param snapStart whether versions of it start from a snapshot, where the region has that
     * @param functionName its name; null for one that CloudFormation makes
     * @param log the log group; null for one of its own. A function with a shared group must have a name, and may write only streams with it
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

        /** A function with a log group of its own. */
        public Props(
                String handler,
                String description,
                int timeoutSeconds,
                List<Map<String, Object>> statements,
                boolean snapStart) {
            this(handler, description, timeoutSeconds, statements, snapStart, null, null, Map.of());
        }

        /** The same function with a name. */
        public Props withName(String name) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, name, log, environment);
        }

        /** The same function with a name and a log group that it shares. */
        public Props withLog(String name, Log sharedLog) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, name, sharedLog, environment);
        }

        /** The same function with these environment variables. */
        public Props withEnvironment(Map<String, String> variables) {
            return new Props(handler, description, timeoutSeconds, statements, snapStart, functionName, log, variables);
        }
    }

    /**
     * A log group that a function shares.
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
     * The same for who knows the settings of the scope.
     *
     * @param findings what cdk-nag would find in the statements
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
                // Memory brings processor time: with less of it, a cold start costs as much and takes longer.
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
        // The packs that ask for a queue ask for these settings, too; elsewhere it would be one more call.
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

    /** The handlers make the addresses of AWS's services of the region and the partition's DNS suffix. */
    private static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("EMR_LAUNCH_DNS_SUFFIX", Aws.URL_SUFFIX);
        return environment;
    }

    /**
     * Lambda names the streams of a group that functions share {@code YYYY/MM/DD/NAME[VERSION]ID}.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html">Configuring CloudWatch
     *     log groups</a>
     */
    private static Map<String, Object> ownStreams(String logGroupName, String functionName) {
        return Policies.allow(
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                Arns.regional("logs", "log-group:%s:log-stream:*/%s[*".formatted(logGroupName, functionName)));
    }

    /** Sets where Lambda sends the events that the function did not process, as the function's role. */
    void setDeadLetterQueue(String queueArn) {
        function.setDeadLetterConfig(CfnFunction.DeadLetterConfigProperty.builder()
                .targetArn(queueArn)
                .build());
    }

    /** Sets an environment variable. */
    void setVariable(String name, String value) {
        function.addPropertyOverride("Environment.Variables." + name, value);
    }

    /** The function, of whatever version. */
    public IFunction function() {
        return Function.fromFunctionAttributes(
                scope,
                id + "Function",
                FunctionAttributes.builder()
                        .functionArn(function.getAttrArn())
                        .sameEnvironment(true)
                        .build());
    }

    /** The function's name. */
    public String functionName() {
        return function.getRef();
    }

    /** The function's ARN, of whatever version. */
    public String functionArn() {
        return function.getAttrArn();
    }

    /**
     * Publishes the version of the same deployment, once for a function. SnapStart takes snapshots of published versions only.
     *
     * @return the version's ARN
     */
    public String publishVersion() {
        return function.publish(
                        scope, id + "Version", stack, retainVersions ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .getRef();
    }

    /** The role that the function assumes. */
    public CfnRole role() {
        return role;
    }
}
