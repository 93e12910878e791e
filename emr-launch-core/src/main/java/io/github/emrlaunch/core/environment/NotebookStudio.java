package io.github.emrlaunch.core.environment;

import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.emr.CfnStudio;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * An EMR Studio with IAM authentication, in which users of the account write notebooks and run them on clusters. It
 * includes the studio's service role, and the two security groups between a workspace and a cluster. Users create
 * workspaces in the studio, since CloudFormation has no resource for them.
 *
 * <p>A cluster for notebooks has the applications {@code JupyterEnterpriseGateway}, {@code Livy} and {@code Spark} and
 * runs in the studio's VPC. The VPC and the subnets need the tag {@code for-use-with-amazon-emr-managed-policies=true}.
 * An {@link io.github.emrlaunch.core.profile.EmrProfile} for this VPC adds it if the VPC is built in the same app.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio.html">EMR Studio</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-security-groups.html">Security groups</a>
 */
public final class NotebookStudio extends Resource {
    private final CfnStudio studio;
    private final Role serviceRole;
    private final SecurityGroup workspaceGroup;
    private final SecurityGroup engineGroup;

    private NotebookStudio(Builder builder) {
        super(builder.scope, builder.id);
        IVpc vpc = Validation.required("vpc", builder.vpc);
        IBucket bucket = Validation.required("notebooksBucket", builder.notebooksBucket);
        workspaceGroup = group("WorkspaceGroup", vpc, "EMR Studio: workspaces");
        engineGroup = group("EngineGroup", vpc, "EMR Studio: clusters that run notebooks");
        Port notebooks = Port.tcp(18888);
        workspaceGroup.addEgressRule(engineGroup, notebooks, "To clusters");
        workspaceGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "To Git repositories");
        engineGroup.addIngressRule(workspaceGroup, notebooks, "From notebooks");
        List<String> subnetIds =
                builder.subnetsOf(vpc).stream().map(ISubnet::getSubnetId).toList();
        serviceRole = StudioServiceRole.create(this, bucket, builder.notebooksPath, vpc.getVpcId(), subnetIds);
        studio = CfnStudio.Builder.create(this, "Studio")
                .name(Validation.required("studioName", builder.studioName))
                .authMode("IAM")
                .vpcId(vpc.getVpcId())
                .subnetIds(subnetIds)
                .workspaceSecurityGroupId(workspaceGroup.getSecurityGroupId())
                .engineSecurityGroupId(engineGroup.getSecurityGroupId())
                .serviceRole(serviceRole.getRoleArn())
                .defaultS3Location(bucket.s3UrlForObject(builder.notebooksPath))
                .build();
        getNode().setDefaultChild(studio);
        // EMR checks the role's permissions when it creates the studio.
        studio.getNode().addDependency(serviceRole);
        ProductTags.add(this);
    }

    /** Creates a group without the CDK's default egress rules. */
    private SecurityGroup group(String id, IVpc vpc, String description) {
        SecurityGroup group = SecurityGroup.Builder.create(this, id)
                .vpc(vpc)
                .description(description)
                .allowAllOutbound(false)
                .build();
        Tags.of(group).add(Tag.MANAGED_POLICIES_KEY, "true");
        return group;
    }

    /** The URL of the studio. */
    public String getUrl() {
        return studio.getAttrUrl();
    }

    /** The role that the studio assumes. */
    public IRole getServiceRole() {
        return serviceRole;
    }

    /** The security group of the workspaces. */
    public ISecurityGroup getWorkspaceGroup() {
        return workspaceGroup;
    }

    /** The security group that the studio adds to the primary node of a cluster for notebooks. */
    public ISecurityGroup getEngineGroup() {
        return engineGroup;
    }

    /** Builds a {@link NotebookStudio}. Required: {@link #studioName}, {@link #vpc} and {@link #notebooksBucket}. */
    public static final class Builder {
        private static final String NAME = "[A-Za-z0-9_-]{1,256}";
        private static final int MAX_SUBNETS = 5;

        private final Construct scope;
        private final String id;
        private @Nullable String studioName;
        private @Nullable IVpc vpc;
        private List<ISubnet> subnets = List.of();
        private @Nullable IBucket notebooksBucket;
        private String notebooksPath = "notebooks";

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a studio in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The studio's name: 1 to 256 letters, digits, {@code _} and {@code -}. */
        public Builder studioName(String studioName) {
            this.studioName = studioName;
            return this;
        }

        /** The VPC of the clusters that notebooks use. */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /**
         * The subnets of these clusters, at most five. Default: the VPC's private subnets with a route to the Internet.
         */
        public Builder subnets(ISubnet... subnets) {
            return subnets(Copies.of(subnets));
        }

        /** The subnets of these clusters, as a list. */
        public Builder subnets(List<? extends ISubnet> subnets) {
            this.subnets = Copies.of(subnets);
            return this;
        }

        /** The bucket that stores the files of workspaces. */
        public Builder notebooksBucket(IBucket notebooksBucket) {
            this.notebooksBucket = notebooksBucket;
            return this;
        }

        /** The prefix of the files in that bucket. Default: {@code notebooks}. */
        public Builder notebooksPath(String notebooksPath) {
            this.notebooksPath = notebooksPath;
            return this;
        }

        /**
         * Adds the studio to the scope.
         *
         * @throws IllegalArgumentException if a property is missing, or has a value that EMR would refuse
         */
        public NotebookStudio build() {
            return Validation.build(scope, id, this, this::check, NotebookStudio::new);
        }

        private void check() {
            String name = Validation.required("studioName", studioName);
            if (!Tokens.isUnresolved(name) && !name.matches(NAME)) {
                throw new IllegalArgumentException(
                        "'studioName' must be 1 to 256 letters, digits, _ and -, got: '%s'".formatted(name));
            }
            int count = subnetsOf(Validation.required("vpc", vpc)).size();
            if (count == 0 || count > MAX_SUBNETS) {
                throw new IllegalArgumentException(
                        "'subnets' must be 1 to %d of 'vpc', got: %d. Specify the subnets with clusters for notebooks"
                                .formatted(MAX_SUBNETS, count));
            }
            if (!notebooksPath.matches("[^/*].*[^/*]|[^/*]")) {
                throw new IllegalArgumentException(
                        "'notebooksPath' must be a folder in a bucket, such as team/notebooks, got: '%s'"
                                .formatted(notebooksPath));
            }
            Validation.required("notebooksBucket", notebooksBucket);
        }

        private List<ISubnet> subnetsOf(IVpc vpc) {
            return subnets.isEmpty() ? List.copyOf(vpc.getPrivateSubnets()) : subnets;
        }
    }
}
