package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.emrserverless.CfnApplication;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * An application of EMR Serverless: a release of Spark or Hive that runs jobs. Workers start when a job needs them, and end after it. It
 * costs nothing while it is idle, unless it has initial capacity.
 *
 * <p>EMR Serverless changes and deletes an application only while it isn't started. So a deployment that does so stops it before,
 * unless {@link Builder#stopBeforeChanges} is false. Job runs are left alone: while there are any, the deployment fails, and changes
 * nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/applications.html">Applications</a>
 */
public final class ServerlessApplication extends Resource implements IServerlessApplication {
    private final CfnApplication application;
    private final ApplicationType type;
    private final List<ISecurityGroup> securityGroups;
    private final ApplicationLogs logs;

    private ServerlessApplication(Builder builder) {
        super(builder.scope, builder.id);
        String name = Validation.required("applicationName", builder.applicationName);
        type = builder.type;
        logs = builder.logs();
        IVpc vpc = builder.vpc;
        securityGroups = vpc == null || !builder.securityGroups.isEmpty()
                ? builder.securityGroups
                : List.of(SecurityGroup.Builder.create(this, "SecurityGroup")
                        .vpc(vpc)
                        .description("Workers of EMR Serverless application " + name)
                        .build());
        CfnApplication.Builder cfn = CfnApplication.Builder.create(this, "Application")
                .name(name)
                .type(type.name())
                .releaseLabel(Validation.required("releaseLabel", builder.releaseLabel))
                .architecture(builder.architecture == InstanceArchitecture.ARM_64 ? "ARM64" : "X86_64")
                .autoStartConfiguration(CfnApplication.AutoStartConfigurationProperty.builder()
                        .enabled(builder.autoStart)
                        .build())
                .autoStopConfiguration(autoStop(builder.idleTimeout))
                .monitoringConfiguration(logs.property())
                .interactiveConfiguration(CfnApplication.InteractiveConfigurationProperty.builder()
                        .studioEnabled(builder.studio)
                        .livyEndpointEnabled(builder.livyEndpoint)
                        .build());
        if (!builder.initialCapacity.isEmpty()) {
            cfn.initialCapacity(builder.initialCapacity.stream()
                    .map(ServerlessApplication::property)
                    .toList());
        }
        if (builder.maximumCapacity != null) {
            cfn.maximumCapacity(property(builder.maximumCapacity));
        }
        if (vpc != null) {
            cfn.networkConfiguration(CfnApplication.NetworkConfigurationProperty.builder()
                    .subnetIds(vpc.selectSubnets(builder.subnets).getSubnetIds())
                    .securityGroupIds(securityGroups.stream()
                            .map(ISecurityGroup::getSecurityGroupId)
                            .toList())
                    .build());
        }
        if (builder.imageUri != null) {
            cfn.imageConfiguration(CfnApplication.ImageConfigurationInputProperty.builder()
                    .imageUri(builder.imageUri)
                    .build());
        }
        CodeProtection.runs(this, "the settings of the application", ApplicationRules.codeUris(builder.configurations));
        if (!builder.configurations.isEmpty()) {
            cfn.runtimeConfiguration(properties(builder.configurations));
        }
        if (builder.hasScheduler()) {
            cfn.schedulerConfiguration(CfnApplication.SchedulerConfigurationProperty.builder()
                    .maxConcurrentRuns(builder.maxConcurrentRuns)
                    .queueTimeoutMinutes(builder.queueTimeout == null ? null : builder.queueTimeout.toMinutes())
                    .build());
        }
        application = cfn.build();
        getNode().setDefaultChild(application);
        if (builder.stopBeforeChanges) {
            StopBeforeChange.add(this, application, getApplicationArn());
        }
        ProductTags.add(this);
    }

    private static CfnApplication.AutoStopConfigurationProperty autoStop(@Nullable Duration idleTimeout) {
        return idleTimeout == null
                ? CfnApplication.AutoStopConfigurationProperty.builder()
                        .enabled(false)
                        .build()
                : CfnApplication.AutoStopConfigurationProperty.builder()
                        .enabled(true)
                        .idleTimeoutMinutes(idleTimeout.toMinutes())
                        .build();
    }

    private static CfnApplication.InitialCapacityConfigKeyValuePairProperty property(InitialCapacity capacity) {
        Worker worker = capacity.worker();
        CfnApplication.WorkerConfigurationProperty.Builder size = CfnApplication.WorkerConfigurationProperty.builder()
                .cpu(worker.vCpus() + " vCPU")
                .memory(worker.memoryGb() + " GB")
                .disk(worker.diskGb() + " GB");
        if (worker.isShuffleOptimized()) {
            size.diskType("SHUFFLE_OPTIMIZED");
        }
        return CfnApplication.InitialCapacityConfigKeyValuePairProperty.builder()
                .key(capacity.type().key())
                .value(CfnApplication.InitialCapacityConfigProperty.builder()
                        .workerCount(capacity.count())
                        .workerConfiguration(size.build())
                        .build())
                .build();
    }

    private static CfnApplication.MaximumAllowedResourcesProperty property(MaximumCapacity capacity) {
        return CfnApplication.MaximumAllowedResourcesProperty.builder()
                .cpu(capacity.vCpus() + " vCPU")
                .memory(capacity.memoryGb() + " GB")
                .disk(capacity.diskGb() == null ? null : capacity.diskGb() + " GB")
                .build();
    }

    private static List<CfnApplication.ConfigurationObjectProperty> properties(List<EmrConfiguration> configurations) {
        return configurations.stream()
                .map(configuration -> CfnApplication.ConfigurationObjectProperty.builder()
                        .classification(configuration.classification())
                        .properties(configuration.properties())
                        .configurations(
                                configuration.configurations().isEmpty()
                                        ? null
                                        : properties(configuration.configurations()))
                        .build())
                .toList();
    }

    /** An application of another stack or app, which has to allow the roles of jobs to write its logs. */
    public static IServerlessApplication fromApplicationId(
            Construct scope, String id, String applicationId, ApplicationType type) {
        return Validation.at(
                scope,
                id,
                () -> new ImportedApplication(
                        scope,
                        id,
                        Validation.required("applicationId", applicationId),
                        Validation.required("type", type)));
    }

    @Override
    public String getApplicationId() {
        return application.getAttrApplicationId();
    }

    @Override
    public ApplicationType getType() {
        return type;
    }

    /** The groups of the workers' network interfaces; none without a VPC. */
    public List<ISecurityGroup> getSecurityGroups() {
        return securityGroups;
    }

    @Override
    public void grantWriteLogs(IRole jobRole) {
        logs.grantWrite(this, jobRole);
    }

    /** A builder of applications. Required: {@link #applicationName} and {@link #releaseLabel}. */
    public static final class Builder {
        private static final int MAX_SUBNETS = 16;
        private static final int MAX_SECURITY_GROUPS = 5;

        private final Construct scope;
        private final String id;
        private @Nullable String applicationName;
        private @Nullable String releaseLabel;
        private ApplicationType type = ApplicationType.SPARK;
        private InstanceArchitecture architecture = InstanceArchitecture.X86_64;
        private List<InitialCapacity> initialCapacity = List.of();
        private @Nullable MaximumCapacity maximumCapacity;
        private boolean autoStart = true;
        private boolean stopBeforeChanges = true;
        private @Nullable Duration idleTimeout = Duration.minutes(15);
        private @Nullable IVpc vpc;
        private SubnetSelection subnets = SubnetSelection.builder()
                .subnetType(SubnetType.PRIVATE_WITH_EGRESS)
                .build();
        private List<ISecurityGroup> securityGroups = List.of();
        private @Nullable String imageUri;
        private List<EmrConfiguration> configurations = List.of();
        private @Nullable IBucket logsBucket;
        private String logsPrefix = "";
        private @Nullable ILogGroup logGroup;
        private boolean managedLogs = true;
        private boolean studio;
        private boolean livyEndpoint;
        private @Nullable Integer maxConcurrentRuns;
        private @Nullable Duration queueTimeout;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts an application in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The name: 1 to 64 letters, digits and {@code ._/#-}. It need not be unique. */
        public Builder applicationName(String applicationName) {
            this.applicationName = applicationName;
            return this;
        }

        /** The release of EMR, such as {@code emr-7.12.0}; {@code emr-6.6.0} or later. */
        public Builder releaseLabel(String releaseLabel) {
            this.releaseLabel = releaseLabel;
            return this;
        }

        /** The type, which can't be changed later. Default: Spark. */
        public Builder type(ApplicationType type) {
            this.type = type;
            return this;
        }

        /** The architecture of the workers' processors. Default: x86-64. */
        public Builder architecture(InstanceArchitecture architecture) {
            this.architecture = architecture;
            return this;
        }

        /** Workers that wait for jobs while the application is started, one entry for each type. Default: none. */
        public Builder initialCapacity(InitialCapacity... initialCapacity) {
            return initialCapacity(Copies.of(initialCapacity));
        }

        /** Workers that wait for jobs while the application is started, one entry for each type. Default: none. */
        public Builder initialCapacity(List<InitialCapacity> initialCapacity) {
            this.initialCapacity = Copies.of(initialCapacity);
            return this;
        }

        /** The maximum of what all workers have together. Default: that of the account's quotas. */
        public Builder maximumCapacity(MaximumCapacity maximumCapacity) {
            this.maximumCapacity = maximumCapacity;
            return this;
        }

        /** Whether a job starts the application. Otherwise somebody has to start it. Default: true. */
        public Builder autoStart(boolean autoStart) {
            this.autoStart = autoStart;
            return this;
        }

        /**
         * Whether a deployment that updates or deletes the application stops it before, for which the stack has a Lambda function.
         * The application starts again with the next job, or, without {@link #autoStart}, when somebody starts it. Default: true.
         */
        public Builder stopBeforeChanges(boolean stopBeforeChanges) {
            this.stopBeforeChanges = stopBeforeChanges;
            return this;
        }

        /** The time without a job after which the application stops, 1 minute to 7 days. Default: 15 minutes. */
        public Builder autoStopAfter(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /** No automatic stop: the application runs until somebody stops it, and its initial capacity costs all the time. */
        public Builder withoutAutoStop() {
            this.idleTimeout = null;
            return this;
        }

        /**
         * The VPC from which jobs reach data. Without one, jobs reach AWS services of their own region, and nothing in a VPC. Default:
         * none.
         */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /**
         * The subnets of the VPC, at most 16, private ones: in public subnets workers get no public address and reach nothing.
         * Default: the private subnets with egress.
         */
        public Builder vpcSubnets(SubnetSelection subnets) {
            this.subnets = subnets;
            return this;
        }

        /** The security groups of the workers, at most five. Default: a new one without ingress rules. */
        public Builder securityGroups(ISecurityGroup... securityGroups) {
            return securityGroups(Copies.of(securityGroups));
        }

        /** The security groups of the workers, at most five. Default: a new one without ingress rules. */
        public Builder securityGroups(List<? extends ISecurityGroup> securityGroups) {
            this.securityGroups = Copies.of(securityGroups);
            return this;
        }

        /**
         * The image in Amazon ECR from which all workers start; its repository must let EMR Serverless read it. Default: that of the
         * release.
         */
        public Builder imageUri(String imageUri) {
            this.imageUri = imageUri;
            return this;
        }

        /** Settings of all jobs, each classification once. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** Settings of all jobs, each classification once. Default: none. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
            return this;
        }

        /** The bucket of the logs, which are encrypted with its key. Default: none. */
        public Builder logsBucket(IBucket logsBucket) {
            this.logsBucket = logsBucket;
            return this;
        }

        /** The prefix of the logs in their bucket, below which jobs may write everything, so that no code may lie there. Default: none. */
        public Builder logsPrefix(String logsPrefix) {
            this.logsPrefix = logsPrefix;
            return this;
        }

        /** The log group of the logs in CloudWatch. Default: none. */
        public Builder logGroup(ILogGroup logGroup) {
            this.logGroup = logGroup;
            return this;
        }

        /** Whether EMR Serverless keeps logs for its user interfaces, for 30 days. Default: true. */
        public Builder managedLogs(boolean managedLogs) {
            this.managedLogs = managedLogs;
            return this;
        }

        /** Whether notebooks of EMR Studio can use the application. Default: false. */
        public Builder studio(boolean studio) {
            this.studio = studio;
            return this;
        }

        /** Whether the application has an endpoint of Apache Livy. Default: false. */
        public Builder livyEndpoint(boolean livyEndpoint) {
            this.livyEndpoint = livyEndpoint;
            return this;
        }

        /**
         * The number of jobs that run at a time, 1 to 1,000; others queue. Needs emr-7.0.0. With {@link #queueTimeout}, and from
         * emr-7.3.0 on, EMR Serverless queues what is more than 15. Default: that of EMR Serverless.
         */
        public Builder maxConcurrentRuns(int maxConcurrentRuns) {
            this.maxConcurrentRuns = maxConcurrentRuns;
            return this;
        }

        /** The longest time that a job queues, 15 minutes to 12 hours. Needs emr-7.0.0. Default: 6 hours where there is a queue. */
        public Builder queueTimeout(Duration queueTimeout) {
            this.queueTimeout = queueTimeout;
            return this;
        }

        private boolean hasScheduler() {
            return maxConcurrentRuns != null || queueTimeout != null;
        }

        private ApplicationLogs logs() {
            String prefix = logsPrefix.isEmpty() || logsPrefix.endsWith("/") ? logsPrefix : logsPrefix + "/";
            return new ApplicationLogs(logsBucket, prefix, logGroup, managedLogs);
        }

        /**
         * Adds the application to the scope.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, or two don't fit each other
         */
        public ServerlessApplication build() {
            return Validation.build(scope, id, this, this::check, ServerlessApplication::new);
        }

        private void check() {
            ApplicationRules.requireName(Validation.required("applicationName", applicationName));
            ApplicationRules.checkRelease(Validation.required("releaseLabel", releaseLabel), hasScheduler());
            ApplicationRules.checkCapacity(type, initialCapacity, maximumCapacity);
            ApplicationRules.checkConfigurations(configurations);
            S3Path.check("logsPrefix", logsPrefix);
            if (imageUri != null) {
                ApplicationRules.checkImage(imageUri);
            }
            if (idleTimeout != null) {
                Validation.wholeMinutes("autoStopAfter", idleTimeout, 1, 10_080);
            }
            if (queueTimeout != null) {
                Validation.wholeMinutes("queueTimeout", queueTimeout, 15, 720);
            }
            if (maxConcurrentRuns != null && (maxConcurrentRuns < 1 || maxConcurrentRuns > 1_000)) {
                throw new IllegalArgumentException("'maxConcurrentRuns' must be 1 to 1000, got: " + maxConcurrentRuns);
            }
            checkNetwork();
        }

        private void checkNetwork() {
            if (vpc == null) {
                if (!securityGroups.isEmpty()) {
                    throw new IllegalArgumentException(
                            "'securityGroups' takes the 'vpc' that they are in, which is missing");
                }
                return;
            }
            if (securityGroups.size() > MAX_SECURITY_GROUPS) {
                throw new IllegalArgumentException("'securityGroups' can be at most %d, got: %d"
                        .formatted(MAX_SECURITY_GROUPS, securityGroups.size()));
            }
            if (subnets.getSubnetType() == SubnetType.PUBLIC) {
                throw new IllegalArgumentException(
                        "'vpcSubnets' must be private: workers in public subnets get no public address and reach nothing");
            }
            int count = vpc.selectSubnets(subnets).getSubnetIds().size();
            if (count == 0 || count > MAX_SUBNETS) {
                throw new IllegalArgumentException(
                        "'vpcSubnets' must select 1 to %d subnets of 'vpc', got: %d".formatted(MAX_SUBNETS, count));
            }
        }
    }
}
