package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.Validation;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.constructs.Construct;

/**
 * The security groups of clusters as a separate construct, as an {@link EmrProfile} creates them, with the rules that
 * EMR needs. For clusters without a profile, or for several profiles that share the groups:
 * {@link EmrProfile.Builder#securityGroups(ISecurityGroup, ISecurityGroup)}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Managed security groups</a>
 */
public final class EmrSecurityGroups extends Construct {
    private final ProfileGroups groups;

    private EmrSecurityGroups(Builder builder) {
        super(builder.scope, builder.id);
        groups = ProfileGroups.of(this, Validation.required("vpc", builder.vpc), null, builder.privateSubnets);
        ProductTags.add(this);
    }

    /** EMR's managed security group of the primary node. */
    public ISecurityGroup getMasterGroup() {
        return groups.masterGroup();
    }

    /** EMR's managed security group of core and task nodes. */
    public ISecurityGroup getWorkersGroup() {
        return groups.workersGroup();
    }

    /**
     * The service access security group through which EMR accesses nodes in private subnets; null for clusters in
     * public subnets.
     */
    public @Nullable ISecurityGroup getServiceGroup() {
        return groups.serviceGroup();
    }

    /** Builds {@link EmrSecurityGroups}. Required: {@link #vpc}. */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable IVpc vpc;
        private @Nullable Boolean privateSubnets;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of security groups in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The VPC that clusters run in. */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /**
         * Whether clusters run in private subnets, where EMR needs a service access security group. Default: true if
         * the VPC has private or isolated subnets.
         */
        public Builder privateSubnets(boolean privateSubnets) {
            this.privateSubnets = privateSubnets;
            return this;
        }

        /**
         * Adds the security groups to the scope.
         *
         * @throws IllegalArgumentException if the VPC is missing, or in another region
         */
        public EmrSecurityGroups build() {
            return Validation.build(
                    scope,
                    id,
                    this,
                    () -> Stacks.requireSameRegion(scope, "vpc", Validation.required("vpc", vpc)),
                    EmrSecurityGroups::new);
        }
    }
}
