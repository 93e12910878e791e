package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/** A loaded profile. Roles and groups are imported when somebody asks for them. */
final class StoredEmrProfile extends Construct implements IEmrProfile {
    private final EmrProfileDefinition definition;
    private final boolean mutableInstanceRole;
    private final boolean mutableGroups;

    StoredEmrProfile(Construct scope, String id, EmrProfileDefinition definition) {
        super(scope, id);
        this.definition = definition;
        this.mutableInstanceRole = Boolean.TRUE.equals(definition.mutableInstanceRole());
        this.mutableGroups = Boolean.TRUE.equals(definition.mutableSecurityGroups());
    }

    @Override
    public IRole getServiceRole() {
        return role("ServiceRole", definition.roles().serviceRole(), false);
    }

    @Override
    public IRole getInstanceRole() {
        return role("InstanceRole", definition.roles().instanceRole(), mutableInstanceRole);
    }

    @Override
    public @Nullable IRole getAutoScalingRole() {
        String arn = definition.roles().autoScalingRole();
        return arn == null ? null : role("AutoScalingRole", arn, false);
    }

    @Override
    public ISecurityGroup getMasterGroup() {
        return group("MasterGroup", definition.securityGroups().masterGroup(), mutableGroups);
    }

    @Override
    public ISecurityGroup getWorkersGroup() {
        return group("WorkersGroup", definition.securityGroups().workersGroup(), mutableGroups);
    }

    @Override
    public @Nullable ISecurityGroup getServiceGroup() {
        String groupId = definition.securityGroups().serviceGroup();
        return groupId == null ? null : group("ServiceGroup", groupId, false);
    }

    @Override
    public EmrProfileDefinition getDefinition() {
        return definition;
    }

    private IRole role(String id, String arn, boolean mutable) {
        if (getNode().tryFindChild(id) instanceof IRole imported) {
            return imported;
        }
        return Role.fromRoleArn(
                this, id, arn, FromRoleArnOptions.builder().mutable(mutable).build());
    }

    private ISecurityGroup group(String id, String groupId, boolean mutable) {
        if (getNode().tryFindChild(id) instanceof ISecurityGroup imported) {
            return imported;
        }
        return SecurityGroup.fromSecurityGroupId(
                this,
                id,
                groupId,
                SecurityGroupImportOptions.builder().mutable(mutable).build());
    }
}
