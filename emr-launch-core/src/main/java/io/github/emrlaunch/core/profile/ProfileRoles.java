package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.constructs.Construct;

/**
 * The roles of a profile: existing roles, or roles that are created for EMR's version 2 policies.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 */
final class ProfileRoles {
    private static final String SERVICE_POLICY = "AmazonEMRServicePolicy_v2";
    private static final String AUTO_SCALING_POLICY = "AmazonElasticMapReduceforAutoScalingRole";

    private final Construct scope;
    private final String namePrefix;
    private final RoleSettings settings;
    private final IRole serviceRole;
    private final IRole instanceRole;
    private final IRole autoScalingRole;
    private final String instanceProfileArn;

    /** @param namePrefix the prefix of the names of created roles */
    ProfileRoles(Construct scope, String namePrefix, RoleSettings settings) {
        this.scope = scope;
        this.namePrefix = namePrefix;
        this.settings = settings;
        instanceRole = settings.instanceRole() != null ? settings.instanceRole() : makeInstanceRole();
        instanceProfileArn = settings.instanceProfile() != null
                ? settings.instanceProfile().getInstanceProfileArn()
                : makeInstanceProfile().getAttrArn();
        autoScalingRole = settings.autoScalingRole() != null ? settings.autoScalingRole() : makeAutoScalingRole();
        serviceRole = settings.serviceRole() != null ? givenServiceRole(settings.serviceRole()) : makeServiceRole();
        if (settings.path() != null) {
            Warnings.add(
                    scope,
                    "rolePathIsFinal",
                    "'rolePath' %s is final once the roles are deployed: CloudFormation can't replace roles that have names. To change it, choose other names"
                            .formatted(settings.path()));
        }
    }

    private Role.Builder role(String suffix, IPrincipal assumedBy) {
        Role.Builder role =
                Role.Builder.create(scope, suffix).roleName(name(suffix)).assumedBy(assumedBy);
        if (settings.path() != null) {
            role.path(settings.path());
        }
        if (settings.permissionsBoundary() != null) {
            role.permissionsBoundary(settings.permissionsBoundary());
        }
        return role;
    }

    /** Returns the name of a role. It contains the region's pseudo parameter if the stack's region is a token. */
    private String name(String suffix) {
        return RoleSettings.name(namePrefix, suffix, Stack.of(scope).getRegion());
    }

    private Role makeInstanceRole() {
        Role role = role("InstanceRole", new ServicePrincipal("ec2.amazonaws.com"))
                .inlinePolicies(Map.of(
                        "EmrArtifacts",
                        Policies.document(List.of(listEmrArtifacts(), readEmrArtifacts(), defaultDatabase()))))
                .build();
        CdkNag.suppress(
                role,
                List.of(
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*:s3:::(.*\\.)?elasticmapreduce(\\.samples)?/\\*",
                                "EMR offers its artifacts and samples to everyone, in buckets of its own"),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*:glue:.*:userDefinedFunction/default/\\*",
                                "Hive looks for the functions of the default database, whatever they are called")));
        return role;
    }

    /**
     * EMR's buckets with code, such as script-runner.jar, and samples: the buckets in the cluster's region, and the one
     * bucket that is older than the regional ones.
     */
    private static final List<String> EMR_BUCKETS = List.of(
            "elasticmapreduce",
            "elasticmapreduce.samples",
            Aws.REGION + ".elasticmapreduce",
            Aws.REGION + ".elasticmapreduce.samples");

    private static Map<String, Object> listEmrArtifacts() {
        return Policies.allow(
                List.of("s3:ListBucket"),
                EMR_BUCKETS.stream().map(bucket -> Arns.shared("s3", bucket)).toArray(String[]::new));
    }

    private static Map<String, Object> readEmrArtifacts() {
        return Policies.allow(
                List.of("s3:GetObject"),
                EMR_BUCKETS.stream()
                        .map(bucket -> Arns.shared("s3", bucket + "/*"))
                        .toArray(String[]::new));
    }

    /**
     * Allows access to the default database. Hive and Spark look it up for every job if their tables are in the Glue
     * Data Catalog.
     */
    private static Map<String, Object> defaultDatabase() {
        return Policies.allow(
                List.of("glue:GetDatabase", "glue:GetDatabases", "glue:GetUserDefinedFunctions"),
                Arns.regional("glue", "catalog"),
                Arns.regional("glue", "database/default"),
                Arns.regional("glue", "userDefinedFunction/default/*"));
    }

    /**
     * Creates the instance profile. RunJobFlow names an instance profile, and IAM authorizes passing a role: both have
     * the same name, so that they always match. The instance profile of an existing role has the name that a created
     * role would have, since several profiles may use the role.
     */
    private CfnInstanceProfile makeInstanceProfile() {
        CfnInstanceProfile.Builder instanceProfile = CfnInstanceProfile.Builder.create(scope, "InstanceProfile")
                .instanceProfileName(
                        settings.instanceRole() == null ? instanceRole.getRoleName() : name("InstanceRole"))
                .roles(List.of(instanceRole.getRoleName()));
        if (settings.path() != null) {
            instanceProfile.path(settings.path());
        }
        return instanceProfile.build();
    }

    private Role makeAutoScalingRole() {
        Role role = role("AutoScalingRole", forThisAccount("elasticmapreduce", "*"))
                .managedPolicies(List.of(managed(AUTO_SCALING_POLICY)))
                .build();
        CdkNag.suppress(role, List.of(managedPolicyIsMeant(AUTO_SCALING_POLICY)));
        role.getAssumeRolePolicy()
                .addStatements(PolicyStatement.Builder.create()
                        .principals(List.of(forThisAccount("application-autoscaling", "scalable-target/*")))
                        .actions(List.of("sts:AssumeRole"))
                        .build());
        return role;
    }

    private Role makeServiceRole() {
        // Map.of has a different order in each JVM, and the template would too.
        Map<String, PolicyDocument> inline = new LinkedHashMap<>();
        inline.put("PassRoles", Policies.document(List.of(passInstanceRole(), passAutoScalingRole())));
        inline.put("MakeSpotRole", Policies.document(List.of(makeSpotRole())));
        Role role = role("ServiceRole", forThisAccount("elasticmapreduce", "*"))
                .managedPolicies(List.of(managed(SERVICE_POLICY)))
                .inlinePolicies(inline)
                .build();
        CdkNag.suppress(
                role,
                List.of(
                        managedPolicyIsMeant(SERVICE_POLICY),
                        CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::arn:.*/AWSServiceRoleForEC2Spot\\*",
                                "One role of EC2's, whose path has the service's domain, which differs by partition")));
        return role;
    }

    private static Map<String, Object> managedPolicyIsMeant(String policy) {
        return CdkNag.rule(
                "AwsSolutions-IAM4",
                "Policy::arn:.*:iam::aws:policy/service-role/" + policy,
                "EMR changes what it needs with its releases, and AWS this policy with it; it is scoped by tags");
    }

    /** Allows passing the instance role. The managed policy allows EMR's default roles only. */
    private Map<String, Object> passInstanceRole() {
        return Policies.passRole(instanceRole.getRoleArn(), "ec2.amazonaws.com*");
    }

    private Map<String, Object> passAutoScalingRole() {
        return Policies.passRole(autoScalingRole.getRoleArn(), "application-autoscaling.amazonaws.com*");
    }

    /**
     * Allows creating the service-linked role that EC2 needs to request Spot Instances. EMR creates it in an account
     * that never had a Spot Instance, and the managed policy does not allow it.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html"> Service-linked
     *     role for Spot Instance requests</a>
     */
    private static Map<String, Object> makeSpotRole() {
        return Policies.allowIfLike(
                List.of("iam:CreateServiceLinkedRole"),
                Arns.global("iam", "role/aws-service-role/spot.amazonaws.com*/AWSServiceRoleForEC2Spot*"),
                "iam:AWSServiceName",
                "spot.amazonaws.com*");
    }

    private IRole givenServiceRole(IRole role) {
        RolePolicies.add(role, instanceRole, PolicyStatement.fromJson(passInstanceRole()));
        RolePolicies.add(role, autoScalingRole, PolicyStatement.fromJson(passAutoScalingRole()));
        return role;
    }

    private static IManagedPolicy managed(String name) {
        return ManagedPolicy.fromAwsManagedPolicyName("service-role/" + name);
    }

    /**
     * Returns a service principal that is limited to this account, so that no other account can make the service use
     * the role.
     */
    private static PrincipalWithConditions forThisAccount(String service, String resource) {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID));
        conditions.put("ArnLike", Map.of("aws:SourceArn", Arns.regional(service, resource)));
        return new PrincipalWithConditions(new ServicePrincipal(service + ".amazonaws.com"), conditions);
    }

    IRole serviceRole() {
        return serviceRole;
    }

    IRole instanceRole() {
        return instanceRole;
    }

    IRole autoScalingRole() {
        return autoScalingRole;
    }

    String instanceProfileArn() {
        return instanceProfileArn;
    }

    EmrProfileDefinition.Roles definition() {
        return new EmrProfileDefinition.Roles(
                serviceRole.getRoleArn(), instanceRole.getRoleArn(), instanceProfileArn, autoScalingRole.getRoleArn());
    }
}
