package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.emrserverless.CfnApplication;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/**
 * An application of EMR Serverless: a release of Spark or Hive that runs jobs. Workers start when a job needs them, and terminate after it.
 * An
 * idle application incurs no costs, unless it has initial capacity.
 *
 * <p>EMR Serverless changes and deletes an application only while it is not started. Therefore a deployment stops the application before a
 * change,
 * unless {@link Builder#stopBeforeChanges} is false. Job runs are not cancelled: if there are any, the deployment fails and changes
 * nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/applications.html">Applications</a>
 */
public final class ServerlessApplication extends Resource implements IServerlessApplication {
    private final CfnApplication application;
    private final ApplicationFacts facts;
    private final List<ISecurityGroup> securityGroups;

    private ServerlessApplication(Builder builder) {
        super(builder.scope, builder.id);
        facts = builder.facts();
        securityGroups = builder.securityGroups(this, "SecurityGroup");
        application = new ApplicationProperties(builder.request(securityGroups)).resource(this, "Application");
        getNode().setDefaultChild(application);
        CodeProtection.runs(this, "the settings of the application", ApplicationRules.codeUris(builder.configurations));
        if (builder.stopBeforeChanges == null || builder.stopBeforeChanges) {
            StopBeforeChange.add(this, application, getApplicationArn());
        }
        builder.tags.forEach(Tags.of(this)::add);
        ProductTags.add(this);
    }

    /** Imports an application of another stack or app, which has to allow the roles of jobs to write its logs. */
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
        return facts.type();
    }

    /** The security groups of the workers; empty without a VPC. */
    public List<ISecurityGroup> getSecurityGroups() {
        return securityGroups;
    }

    @Override
    public void grantWriteLogs(IRole jobRole) {
        facts.monitoring().grantWrite(this, jobRole);
    }

    ApplicationFacts facts() {
        return facts;
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
        private @Nullable Boolean stopBeforeChanges;
        private @Nullable Duration idleTimeout = Duration.minutes(15);
        private @Nullable IVpc vpc;
        private SubnetSelection subnets = SubnetSelection.builder()
                .subnetType(SubnetType.PRIVATE_WITH_EGRESS)
                .build();
        private List<ISecurityGroup> securityGroups = List.of();
        private @Nullable String imageUri;
        private List<EmrConfiguration> configurations = List.of();
        private Map<WorkerType, String> workerImages = Map.of();
        private ServerlessMonitoring monitoring = ServerlessMonitoring.managed();
        private boolean studio;
        private boolean livyEndpoint;
        private boolean sessions;
        private @Nullable String identityCenterInstanceArn;
        private Map<String, String> tags = Map.of();
        private @Nullable Number maxConcurrentRuns;
        private @Nullable Duration queueTimeout;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of an application in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The name: 1 to 64 letters, digits and {@code ._/#-}. It need not be unique. */
        public Builder applicationName(String applicationName) {
            this.applicationName = applicationName;
            return this;
        }

        /** The release of EMR, such as {@code emr-7.12.0} or {@code emr-spark-8.0.0}; {@code emr-6.6.0} or later. */
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

        /** Workers that are ready for jobs while the application is started, one entry for each type. Default: none. */
        public Builder initialCapacity(InitialCapacity... initialCapacity) {
            return initialCapacity(Copies.of(initialCapacity));
        }

        /** Workers that are ready for jobs while the application is started, one entry for each type. Default: none. */
        public Builder initialCapacity(List<InitialCapacity> initialCapacity) {
            this.initialCapacity = Copies.of(initialCapacity);
            return this;
        }

        /** The maximum total capacity of all workers. Default: that of the account's quotas. */
        public Builder maximumCapacity(MaximumCapacity maximumCapacity) {
            this.maximumCapacity = maximumCapacity;
            return this;
        }

        /** Whether a job starts the application. If false, it must be started explicitly. Default: true. */
        public Builder autoStart(boolean autoStart) {
            this.autoStart = autoStart;
            return this;
        }

        /**
         * Whether a deployment that updates or deletes the application stops it first, by a Lambda function of the stack.
         * The application starts again with the next job, or explicitly if {@link #autoStart} is false. Default: true.
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

        /**
         * Turns automatic stop off: the application runs until it is stopped explicitly, and its initial capacity incurs costs permanently.
         */
        public Builder withoutAutoStop() {
            this.idleTimeout = null;
            return this;
        }

        /**
         * The VPC from which jobs reach data. Without a VPC, jobs can reach AWS services of their own region, but no resources in a VPC.
         * Default:
         * none.
         */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /**
         * The subnets of the VPC, at most 16. They must be private: workers in public subnets have no public address and no network access.
         * Default: the private subnets with egress.
         */
        public Builder vpcSubnets(SubnetSelection subnets) {
            this.subnets = subnets;
            return this;
        }

        /** The security groups of the workers, at most five. Default: a new security group without ingress rules. */
        public Builder securityGroups(ISecurityGroup... securityGroups) {
            return securityGroups(Copies.of(securityGroups));
        }

        /** The security groups of the workers, at most five. Default: a new security group without ingress rules. */
        public Builder securityGroups(List<? extends ISecurityGroup> securityGroups) {
            this.securityGroups = Copies.of(securityGroups);
            return this;
        }

        /**
         * The image in Amazon ECR of all workers. The policy of its repository must allow EMR Serverless to read it. Default: that of the
         * release.
         */
        public Builder imageUri(String imageUri) {
            this.imageUri = imageUri;
            return this;
        }

        /**
         * The image for each type of worker of the engine, instead of one for all. Default: that of the release.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/application-custom-image.html">Custom images</a>
         */
        public Builder workerImages(Map<WorkerType, String> workerImages) {
            this.workerImages = Copies.sorted(workerImages);
            return this;
        }

        /** The configurations of all jobs, each classification once. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** The configurations of all jobs, each classification once. Default: none. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
            return this;
        }

        /** The targets of the logs and metrics of all jobs. Default: managed storage of EMR Serverless. */
        public Builder monitoring(ServerlessMonitoring monitoring) {
            this.monitoring = monitoring;
            return this;
        }

        /** Whether notebooks of EMR Studio can use the application. Requires emr-6.14.0. Default: false. */
        public Builder studio(boolean studio) {
            this.studio = studio;
            return this;
        }

        /** Whether the application has an endpoint of Apache Livy. Requires emr-6.14.0. Default: false. */
        public Builder livyEndpoint(boolean livyEndpoint) {
            this.livyEndpoint = livyEndpoint;
            return this;
        }

        /** Whether clients of Spark Connect can start sessions. Requires emr-7.13.0. Default: false. */
        public Builder sessions(boolean sessions) {
            this.sessions = sessions;
            return this;
        }

        /** The ARN of the IAM Identity Center instance, whose users access data with their own permissions. Default: none. */
        public Builder identityCenterInstanceArn(String identityCenterInstanceArn) {
            this.identityCenterInstanceArn = identityCenterInstanceArn;
            return this;
        }

        /** The tags in addition to those of the CDK's {@code Tags}. Default: none. */
        public Builder tags(Map<String, String> tags) {
            this.tags = Copies.sorted(tags);
            return this;
        }

        /**
         * The number of jobs that run at a time, 1 to 1,000; others are queued. Requires emr-7.0.0. With {@link #queueTimeout}, and from
         * emr-7.3.0 on, EMR Serverless queues jobs above 15. Default: that of EMR Serverless.
         */
        public Builder maxConcurrentRuns(Number maxConcurrentRuns) {
            this.maxConcurrentRuns = maxConcurrentRuns;
            return this;
        }

        /** The longest time of a job in the queue, 15 minutes to 12 hours. Requires emr-7.0.0. Default: 6 hours if there is a queue. */
        public Builder queueTimeout(Duration queueTimeout) {
            this.queueTimeout = queueTimeout;
            return this;
        }

        private boolean hasScheduler() {
            return maxConcurrentRuns != null || queueTimeout != null;
        }

        /** Returns the security groups of the workers. A new one is created if there is a VPC and no group is set. */
        List<ISecurityGroup> securityGroups(Construct scope, String id) {
            return vpc == null || !securityGroups.isEmpty()
                    ? securityGroups
                    : List.of(SecurityGroup.Builder.create(scope, id)
                            .vpc(vpc)
                            .description("Workers of EMR Serverless application " + applicationName)
                            .build());
        }

        /** Returns the CreateApplication request in the form of Step Functions. */
        ObjectNode request(List<ISecurityGroup> groups) {
            ObjectNode request = Json.object()
                    .put("Name", applicationName)
                    .put("Type", type.name())
                    .put("ReleaseLabel", releaseLabel)
                    .put("Architecture", architecture == InstanceArchitecture.ARM_64 ? "ARM64" : "X86_64");
            request.putObject("AutoStartConfiguration").put("Enabled", autoStart);
            ObjectNode autoStop = request.putObject("AutoStopConfiguration").put("Enabled", idleTimeout != null);
            if (idleTimeout != null) {
                autoStop.set("IdleTimeoutMinutes", Json.of(GivenNumbers.minutes("autoStopAfter", idleTimeout)));
            }
            request.set("MonitoringConfiguration", monitoring.toJson());
            ObjectNode interactive = request.putObject("InteractiveConfiguration")
                    .put("StudioEnabled", studio)
                    .put("LivyEndpointEnabled", livyEndpoint);
            if (sessions) {
                interactive.put("SessionEnabled", true);
            }
            initialCapacity.forEach(workers ->
                    request.withObject("/InitialCapacity").set(workers.type().key(), workers.toJson()));
            if (maximumCapacity != null) {
                request.set("MaximumCapacity", maximumCapacity.toJson());
            }
            if (vpc != null) {
                request.putObject("NetworkConfiguration")
                        .<ObjectNode>set(
                                "SubnetIds", Json.of(vpc.selectSubnets(subnets).getSubnetIds()))
                        .set(
                                "SecurityGroupIds",
                                Json.of(groups.stream()
                                        .map(ISecurityGroup::getSecurityGroupId)
                                        .toList()));
            }
            if (imageUri != null) {
                request.putObject("ImageConfiguration").put("ImageUri", imageUri);
            }
            workerImages.forEach((worker, image) -> request.withObject("/WorkerTypeSpecifications")
                    .putObject(worker.key())
                    .putObject("ImageConfiguration")
                    .put("ImageUri", image));
            if (!configurations.isEmpty()) {
                request.set("RuntimeConfiguration", JobRunCall.json(configurations));
            }
            if (maxConcurrentRuns != null) {
                request.withObject("/SchedulerConfiguration").set("MaxConcurrentRuns", Json.of(maxConcurrentRuns));
            }
            if (queueTimeout != null) {
                request.withObject("/SchedulerConfiguration")
                        .set("QueueTimeoutMinutes", Json.of(GivenNumbers.minutes("queueTimeout", queueTimeout)));
            }
            if (identityCenterInstanceArn != null) {
                request.putObject("IdentityCenterConfiguration")
                        .put("IdentityCenterInstanceArn", identityCenterInstanceArn);
            }
            return request;
        }

        /**
         * Adds the application to the scope.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, or two conflict
         */
        public ServerlessApplication build() {
            return Validation.build(scope, id, this, this::check, ServerlessApplication::new);
        }

        /** Returns the task that creates the application in an execution instead. */
        CreateApplicationTask task() {
            return Validation.at(scope, id, () -> {
                Validation.complete(this);
                check();
                if (stopBeforeChanges != null) {
                    throw new IllegalArgumentException(
                            "'stopBeforeChanges' is for applications of a deployment: leave it out of one that an execution creates");
                }
                CodeProtection.runs(
                        scope,
                        "the settings of the application of task '%s'".formatted(id),
                        ApplicationRules.codeUris(configurations));
                ObjectNode request = request(securityGroups(scope, id + "SecurityGroup"));
                if (!tags.isEmpty()) {
                    request.set("Tags", Json.of(tags));
                }
                return CreateApplicationTask.of(scope, id, request, facts());
            });
        }

        private ApplicationFacts facts() {
            return new ApplicationFacts(
                    type,
                    Validation.required("releaseLabel", releaseLabel),
                    architecture,
                    imageUri != null || !workerImages.isEmpty(),
                    monitoring,
                    configurations);
        }

        private void check() {
            ApplicationRules.requireName(Validation.required("applicationName", applicationName));
            String label = Validation.required("releaseLabel", releaseLabel);
            ApplicationRules.checkRelease(label, type);
            ApplicationRules.checkCapacity(type, initialCapacity, maximumCapacity);
            ApplicationRules.checkConfigurations(configurations);
            ApplicationRules.checkImages(type, imageUri, workerImages);
            checkFeatures(label);
            if (idleTimeout != null) {
                Validation.wholeMinutes("autoStopAfter", idleTimeout, 1, 10_080);
            }
            if (queueTimeout != null) {
                Validation.wholeMinutes("queueTimeout", queueTimeout, 15, 720);
            }
            if (maxConcurrentRuns != null
                    && GivenNumbers.isOutside(GivenNumbers.whole("maxConcurrentRuns", maxConcurrentRuns), 1, 1_000)) {
                throw new IllegalArgumentException("'maxConcurrentRuns' must be 1 to 1000, got: " + maxConcurrentRuns);
            }
            checkNetwork();
        }

        private void checkFeatures(String label) {
            if (hasScheduler()) {
                ApplicationRules.requireRelease(
                        "A scheduler ('maxConcurrentRuns' or 'queueTimeout')",
                        label,
                        ApplicationRules.FIRST_WITH_SCHEDULER);
            }
            if (studio || livyEndpoint) {
                ApplicationRules.requireRelease(
                        studio ? "'studio'" : "'livyEndpoint'", label, ApplicationRules.FIRST_WITH_LIVY);
            }
            if (sessions) {
                ApplicationRules.requireRelease("'sessions'", label, ApplicationRules.FIRST_WITH_SESSIONS);
            }
            if (monitoring.hasPrometheus()) {
                ApplicationRules.requireRelease("'remoteWriteUrl'", label, ApplicationRules.FIRST_WITH_PROMETHEUS);
            }
            if (initialCapacity.stream().anyMatch(workers -> workers.worker().isShuffleOptimized())) {
                ApplicationRules.requireRelease(
                        "A shuffle-optimized disk", label, ApplicationRules.FIRST_WITH_SHUFFLE_OPTIMIZED_DISKS);
            }
        }

        private void checkNetwork() {
            if (vpc == null) {
                if (!securityGroups.isEmpty()) {
                    throw new IllegalArgumentException("'securityGroups' requires their 'vpc', which is missing");
                }
                return;
            }
            if (securityGroups.size() > MAX_SECURITY_GROUPS) {
                throw new IllegalArgumentException("'securityGroups' can be at most %d, got: %d"
                        .formatted(MAX_SECURITY_GROUPS, securityGroups.size()));
            }
            if (subnets.getSubnetType() == SubnetType.PUBLIC) {
                throw new IllegalArgumentException(
                        "'vpcSubnets' must be private: workers in public subnets have no public address and no network access");
            }
            int count = vpc.selectSubnets(subnets).getSubnetIds().size();
            if (count == 0 || count > MAX_SUBNETS) {
                throw new IllegalArgumentException(
                        "'vpcSubnets' must select 1 to %d subnets of 'vpc', got: %d".formatted(MAX_SUBNETS, count));
            }
        }
    }
}
