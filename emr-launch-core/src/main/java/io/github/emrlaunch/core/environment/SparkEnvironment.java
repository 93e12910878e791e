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
 * An environment for Spark clusters: a VPC with public and private subnets, a bucket for logs and one for code, data and outputs.
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
 * <p>Clusters run in private subnets. From there they reach S3 through a gateway endpoint, Systems Manager through interface
 * endpoints, and everything else through a NAT gateway.
 *
 * <p>The buckets are named {@code PREFIX-logs-SUFFIX} and {@code PREFIX-data-SUFFIX}. They are encrypted with SSE-S3, take requests
 * by TLS only, block public access, and are retained when the stack is deleted: empty and delete them by hand. In the logs bucket,
 * {@code access/} has the server access logs of the data bucket and {@code network/} the flow logs of the VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-clusters-in-a-vpc.html">Amazon VPC options</a>
 */
public final class SparkEnvironment extends Construct {
    private static final Map<String, Object> SESSIONS_FINDING = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::\\*",
            "What the agent of Systems Manager asks of its own instance: IAM knows no resource for it");

    private final Vpc vpc;
    private final Bucket logsBucket;
    private final Bucket dataBucket;

    private SparkEnvironment(Builder builder) {
        super(builder.scope, builder.id);
        // Bucket policies allow the delivery of logs, whatever the app's feature flags say: else the CDK uses access
        // control
        // lists, which new buckets don't have.
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
        // A flow log whose bucket doesn't allow it yet changes the bucket's policy itself.
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

    /** The agent asks {@code ssm} what to do, and sessions run over {@code ssmmessages}. */
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

    /** The public subnets, one for each availability zone; the NAT gateways are in them. */
    public List<ISubnet> getPublicSubnets() {
        return List.copyOf(vpc.getPublicSubnets());
    }

    /** The private subnets, one for each availability zone: instance fleets can choose among them. */
    public List<ISubnet> getPrivateSubnets() {
        return List.copyOf(vpc.getPrivateSubnets());
    }

    /** The private subnet of the first availability zone, for clusters of instance groups, which run in one. */
    public ISubnet getClusterSubnet() {
        return getPrivateSubnets().get(0);
    }

    /** The bucket that clusters write their logs to. */
    public IBucket getLogsBucket() {
        return logsBucket;
    }

    /** The bucket of code, data and outputs. */
    public IBucket getDataBucket() {
        return dataBucket;
    }

    /**
     * Allows the nodes to take part in sessions of Systems Manager's Session Manager, which need no SSH. Users open a session if
     * their own policies allow it. The agent must run on the nodes: a bootstrap action can install it.
     *
     * @param instanceRole such as {@link io.github.emrlaunch.core.profile.EmrProfile#getInstanceRole()}
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-add-permissions-to-existing-profile.html">Session
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

    /** Builds a {@link SparkEnvironment}. Nothing is required. */
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

        /** A builder of an environment in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The VPC's addresses, 16 to 28 bits of prefix, half of them for public subnets and half for private ones; with three, five
         * or six availability zones some stay free. Default: {@code 172.16.0.0/22}.
         */
        public Builder cidr(String cidr) {
            this.cidr = cidr;
            return this;
        }

        /**
         * The most availability zones in which the VPC has subnets, 1 to 6. A stack that isn't bound to an account and region sees
         * two. Default: 1.
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
         * The start of the names of the buckets and of the VPC: lower-case letters, digits and hyphens. Default:
         * {@code default}.
         */
        public Builder namingPrefix(String namingPrefix) {
            this.namingPrefix = namingPrefix;
            return this;
        }

        /**
         * The end of bucket names, of the same characters. Bucket names are unique among all accounts, and the buckets outlive their
         * stack: with a suffix of your own, a stack that is deleted and created again finds its old names taken. Default: eight
         * characters of the stack's own id.
         */
        public Builder namingSuffix(String namingSuffix) {
            this.namingSuffix = namingSuffix;
            return this;
        }

        /**
         * Adds the environment to the scope.
         *
         * @throws IllegalArgumentException when the range of addresses isn't one or is too small for its subnets, or a name is one
         *     that AWS would refuse
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

        /** {@code arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID}: the first group of the UUID. */
        private static String ofStackId() {
            return Fn.select(0, Fn.split("-", Fn.select(2, Fn.split("/", Aws.STACK_ID))));
        }
    }
}
