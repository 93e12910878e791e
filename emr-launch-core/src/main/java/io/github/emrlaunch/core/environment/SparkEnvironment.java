package io.github.emrlaunch.core.environment;

import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.FlowLog;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * An environment for Spark clusters: a VPC with public and private subnets, a bucket for logs, and a bucket for code, data and outputs.
 *
 * <pre>{@code
 * SparkEnvironment environment = SparkEnvironment.Builder.create(this, "Environment")
 *         .namingPrefix("analytics")
 *         .build();
 * EmrProfile profile = EmrProfile.Builder.create(this, "Profile")
 *         .profileName("spark")
 *         .vpc(environment.getVpc())
 *         .logsBucket(environment.getLogsBucket())
 *         .build();
 * }</pre>
 *
 * <p>Clusters run in private subnets. They access S3 through a gateway endpoint, Systems Manager through interface
 * endpoints, and everything else through a NAT gateway.
 *
 * <p>The buckets are named {@code PREFIX-logs-SUFFIX} and {@code PREFIX-data-SUFFIX}. They are encrypted with SSE-S3, accept requests
 * by TLS only, block public access, and are retained when the stack is deleted: empty and delete them manually. In the logs bucket,
 * {@code access/} contains the server access logs of the data bucket and {@code network/} the flow logs of the VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-clusters-in-a-vpc.html">Amazon VPC options</a>
 */
public final class SparkEnvironment extends Construct {
    private static final Map<String, Object> SESSIONS_FINDING = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::\\*",
            "The Systems Manager agent calls these actions, for which IAM has no resource types");

    private final Vpc vpc;
    private final Bucket logsBucket;
    private final Bucket dataBucket;

    private SparkEnvironment(Builder builder) {
        super(builder.scope, builder.id);
        // Makes bucket policies allow the delivery of logs with any feature flags of the app. Otherwise the CDK uses
        // access control lists, which new buckets do not support.
        getNode().setContext("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", true);
        getNode().setContext("@aws-cdk/aws-s3:createDefaultLoggingPolicy", true);
        logsBucket = bucket("LogsBucket", builder.bucketName("logs")).build();
        dataBucket = bucket("DataBucket", builder.bucketName("data"))
                .serverAccessLogsBucket(logsBucket)
                .serverAccessLogsPrefix("access/")
                .build();
        vpc = Vpc.Builder.create(this, "Vpc")
                .vpcName(builder.namingPrefix)
                .ipAddresses(IpAddresses.cidr(builder.cidr))
                .maxAzs(builder.maxAzs)
                .natGateways(builder.natGateways)
                .subnetConfiguration(List.of(
                        subnets("Public", SubnetType.PUBLIC), subnets("Private", SubnetType.PRIVATE_WITH_EGRESS)))
                .gatewayEndpoints(Map.of(
                        "S3Endpoint",
                        GatewayVpcEndpointOptions.builder()
                                .service(GatewayVpcEndpointAwsService.S3)
                                .build()))
                .build();
        FlowLog flowLog = vpc.addFlowLog(
                "FlowLog",
                FlowLogOptions.builder()
                        .destination(FlowLogDestination.toS3(logsBucket, "network/"))
                        .build());
        // A flow log changes the bucket's policy if the policy does not allow the delivery yet.
        flowLog.getNode().addDependency(Objects.requireNonNull(logsBucket.getPolicy()));
        addSystemsManager(builder.cidr);
        ProductTags.add(this);
    }

    private Bucket.Builder bucket(String id, String name) {
        return Bucket.Builder.create(this, id)
                .bucketName(name)
                .encryption(BucketEncryption.S3_MANAGED)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .removalPolicy(RemovalPolicy.RETAIN);
    }

    private static SubnetConfiguration subnets(String name, SubnetType type) {
        return SubnetConfiguration.builder().name(name).subnetType(type).build();
    }

    /** Adds the endpoints of the agent, which polls {@code ssm}, and of sessions, which use {@code ssmmessages}. */
    private void addSystemsManager(String cidr) {
        SecurityGroup group = SecurityGroup.Builder.create(this, "SystemsManagerGroup")
                .vpc(vpc)
                .description("Endpoints of Systems Manager")
                .allowAllOutbound(false)
                .build();
        group.addIngressRule(Peer.ipv4(cidr), Port.tcp(443), "From the VPC");
        addEndpoint("SsmEndpoint", InterfaceVpcEndpointAwsService.SSM, group);
        addEndpoint("SsmMessagesEndpoint", InterfaceVpcEndpointAwsService.SSM_MESSAGES, group);
    }

    private void addEndpoint(String id, InterfaceVpcEndpointAwsService service, SecurityGroup group) {
        vpc.addInterfaceEndpoint(
                id,
                InterfaceVpcEndpointOptions.builder()
                        .service(service)
                        .subnets(SubnetSelection.builder()
                                .subnets(getPrivateSubnets())
                                .build())
                        .securityGroups(List.of(group))
                        .open(false)
                        .build());
    }

    /** The VPC. */
    public IVpc getVpc() {
        return vpc;
    }

    /** The public subnets with the NAT gateways, one for each availability zone. */
    public List<ISubnet> getPublicSubnets() {
        return List.copyOf(vpc.getPublicSubnets());
    }

    /** The private subnets, one for each availability zone. Instance fleets can choose among them. */
    public List<ISubnet> getPrivateSubnets() {
        return List.copyOf(vpc.getPrivateSubnets());
    }

    /** The private subnet of the first availability zone, for clusters of instance groups, which run in one subnet. */
    public ISubnet getClusterSubnet() {
        return getPrivateSubnets().get(0);
    }

    /** The bucket that clusters write their logs to. */
    public IBucket getLogsBucket() {
        return logsBucket;
    }

    /** The bucket for code, data and outputs. */
    public IBucket getDataBucket() {
        return dataBucket;
    }

    /**
     * Allows the nodes to open Session Manager sessions, which do not require SSH. Users need permission to start
     * sessions. The Systems Manager agent must run on the nodes; a bootstrap action can install it.
     *
     * @param instanceRole the instance role, such as
     *     {@link io.github.emrlaunch.core.profile.EmrProfile#getInstanceRole()}
     * @see
     *     <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-add-permissions-to-existing-profile.html">Session
     *     Manager permissions</a>
     */
    public void allowSessions(IRole instanceRole) {
        Policy policy = getNode().tryFindChild("Sessions") instanceof Policy there ? there : sessions();
        instanceRole.attachInlinePolicy(policy);
    }

    private Policy sessions() {
        Policy policy = Policy.Builder.create(this, "Sessions")
                .document(Policies.document(List.of(Policies.allow(
                        List.of(
                                "ssm:UpdateInstanceInformation",
                                "ssmmessages:CreateControlChannel",
                                "ssmmessages:CreateDataChannel",
                                "ssmmessages:OpenControlChannel",
                                "ssmmessages:OpenDataChannel"),
                        "*"))))
                .build();
        CdkNag.suppress(policy, List.of(SESSIONS_FINDING));
        return policy;
    }

    /** Builds a {@link SparkEnvironment}. All properties are optional. */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private String cidr = "172.16.0.0/22";
        private int maxAzs = 1;
        private int natGateways = 1;
        private String namingPrefix = "default";
        private @Nullable String namingSuffix;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of an environment in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The VPC's address range, with a prefix of 16 to 28 bits. Half of it is for public and half for private
         * subnets. Some addresses are unused with three, five or six availability zones. Default:
         * {@code 172.16.0.0/22}.
         */
        public Builder cidr(String cidr) {
            this.cidr = cidr;
            return this;
        }

        /**
         * The maximum number of availability zones in which the VPC has subnets, 1 to 6. A stack without an explicit
         * account and region has two. Default: 1.
         */
        public Builder maxAzs(int maxAzs) {
            this.maxAzs = maxAzs;
            return this;
        }

        /**
         * The number of NAT gateways, from 1 to one for each availability zone. Clusters of instance groups need one. Default: 1.
         */
        public Builder natGateways(int natGateways) {
            this.natGateways = natGateways;
            return this;
        }

        /**
         * The prefix of the names of the buckets and of the VPC: lower-case letters, digits and hyphens. Default:
         * {@code default}.
         */
        public Builder namingPrefix(String namingPrefix) {
            this.namingPrefix = namingPrefix;
            return this;
        }

        /**
         * The suffix of the bucket names, of the same characters. Bucket names are unique among all accounts, and the
         * buckets are retained when the stack is deleted. With a fixed suffix, a stack that is deleted and created
         * again fails, since the names are in use. Default: eight characters of the stack's id.
         */
        public Builder namingSuffix(String namingSuffix) {
            this.namingSuffix = namingSuffix;
            return this;
        }

        /**
         * Adds the environment to the scope.
         *
         * @throws IllegalArgumentException if the address range is invalid or too small for its subnets, or AWS would
         *     refuse a name
         */
        public SparkEnvironment build() {
            return Validation.build(scope, id, this, this::check, SparkEnvironment::new);
        }

        private void check() {
            EnvironmentRules.checkNetwork(cidr, maxAzs, natGateways);
            EnvironmentRules.checkNames(namingPrefix, suffix());
        }

        private String bucketName(String content) {
            return "%s-%s-%s".formatted(namingPrefix, content, suffix());
        }

        private String suffix() {
            return namingSuffix == null ? ofStackId() : namingSuffix;
        }

        /** Returns the first group of the UUID in {@code arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID}. */
        private static String ofStackId() {
            return Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))));
        }
    }
}
