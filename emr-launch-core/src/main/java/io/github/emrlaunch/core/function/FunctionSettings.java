package io.github.emrlaunch.core.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SelectedSubnets;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Settings of all Lambda functions and state machines that the library adds to a scope, such as a stack or an app. They hold for
 * what is added after them. The settings of the nearest scope hold, as a whole.
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
    private static final FunctionSettings DEFAULTS = new FunctionSettings(new Builder());

    /** Until settings are applied there is nothing to look for, which would cost calls across a process boundary. */
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
     * @param subnets the subnets, from which the endpoints of AWS can be reached
     * @param securityGroups the groups of the network interfaces, at least one
     */
    public record Network(IVpc vpc, SubnetSelection subnets, List<ISecurityGroup> securityGroups) {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException when there is no group
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
                        "'securityGroups' must have at least one group: a group for each function would be one more resource for each");
            }
            securityGroups = List.copyOf(securityGroups);
        }

        /**
         * The subnets that the selection selects.
         *
         * @throws IllegalArgumentException when one is public: a function gets no public address there
         * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html">Internet access for
         *     functions in a VPC</a>
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

    /** Holds settings in the construct tree. */
    private static final class Holder extends Construct {
        private final FunctionSettings settings;

        Holder(Construct scope, FunctionSettings settings) {
            super(scope, ID);
            this.settings = settings;
        }
    }

    /** A builder of settings, all of which have defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Applies the settings to what is added to the scope from now on.
     *
     * @throws IllegalArgumentException when the scope has settings
     */
    public void applyTo(Construct scope) {
        require("scope", scope);
        if (scope.getNode().tryFindChild(ID) != null) {
            String path = scope.getNode().getPath();
            throw new IllegalArgumentException("%s has function settings: apply all of them at once"
                    .formatted(path.isEmpty() ? "The app" : "'%s'".formatted(path)));
        }
        new Holder(scope, this);
        applied = true;
        if (encryptionKey != null) {
            allowLogs(encryptionKey);
        }
    }

    /**
     * CloudWatch Logs asks for these with the log group's ARN.
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

    /** The settings that hold for what is added to a scope. */
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

    /** The network; null for that of Lambda. */
    public @Nullable Network getNetwork() {
        return network;
    }

    /** The key of log groups, queues and passwords; null for those of AWS. */
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

    /** The time for which logs of functions and state machines are kept. */
    public RetentionDays getLogRetention() {
        return logRetention;
    }

    /** Whether X-Ray traces functions and state machines. */
    public boolean isTracing() {
        return tracing;
    }

    /** Whether the versions of former deployments are kept. */
    public boolean isRetainVersions() {
        return retainVersions;
    }

    /** The topic of the alarms; null for no alarms. */
    public @Nullable ITopic getAlarmTopic() {
        return alarmTopic;
    }

    /** Builds {@link FunctionSettings}. Nothing is required. */
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
         * The VPC, subnets and security groups of the functions. The subnets need a way to the endpoints of EMR, Step Functions,
         * Systems Manager, Secrets Manager, EMR Serverless and CloudFormation: interface endpoints or a NAT gateway. Default:
         * none, functions are in no VPC.
         *
         * @throws IllegalArgumentException when there is no group
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
         * The customer managed key of log groups, of the clean-up's dead-letter queue and of the passwords of notebook users. A key that the app creates comes to allow
         * CloudWatch Logs its use; the policy of an imported one must do so. Definitions are not encrypted with it: CloudFormation
         * creates no parameters of type SecureString. Default: keys of AWS.
         */
        public Builder encryptionKey(IKey encryptionKey) {
            this.encryptionKey = encryptionKey;
            return this;
        }

        /** The reserved concurrency of each function, 1 or more. Default: none, functions share the account's. */
        public Builder reservedConcurrency(Number reservedConcurrency) {
            this.reservedConcurrency = reservedConcurrency;
            return this;
        }

        /** The format of the functions' logs. Default: {@link LoggingFormat#TEXT}. */
        public Builder logFormat(LoggingFormat logFormat) {
            this.logFormat = logFormat;
            return this;
        }

        /** The time for which logs of functions and state machines are kept. Default: one month. */
        public Builder logRetention(RetentionDays logRetention) {
            this.logRetention = logRetention;
            return this;
        }

        /** Whether X-Ray traces functions and state machines, which costs by the trace. Default: false. */
        public Builder tracing(boolean tracing) {
            this.tracing = tracing;
            return this;
        }

        /**
         * Whether a deployment keeps the functions' former versions, which executions that began before it go on to invoke. Old versions
         * cost nothing but space for code, of which an account has 75 GB in a region, and are deleted with their function.
         * {@code RemovalPolicies.of(app).destroy()} does not reach them: an execution whose version is gone fails, and leaves its cluster to
         * the sweep. Default: true.
         */
        public Builder retainVersions(boolean retainVersions) {
            this.retainVersions = retainVersions;
            return this;
        }

        /**
         * The topic of alarms: the clean-up after launches does not work, or finds a cluster that no event told of. The default
         * policy of a topic allows CloudWatch to publish; the key of an encrypted one must allow {@code cloudwatch.amazonaws.com} to use
         * it. Default: none, there are no alarms.
         */
        public Builder alarmTopic(ITopic alarmTopic) {
            this.alarmTopic = alarmTopic;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @throws IllegalArgumentException when the reserved concurrency is less than 1
         */
        public FunctionSettings build() {
            return new FunctionSettings(this);
        }
    }
}
