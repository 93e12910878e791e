package io.github.emrlaunch.core.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SelectedSubnets;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Settings of all Lambda functions and state machines that the library adds to a scope, such as a stack or an app. They apply to
 * constructs that are added after them. Only the settings of the nearest scope apply; settings of outer scopes are not merged.
 *
 * <pre>{@code
 * FunctionSettings.builder()
 *         .logRetention(RetentionDays.ONE_YEAR)
 *         .tracing(true)
 *         .build()
 *         .applyTo(app);
 * }</pre>
 */
public final class FunctionSettings {
    private static final String ID = "EmrLaunch::FunctionSettings";
    private static final String LIBRARY = "io.github.emrlaunch.core.";
    private static final FunctionSettings DEFAULTS = new FunctionSettings(new Builder());

    /**
     * Whether an app has applied settings. Without settings, the search in the construct tree is skipped, since it
     * calls another process.
     */
    private static volatile boolean applied;

    private final @Nullable Network network;
    private final @Nullable IKey encryptionKey;
    private final @Nullable Number reservedConcurrency;
    private final LoggingFormat logFormat;
    private final RetentionDays logRetention;
    private final boolean tracing;
    private final boolean retainVersions;
    private final @Nullable ITopic alarmTopic;

    private FunctionSettings(Builder builder) {
        Number concurrency = builder.reservedConcurrency;
        if (concurrency != null && concurrency.doubleValue() < 1 && !Token.isUnresolved(concurrency)) {
            throw new IllegalArgumentException(
                    "'reservedConcurrency' must be at least 1, got: %s. With 0 no function could be invoked"
                            .formatted(concurrency));
        }
        require("logFormat", builder.logFormat);
        require("logRetention", builder.logRetention);
        this.network = builder.network;
        this.encryptionKey = builder.encryptionKey;
        this.reservedConcurrency = builder.reservedConcurrency;
        this.logFormat = builder.logFormat;
        this.logRetention = builder.logRetention;
        this.tracing = builder.tracing;
        this.retainVersions = builder.retainVersions;
        this.alarmTopic = builder.alarmTopic;
    }

    private static void require(String property, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("'%s' must not be null".formatted(property));
        }
    }

    /**
     * The network of functions.
     *
     * @param vpc the VPC
     * @param subnets the subnets, from which the endpoints of AWS must be accessible
     * @param securityGroups the groups of the network interfaces, at least one
     */
    public record Network(IVpc vpc, SubnetSelection subnets, List<ISecurityGroup> securityGroups) {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if there is no group
         */
        public Network {
            require("vpc", vpc);
            require("subnets", subnets);
            require("securityGroups", securityGroups);
            if (new ArrayList<>(securityGroups).contains(null)) {
                throw new IllegalArgumentException("'securityGroups' must have no null");
            }
            if (securityGroups.isEmpty()) {
                throw new IllegalArgumentException(
                        "'securityGroups' must have at least one group: otherwise each function would add a group of its own");
            }
            securityGroups = List.copyOf(securityGroups);
        }

        /**
         * Returns the selected subnets.
         *
         * @throws IllegalArgumentException if one is public: a function gets no public address there
         * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html">Internet access for functions in a
         *     VPC</a>
         */
        public SelectedSubnets select() {
            SelectedSubnets selected = vpc.selectSubnets(subnets);
            if (selected.getHasPublic()) {
                throw new IllegalArgumentException(
                        "'subnets' must be private: in a public subnet a function has no public address, and reaches nothing outside of the VPC, got: %s"
                                .formatted(selected.getSubnetIds()));
            }
            return selected;
        }
    }

    /** Stores settings in the construct tree. */
    private static final class Holder extends Construct {
        private final FunctionSettings settings;

        Holder(Construct scope, FunctionSettings settings) {
            super(scope, ID);
            this.settings = settings;
        }
    }

    /** Creates a builder of settings. All of them have defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Applies the settings to constructs that are added to the scope afterwards. A warning names a function that was added before.
     *
     * @throws IllegalArgumentException if the scope already has settings
     */
    public void applyTo(Construct scope) {
        require("scope", scope);
        if (scope.getNode().tryFindChild(ID) != null) {
            String path = scope.getNode().getPath();
            throw new IllegalArgumentException("%s has function settings already: apply all settings at once"
                    .formatted(path.isEmpty() ? "The app" : "'%s'".formatted(path)));
        }
        warnOfEarlierFunctions(scope);
        new Holder(scope, this);
        applied = true;
        if (encryptionKey != null) {
            allowLogs(encryptionKey);
        }
    }

    /**
     * Settings such as a key would otherwise be missing without a notice. The internal package depends on this one, so its helpers for
     * warnings cannot be used here.
     */
    private static void warnOfEarlierFunctions(Construct scope) {
        scope.getNode().findAll().stream()
                .filter(construct -> construct instanceof CfnFunction
                        && construct.getClass().getPackageName().startsWith(LIBRARY)
                        && !hasSettingsBelow(scope, construct))
                .findFirst()
                .ifPresent(
                        function -> Annotations.of(function)
                                .addWarningV2(
                                        "@emr-launch/core:lateFunctionSettings",
                                        "Function settings that were applied later do not apply to this function. Apply them before other constructs of the library are added"));
    }

    private static boolean hasSettingsBelow(Construct scope, IConstruct function) {
        int depth = scope.getNode().getScopes().size();
        List<IConstruct> scopes = function.getNode().getScopes();
        return scopes.subList(depth, scopes.size()).stream()
                .anyMatch(below -> below.getNode().tryFindChild(ID) != null);
    }

    /**
     * Allows CloudWatch Logs to use the key, with the log group's ARN in the encryption context.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html">Encrypt log data</a>
     */
    private static void allowLogs(IKey key) {
        key.addToResourcePolicy(
                PolicyStatement.Builder.create()
                        .principals(List.of(new ServicePrincipal("logs.%s.%s".formatted(Aws.REGION, Aws.URL_SUFFIX))))
                        .actions(List.of(
                                "kms:Decrypt*",
                                "kms:Describe*",
                                "kms:Encrypt*",
                                "kms:GenerateDataKey*",
                                "kms:ReEncrypt*"))
                        .resources(List.of("*"))
                        .conditions(Map.of(
                                "ArnLike",
                                Map.of(
                                        "kms:EncryptionContext:aws:logs:arn",
                                        "arn:%s:logs:%s:%s:log-group:*"
                                                .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID))))
                        .build(),
                true);
    }

    /** Returns the settings that apply to a scope. */
    public static FunctionSettings of(Construct scope) {
        require("scope", scope);
        if (!applied) {
            return DEFAULTS;
        }
        List<IConstruct> scopes = scope.getNode().getScopes();
        for (int i = scopes.size() - 1; i >= 0; i--) {
            if (scopes.get(i).getNode().tryFindChild(ID) instanceof Holder holder) {
                return holder.settings;
            }
        }
        return DEFAULTS;
    }

    /** The network of functions; null for no VPC. */
    public @Nullable Network getNetwork() {
        return network;
    }

    /** The key of log groups, queues and passwords; null for AWS keys. */
    public @Nullable IKey getEncryptionKey() {
        return encryptionKey;
    }

    /** The reserved concurrency of each function; null for none. */
    public @Nullable Number getReservedConcurrency() {
        return reservedConcurrency;
    }

    /** The format of the functions' logs. */
    public LoggingFormat getLogFormat() {
        return logFormat;
    }

    /** The retention of logs of functions and state machines. */
    public RetentionDays getLogRetention() {
        return logRetention;
    }

    /** Whether X-Ray traces functions and state machines. */
    public boolean isTracing() {
        return tracing;
    }

    /** Whether the versions of previous deployments are kept. */
    public boolean isRetainVersions() {
        return retainVersions;
    }

    /** The topic of alarms; null for no alarms. */
    public @Nullable ITopic getAlarmTopic() {
        return alarmTopic;
    }

    /** Builds {@link FunctionSettings}. All properties are optional. */
    public static final class Builder {
        private @Nullable Network network;
        private @Nullable IKey encryptionKey;
        private @Nullable Number reservedConcurrency;
        private LoggingFormat logFormat = LoggingFormat.TEXT;
        private RetentionDays logRetention = RetentionDays.ONE_MONTH;
        private boolean tracing;
        private boolean retainVersions = true;
        private @Nullable ITopic alarmTopic;

        private Builder() {}

        /**
         * The VPC, subnets and security groups of the functions. The subnets need access to the endpoints of EMR, Step
         * Functions, Systems Manager, Secrets Manager, EMR Serverless and CloudFormation, through interface endpoints
         * or a NAT gateway. Default: none. Functions run in no VPC.
         *
         * @throws IllegalArgumentException if there is no group
         */
        public Builder vpc(IVpc vpc, SubnetSelection subnets, ISecurityGroup... securityGroups) {
            return vpc(vpc, subnets, Arrays.asList(securityGroups));
        }

        /** The VPC, subnets and security groups of the functions, the groups as a list. */
        public Builder vpc(IVpc vpc, SubnetSelection subnets, List<? extends ISecurityGroup> securityGroups) {
            this.network = new Network(vpc, subnets, new ArrayList<>(securityGroups));
            return this;
        }

        /**
         * The customer managed key of log groups, of the clean-up's dead-letter queue and of the passwords of notebook
         * users. The policy of a key that is built in the app is extended to allow CloudWatch Logs to use it; the
         * policy of an imported key must allow it already. Definitions are not encrypted with it, since CloudFormation
         * does not create SecureString parameters. Default: AWS keys.
         */
        public Builder encryptionKey(IKey encryptionKey) {
            this.encryptionKey = encryptionKey;
            return this;
        }

        /**
         * The reserved concurrency of each function, 1 or more. Default: none. Functions share the account's
         * concurrency.
         */
        public Builder reservedConcurrency(Number reservedConcurrency) {
            this.reservedConcurrency = reservedConcurrency;
            return this;
        }

        /** The format of the functions' logs. Default: {@link LoggingFormat#TEXT}. */
        public Builder logFormat(LoggingFormat logFormat) {
            this.logFormat = logFormat;
            return this;
        }

        /** The retention of logs of functions and state machines. Default: one month. */
        public Builder logRetention(RetentionDays logRetention) {
            this.logRetention = logRetention;
            return this;
        }

        /** Whether X-Ray traces functions and state machines; each trace incurs costs. Default: false. */
        public Builder tracing(boolean tracing) {
            this.tracing = tracing;
            return this;
        }

        /**
         * Whether a deployment keeps the functions' previous versions, which executions that started before it continue
         * to invoke. Old versions only use code storage, of which an account has 75 GB in a region, and are deleted
         * with their function. {@code RemovalPolicies.of(app).destroy()} does not apply to them: an execution whose
         * version is deleted fails, and the sweep terminates its cluster. Default: true.
         */
        public Builder retainVersions(boolean retainVersions) {
            this.retainVersions = retainVersions;
            return this;
        }

        /**
         * The topic of alarms, which report that the clean-up after launches does not work, or that it found a cluster
         * without an event. The default policy of a topic allows CloudWatch to publish; the key of an encrypted topic
         * must allow {@code cloudwatch.amazonaws.com} to use it. Default: none. There are no alarms.
         */
        public Builder alarmTopic(ITopic alarmTopic) {
            this.alarmTopic = alarmTopic;
            return this;
        }

        /**
         * Creates the settings.
         *
         * @throws IllegalArgumentException if the reserved concurrency is less than 1
         */
        public FunctionSettings build() {
            return new FunctionSettings(this);
        }
    }
}
