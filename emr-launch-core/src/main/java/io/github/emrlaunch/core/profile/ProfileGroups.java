package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.constructs.Construct;

/**
 * The EMR-managed security groups of a profile's clusters. EMR adds rules that it needs and that are missing. All rules
 * are defined here, since rules that EMR added would prevent CloudFormation from deleting the groups.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Managed security groups</a>
 */
final class ProfileGroups {
    private final ISecurityGroup masterGroup;
    private final ISecurityGroup workersGroup;
    private final @Nullable ISecurityGroup serviceGroup;

    private ProfileGroups(
            ISecurityGroup masterGroup, ISecurityGroup workersGroup, @Nullable ISecurityGroup serviceGroup) {
        this.masterGroup = masterGroup;
        this.workersGroup = workersGroup;
        this.serviceGroup = serviceGroup;
    }

    /**
     * Returns the groups of a profile.
     *
     * @param given the existing groups; null to create groups
     * @param privateSubnets whether the created groups are for private subnets; null to derive it from the VPC
     */
    static ProfileGroups of(Construct scope, IVpc vpc, @Nullable GivenGroups given, @Nullable Boolean privateSubnets) {
        tagForServiceRole(scope, vpc);
        return given == null ? make(scope, vpc, privateSubnets) : given(scope, given);
    }

    /** Returns existing groups. Their owner manages the rules, and EMR adds missing ones. */
    private static ProfileGroups given(Construct scope, GivenGroups groups) {
        groups.all().forEach(group -> tagForServiceRole(scope, group));
        return new ProfileGroups(groups.masterGroup(), groups.workersGroup(), groups.serviceGroup());
    }

    private static ProfileGroups make(Construct scope, IVpc vpc, @Nullable Boolean privateSubnets) {
        SecurityGroup master = group(scope, "MasterGroup", vpc, "EMR primary node", true);
        SecurityGroup workers = group(scope, "WorkersGroup", vpc, "EMR core and task nodes", true);
        allowWithinCluster(master, workers);
        allowWithinCluster(workers, master);
        boolean isPrivate = privateSubnets == null ? hasPrivateSubnets(scope, vpc) : privateSubnets;
        SecurityGroup service = isPrivate ? serviceAccess(scope, vpc, List.of(master, workers)) : null;
        scope.getNode().addValidation(new ClosedGroups(List.of(master, workers)));
        return new ProfileGroups(master, workers, service);
    }

    private static boolean hasPrivateSubnets(Construct scope, IVpc vpc) {
        if (!vpc.getPrivateSubnets().isEmpty() || !vpc.getIsolatedSubnets().isEmpty()) {
            return true;
        }
        if (vpc.getPublicSubnets().isEmpty()) {
            Warnings.add(
                    scope,
                    "subnetsUnknown",
                    "The subnets of the VPC %s are not known in this app: these groups are for public subnets, where EMR accepts no service group. Set privateSubnets(true) or privateSubnets(false)"
                            .formatted(vpc.getNode().getPath()));
        }
        return false;
    }

    private static SecurityGroup group(
            Construct scope, String id, IVpc vpc, String description, boolean allowAllOutbound) {
        SecurityGroup group = SecurityGroup.Builder.create(scope, id)
                .vpc(vpc)
                .description(description)
                .allowAllOutbound(allowAllOutbound)
                .build();
        tagForServiceRole(scope, group);
        return group;
    }

    /** Tags a group, since the service role's managed policy allows tagged groups only. */
    private static void tagForServiceRole(Construct scope, ISecurityGroup group) {
        if (group instanceof SecurityGroup) {
            Tags.of(group).add(Tag.MANAGED_POLICIES_KEY, "true");
        } else {
            Warnings.add(
                    scope,
                    "groupNotTagged",
                    ("The security group %s is not part of this app: it must have the tag %s=true, "
                                    + "or the EMR service role cannot launch instances with it")
                            .formatted(group.getSecurityGroupId(), Tag.MANAGED_POLICIES_KEY));
        }
    }

    private static void allowWithinCluster(SecurityGroup group, SecurityGroup other) {
        for (SecurityGroup peer : List.of(group, other)) {
            group.addIngressRule(peer, Port.allTcp(), "EMR: between nodes");
            group.addIngressRule(peer, Port.allUdp(), "EMR: between nodes");
            group.addIngressRule(peer, Port.allIcmp(), "EMR: between nodes");
        }
    }

    private static SecurityGroup serviceAccess(Construct scope, IVpc vpc, List<SecurityGroup> groupsOfNodes) {
        SecurityGroup service = group(scope, "ServiceGroup", vpc, "EMR service access", false);
        service.addIngressRule(groupsOfNodes.get(0), Port.tcp(9443), "EMR: primary node to service");
        for (SecurityGroup nodes : groupsOfNodes) {
            service.addEgressRule(nodes, Port.tcp(8443), "EMR: service to nodes");
            nodes.addIngressRule(service, Port.tcp(8443), "EMR: service to nodes");
        }
        return service;
    }

    /**
     * Tags the subnets, since the service role's managed policy allows tagged subnets only. An imported VPC cannot be
     * tagged here.
     */
    private static void tagForServiceRole(Construct scope, IVpc vpc) {
        if (vpc instanceof Vpc) {
            Tags.of(vpc)
                    .add(
                            Tag.MANAGED_POLICIES_KEY,
                            "true",
                            TagProps.builder()
                                    .includeResourceTypes(List.of("AWS::EC2::VPC", "AWS::EC2::Subnet"))
                                    .build());
        } else {
            Warnings.add(
                    scope,
                    "vpcNotTagged",
                    ("The VPC is not part of this app: its subnets must have the tag %s=true, "
                                    + "or the EMR service role cannot launch instances in them")
                            .formatted(Tag.MANAGED_POLICIES_KEY));
        }
    }

    ISecurityGroup masterGroup() {
        return masterGroup;
    }

    ISecurityGroup workersGroup() {
        return workersGroup;
    }

    @Nullable ISecurityGroup serviceGroup() {
        return serviceGroup;
    }

    EmrProfileDefinition.SecurityGroups definition() {
        return new EmrProfileDefinition.SecurityGroups(
                masterGroup.getSecurityGroupId(),
                workersGroup.getSecurityGroupId(),
                serviceGroup == null ? null : serviceGroup.getSecurityGroupId());
    }
}
