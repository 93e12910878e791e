package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The roles of a profile's clusters and the instance profile, which is named like the instance role.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 */
final class EmrRoles {
    private static final int MAX_ROLE_NAME = 64;

    private final Role serviceRole;
    private final Role instanceRole;
    private final Role autoScalingRole;
    private final CfnInstanceProfile instanceProfile;

    EmrRoles(Construct scope, DefinitionName profile) {
        instanceRole = Role.Builder.create(scope, "InstanceRole")
                .roleName(roleName(profile, "InstanceRole"))
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .inlinePolicies(Map.of("EmrArtifacts", emrArtifacts()))
                .build();
        instanceProfile = CfnInstanceProfile.Builder.create(scope, "InstanceProfile")
                .instanceProfileName(instanceRole.getRoleName())
                .roles(List.of(instanceRole.getRoleName()))
                .build();
        autoScalingRole = Role.Builder.create(scope, "AutoScalingRole")
                .roleName(roleName(profile, "AutoScalingRole"))
                .assumedBy(forThisAccount("elasticmapreduce", "*"))
                .managedPolicies(List.of(managed("AmazonElasticMapReduceforAutoScalingRole")))
                .build();
        autoScalingRole
                .getAssumeRolePolicy()
                .addStatements(PolicyStatement.Builder.create()
                        .principals(List.of(forThisAccount("application-autoscaling", "scalable-target/*")))
                        .actions(List.of("sts:AssumeRole"))
                        .build());
        serviceRole = Role.Builder.create(scope, "ServiceRole")
                .roleName(roleName(profile, "ServiceRole"))
                .assumedBy(forThisAccount("elasticmapreduce", "*"))
                .managedPolicies(List.of(managed("AmazonEMRServicePolicy_v2")))
                .inlinePolicies(Map.of("PassRoles", passRoles()))
                .build();
    }

    /** Checks that the roles of this profile can have the names that they would get. */
    static void requireValidNames(DefinitionName profile) {
        for (String suffix : List.of("AutoScalingRole", "InstanceRole", "ServiceRole")) {
            Validation.requireLength("The profile's " + suffix, roleName(profile, suffix), MAX_ROLE_NAME);
        }
    }

    private static String roleName(DefinitionName profile, String suffix) {
        return "%s_%s-%s".formatted(profile.namespace(), profile.name(), suffix);
    }

    private static IManagedPolicy managed(String name) {
        return ManagedPolicy.fromAwsManagedPolicyName("service-role/" + name);
    }

    /** A service acting for this account only, so that no other account can make it use the role. */
    private static PrincipalWithConditions forThisAccount(String service, String resource) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID));
        conditions.put("ArnLike", Map.of("aws:SourceArn", Arns.regional(service, resource)));
        return new PrincipalWithConditions(new ServicePrincipal(service + ".amazonaws.com"), conditions);
    }

    /** The managed policy can pass EMR's default roles only, not ours. */
    private PolicyDocument passRoles() {
        return Policies.document(List.of(
                Policies.passRole(instanceRole.getRoleArn(), "ec2.amazonaws.com*"),
                Policies.passRole(autoScalingRole.getRoleArn(), "application-autoscaling.amazonaws.com*")));
    }

    /** What EMR offers to clusters in buckets of its own in each region, such as script-runner.jar. */
    private static PolicyDocument emrArtifacts() {
        return Policies.document(
                List.of(Policies.allow(List.of("s3:GetObject"), Arns.shared("s3", "*.elasticmapreduce/*"))));
    }

    Role serviceRole() {
        return serviceRole;
    }

    Role instanceRole() {
        return instanceRole;
    }

    Role autoScalingRole() {
        return autoScalingRole;
    }

    EmrProfileDefinition.Roles definition() {
        return new EmrProfileDefinition.Roles(
                serviceRole.getRoleArn(),
                instanceRole.getRoleArn(),
                instanceProfile.getAttrArn(),
                autoScalingRole.getRoleArn());
    }
}
