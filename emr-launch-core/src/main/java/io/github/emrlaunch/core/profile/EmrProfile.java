package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.SecretGrants;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.EmrProfileDefinition.Roles;
import io.github.emrlaunch.definitions.EmrProfileDefinition.SecurityGroups;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.emr.CfnSecurityConfiguration;
import software.amazon.awscdk.services.iam.IInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * An EMR profile: the security of clusters, defined once and shared by name. It contains the service role, the instance
 * role and the auto-scaling role, security groups, a security configuration, and the buckets for logs and artifacts.
 * The definition is stored in Parameter Store as {@code /emr_launch/emr_profiles/NAMESPACE/NAME}.
 *
 * <p>By default, data that a cluster writes to S3 is encrypted with SSE-S3, and its instances require IMDSv2. The
 * service role has the managed policy {@code AmazonEMRServicePolicy_v2}. It lets EMR access only resources with the tag
 * {@code for-use-with-amazon-emr-managed-policies=true}. The construct tags the security groups, and the VPC and its
 * subnets if the VPC is built in this app. Tag the subnets of an imported VPC yourself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Managed security groups</a>
 */
public final class EmrProfile extends Resource implements IEmrProfile {
    private final IVpc vpc;
    private final @Nullable IBucket logsBucket;
    private final @Nullable IBucket artifactsBucket;
    private final ProfileRoles roles;
    private final ProfileGroups groups;
    private final @Nullable ISecret kerberosAttributes;
    private final EmrProfileDefinition definition;

    private EmrProfile(Builder builder) {
        super(builder.scope, builder.id);
        vpc = Validation.required("vpc", builder.vpc);
        logsBucket = builder.logsBucket;
        artifactsBucket = builder.artifactsBucket;
        roles = new ProfileRoles(this, RoleSettings.prefix(builder.name()), builder.roles());
        groups = ProfileGroups.of(this, vpc, builder.securityGroups, builder.privateSubnets);
        BucketAccess buckets = new BucketAccess(this);
        if (logsBucket != null) {
            buckets.allowWrite(logsBucket, S3Path.objectsBelow(builder.logsPath()), roles.instanceRole());
        }
        if (artifactsBucket != null) {
            buckets.allowRead(artifactsBucket, S3Path.objectsBelow(builder.artifactsPath), roles.instanceRole());
            CodeProtection.mayHold(this, "the artifacts", artifactsBucket.getBucketName(), builder.artifactsPath);
        }
        SecuritySettings security = builder.security();
        kerberosAttributes = security.kerberosAttributes();
        security.grantTo(this, roles.serviceRole(), roles.instanceRole());
        CfnSecurityConfiguration securityConfiguration = CfnSecurityConfiguration.Builder.create(
                        this, "SecurityConfiguration")
                .securityConfiguration(security.securityConfiguration())
                .build();
        getNode().setDefaultChild(securityConfiguration);
        definition = builder.definition(groups.definition(), roles.definition(), securityConfiguration.getRef());
        DefinitionParameter.store(this, "Definition", definition);
        SecretGrants.check(roles.instanceRole(), "'authorizeSecret' of the profile");
        ProductTags.add(this);
    }

    private static @Nullable String bucketName(@Nullable IBucket bucket) {
        return bucket == null ? null : bucket.getBucketName();
    }

    /**
     * Loads a profile from the default namespace during synthesis.
     *
     * @throws io.github.emrlaunch.definitions.EmrProfileNotFoundException if there is no profile with that name
     * @see #fromStoredProfile(Construct, String, String, String)
     */
    public static IEmrProfile fromStoredProfile(Construct scope, String id, String profileName) {
        return fromStoredProfile(scope, id, profileName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a profile during synthesis: from the directory in the context key {@code emr-launch:definitions-directory}
     * if it is set, otherwise from Parameter Store in the stack's region, with the default credentials.
     *
     * @throws io.github.emrlaunch.definitions.EmrProfileNotFoundException if there is no profile with that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException if the stored document is not a profile
     */
    public static IEmrProfile fromStoredProfile(Construct scope, String id, String profileName, String namespace) {
        return fromStoredProfile(scope, id, profileName, namespace, List.of());
    }

    /**
     * Loads a profile whose roles are not named after the profile, such as a profile that was built with existing
     * roles. A principal that may write the stored profile can put any role into it, and a launch function would pass
     * that role.
     *
     * @param trustedRoles the ARNs of the other roles, and of an instance profile, that the profile may name; they can
     *     also be set in the context key {@value TrustedRoles#CONTEXT}
     * @see #fromStoredProfile(Construct, String, String, String)
     */
    public static IEmrProfile fromStoredProfile(
            Construct scope, String id, String profileName, String namespace, List<String> trustedRoles) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "profileName", profileName);
            return new StoredEmrProfile(
                    scope,
                    id,
                    StoredDefinitions.get(scope, DefinitionType.EMR_PROFILE, name),
                    TrustedRoles.of(scope, name, trustedRoles));
        });
    }

    @Override
    public IVpc getVpc() {
        return vpc;
    }

    @Override
    public IRole getServiceRole() {
        return roles.serviceRole();
    }

    @Override
    public IRole getInstanceRole() {
        return roles.instanceRole();
    }

    @Override
    public IRole getAutoScalingRole() {
        return roles.autoScalingRole();
    }

    @Override
    public ISecurityGroup getMasterGroup() {
        return groups.masterGroup();
    }

    @Override
    public ISecurityGroup getWorkersGroup() {
        return groups.workersGroup();
    }

    @Override
    public @Nullable ISecurityGroup getServiceGroup() {
        return groups.serviceGroup();
    }

    @Override
    public @Nullable IBucket getLogsBucket() {
        return logsBucket;
    }

    @Override
    public @Nullable IBucket getArtifactsBucket() {
        return artifactsBucket;
    }

    @Override
    public @Nullable ISecret getKerberosAttributes() {
        return kerberosAttributes;
    }

    /** Always true: {@code mutableInstanceRole(false)} of the builder applies to other apps only. */
    @Override
    public boolean isInstanceRoleMutable() {
        return true;
    }

    @Override
    public EmrProfileDefinition getDefinition() {
        return definition;
    }

    /** Builds an {@link EmrProfile}. Required: {@link #profileName} and {@link #vpc}. */
    public static final class Builder {
        /** The path that the Python library stores if there is no bucket. */
        private static final String DEFAULT_LOGS_PATH = "elasticmapreduce/";

        /** A placeholder that counts as empty, like every token. */
        private static final String UNKNOWN = "";

        private final Construct scope;
        private final String id;
        private @Nullable String profileName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable IVpc vpc;
        private @Nullable Boolean privateSubnets;
        private @Nullable IBucket logsBucket;
        private @Nullable String logsPath;
        private @Nullable IBucket artifactsBucket;
        private @Nullable String artifactsPath;
        private boolean mutableInstanceRole = true;
        private boolean mutableSecurityGroups = true;
        private @Nullable IRole serviceRole;
        private @Nullable IRole instanceRole;
        private @Nullable IInstanceProfile instanceProfile;
        private @Nullable IRole autoScalingRole;
        private @Nullable IManagedPolicy permissionsBoundary;
        private @Nullable String rolePath;
        private @Nullable GivenGroups securityGroups;
        private @Nullable S3Encryption s3Encryption;
        private @Nullable LocalDiskEncryption localDiskEncryption;
        private @Nullable InTransitEncryption inTransitEncryption;
        private @Nullable KerberosAuthentication kerberosAuthentication;
        private @Nullable List<EmrFsRoleMapping> emrFsRoleMappings;
        private @Nullable RuntimeRoles runtimeRoles;
        private @Nullable String lakeFormationSessionTag;
        private @Nullable IdentityCenter identityCenter;
        private @Nullable WalEncryption walEncryption;
        private @Nullable Boolean requireImdsv2;
        private @Nullable Number httpPutResponseHopLimit;
        private @Nullable Map<String, Object> customSecurityConfiguration;
        private @Nullable Map<String, Object> uncheckedSecurityConfiguration;
        private @Nullable ISecret kerberosAttributes;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a profile in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. Roles are named
         * {@code NAMESPACE_NAME-ServiceRole-REGION} and so on. A role's name has at most 64 characters, including in
         * the region with the longest name.
         */
        public Builder profileName(String profileName) {
            this.profileName = profileName;
            return this;
        }

        /** The namespace, of the same characters. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** The VPC that clusters run in. */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /** A description of the profile. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /**
         * Whether clusters run in private subnets. In private subnets EMR accesses the nodes through a service access
         * security group; in public subnets EMR refuses such a group. Default: true if the VPC has private or isolated
         * subnets.
         */
        public Builder privateSubnets(boolean privateSubnets) {
            this.privateSubnets = privateSubnets;
            return this;
        }

        /**
         * The bucket that clusters write their logs to. Without it, the logs are lost when the cluster terminates.
         * Default: none.
         */
        public Builder logsBucket(IBucket logsBucket) {
            this.logsBucket = logsBucket;
            return this;
        }

        /**
         * The prefix of the logs. Each cluster has a folder with its name under it. The instance role may write all
         * objects under the prefix, so it must not contain code. Profiles with the same prefix can read each other's
         * logs. Empty for the complete bucket. Default: {@code elasticmapreduce/NAMESPACE/NAME/}.
         */
        public Builder logsPath(String logsPath) {
            this.logsPath = logsPath;
            return this;
        }

        /** The bucket that clusters read their code from. Default: none. */
        public Builder artifactsBucket(IBucket artifactsBucket) {
            this.artifactsBucket = artifactsBucket;
            return this;
        }

        /** The prefix of the code, which no role of the app may write. Default: the complete bucket. */
        public Builder artifactsPath(String artifactsPath) {
            this.artifactsPath = artifactsPath;
            return this;
        }

        /**
         * Whether apps that load the profile may add permissions to the instance role's policy, as
         * {@link IEmrProfile#authorizeInputBucket} does. Default: true.
         */
        public Builder mutableInstanceRole(boolean mutableInstanceRole) {
            this.mutableInstanceRole = mutableInstanceRole;
            return this;
        }

        /** Whether apps that load the profile may add rules to its security groups. Default: true. */
        public Builder mutableSecurityGroups(boolean mutableSecurityGroups) {
            this.mutableSecurityGroups = mutableSecurityGroups;
            return this;
        }

        /**
         * An existing service role in this account. It is granted to pass the other two roles. The role's owner must
         * grant all other permissions that EMR needs. Default: a role with {@code AmazonEMRServicePolicy_v2}.
         */
        public Builder serviceRole(IRole serviceRole) {
            this.serviceRole = serviceRole;
            return this;
        }

        /**
         * An existing instance role in this account, which EC2 can assume. It is granted the permissions that this
         * profile's settings need. Default: a role that can read EMR's own artifacts and look up the default database
         * of the Glue Data Catalog.
         */
        public Builder instanceRole(IRole instanceRole) {
            this.instanceRole = instanceRole;
            return this;
        }

        /**
         * The instance profile that contains the existing instance role. Required if there is an instance profile with
         * the role's name, as for roles that were created in the console. Default: an instance profile that this
         * profile creates, with the role's name.
         */
        public Builder instanceProfile(IInstanceProfile instanceProfile) {
            this.instanceProfile = instanceProfile;
            return this;
        }

        /**
         * An existing auto-scaling role in this account. Default: a role with
         * {@code AmazonElasticMapReduceforAutoScalingRole}.
         */
        public Builder autoScalingRole(IRole autoScalingRole) {
            this.autoScalingRole = autoScalingRole;
            return this;
        }

        /** The permissions boundary of the roles that the profile creates. Default: none. */
        public Builder permissionsBoundary(IManagedPolicy permissionsBoundary) {
            this.permissionsBoundary = permissionsBoundary;
            return this;
        }

        /**
         * The path of the roles and the instance profile that the profile creates, such as {@code /emr/}. It cannot be
         * changed after the deployment: CloudFormation would have to replace the role, but the new role would have the
         * same name. Default: {@code /}.
         */
        public Builder rolePath(String rolePath) {
            this.rolePath = rolePath;
            return this;
        }

        /**
         * Existing security groups for clusters in public subnets. Groups that are built in this app get the tag that
         * the service role's managed policy requires. EMR adds the rules that it needs and that are missing. Default:
         * groups that the profile creates.
         */
        public Builder securityGroups(ISecurityGroup masterGroup, ISecurityGroup workersGroup) {
            this.securityGroups = new GivenGroups(masterGroup, workersGroup, null);
            return this;
        }

        /**
         * Existing security groups for clusters in private subnets, where EMR needs a third group for service access.
         * Default: groups that the profile creates.
         */
        public Builder securityGroups(
                ISecurityGroup masterGroup, ISecurityGroup workersGroup, ISecurityGroup serviceGroup) {
            this.securityGroups = GivenGroups.ofPrivateSubnets(masterGroup, workersGroup, serviceGroup);
            return this;
        }

        /** The encryption of data that clusters write to S3 through EMRFS. Default: {@link S3Encryption#sseS3()}. */
        public Builder s3Encryption(S3Encryption s3Encryption) {
            this.s3Encryption = s3Encryption;
            return this;
        }

        /** The encryption of the local disks of nodes. Default: the account's EBS settings. */
        public Builder localDiskEncryption(LocalDiskEncryption localDiskEncryption) {
            this.localDiskEncryption = localDiskEncryption;
            return this;
        }

        /** The encryption of traffic between nodes. Default: none. */
        public Builder inTransitEncryption(InTransitEncryption inTransitEncryption) {
            this.inTransitEncryption = inTransitEncryption;
            return this;
        }

        /**
         * The encryption of the write-ahead logs that HBase stores in EMR's WAL service. Default: the service's
         * default.
         */
        public Builder walEncryption(WalEncryption walEncryption) {
            this.walEncryption = walEncryption;
            return this;
        }

        /** The Kerberos authentication of clusters. Default: none. */
        public Builder kerberosAuthentication(KerberosAuthentication kerberosAuthentication) {
            this.kerberosAuthentication = kerberosAuthentication;
            return this;
        }

        /**
         * The roles that EMRFS assumes for requests to S3; the first mapping that matches applies. Default: the
         * instance role for all requests.
         */
        public Builder emrFsRoleMappings(EmrFsRoleMapping... mappings) {
            return emrFsRoleMappings(Copies.of(mappings));
        }

        /** The roles that EMRFS assumes for requests to S3, as a list. */
        public Builder emrFsRoleMappings(List<EmrFsRoleMapping> mappings) {
            this.emrFsRoleMappings = Copies.of(mappings);
            return this;
        }

        /**
         * The roles that steps can run as; requires {@link #inTransitEncryption}. Default: none. Steps run as the
         * instance role.
         */
        public Builder runtimeRoles(RuntimeRoles runtimeRoles) {
            this.runtimeRoles = runtimeRoles;
            return this;
        }

        /**
         * The session tag that identifies the profile's steps to Lake Formation, which then authorizes the data that
         * they read. Requires {@link #runtimeRoles} and {@link #inTransitEncryption}. EMR 6.15 and later. The runtime
         * roles need {@code lakeformation:GetDataAccess} and their permissions in Lake Formation and Glue. Default:
         * none. Only IAM authorizes.
         *
         * @param authorizedSessionTagValue the session tag value that Lake Formation's application integration settings
         *     allow, by convention {@code Amazon EMR}
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-lf-enable.html">Enable Lake Formation with Amazon
         *     EMR</a>
         */
        public Builder lakeFormationSessionTag(String authorizedSessionTagValue) {
            this.lakeFormationSessionTag = authorizedSessionTagValue;
            return this;
        }

        /**
         * Trusted identity propagation with IAM Identity Center; requires {@link #inTransitEncryption}. EMR 6.15 and
         * later. Default: none.
         */
        public Builder identityCenter(IdentityCenter identityCenter) {
            this.identityCenter = identityCenter;
            return this;
        }

        /**
         * Whether instances require IMDSv2 for their metadata. Releases before EMR 5.32 and 6.2 need version 1, except
         * for 5.23.1 and 5.27.1. With false, and without {@link #httpPutResponseHopLimit}, the security configuration
         * has no instance metadata settings. Default: true.
         */
        public Builder requireImdsv2(boolean requireImdsv2) {
            this.requireImdsv2 = requireImdsv2;
            return this;
        }

        /**
         * The hop limit of instance metadata, 1 to 64. Code in containers, such as Docker on YARN, needs 2. Requires a
         * release that supports IMDSv2. Default: 1.
         */
        public Builder httpPutResponseHopLimit(Number httpPutResponseHopLimit) {
            this.httpPutResponseHopLimit = httpPutResponseHopLimit;
            return this;
        }

        /**
         * A custom security configuration in EMR's format, instead of the generated one. It cannot be combined with the
         * properties above that the generated one contains. The profile grants no permissions for it; grant roles the
         * permissions that they need. Members and values that EMR's guide lists are checked. Unlisted ones pass with a
         * warning, unless they are misspelt. Default: none.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a security
         *     configuration</a>
         */
        public Builder customSecurityConfiguration(Map<String, ?> securityConfiguration) {
            this.customSecurityConfiguration = copy(securityConfiguration);
            return this;
        }

        /**
         * A custom security configuration without any check, for members that EMR supports and this version of the
         * library does not. Default: none.
         */
        public Builder uncheckedSecurityConfiguration(Map<String, ?> securityConfiguration) {
            this.uncheckedSecurityConfiguration = copy(securityConfiguration);
            return this;
        }

        private static @Nullable Map<String, Object> copy(@Nullable Map<String, ?> map) {
            return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        /**
         * The secret with the Kerberos attributes of clusters if {@link #customSecurityConfiguration} enables Kerberos,
         * with the keys that {@link KerberosAuthentication} lists. Default: none.
         */
        public Builder kerberosAttributes(ISecret kerberosAttributes) {
            this.kerberosAttributes = kerberosAttributes;
            return this;
        }

        /**
         * Adds the profile to the scope.
         *
         * @throws IllegalArgumentException if a property is missing, properties contradict each other, or one has a
         *     value that AWS would refuse
         */
        public EmrProfile build() {
            return Validation.build(scope, id, this, this::check, EmrProfile::new);
        }

        private void check() {
            DefinitionName name = name();
            Stacks.requireSameRegion(scope, "vpc", Validation.required("vpc", vpc));
            requireBuckets();
            requireSubnets();
            RoleSettings roles = roles();
            roles.requireValidNames(RoleSettings.prefix(name));
            roles.requireUsable(scope, security().roles());
            EmrProfileDefinition stored = definition(
                    new SecurityGroups(UNKNOWN, UNKNOWN, UNKNOWN),
                    new Roles(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
                    UNKNOWN);
            DefinitionParameter.requireStorable(stored);
            Stacks.useReferences(scope, "The profile", Json.of(List.of(stored.toJson(), roles.arns(), groupIds())));
            roles.requireTrustable(security().roles());
            List<Name> names = new ArrayList<>(List.of(Name.of(DefinitionType.EMR_PROFILE, name)));
            names.addAll(roles.names(RoleSettings.prefix(name), Stack.of(scope).getRegion()));
            UniqueNames.of(scope).claim(scope, id, names);
        }

        private List<String> groupIds() {
            return securityGroups == null
                    ? List.of()
                    : securityGroups.all().stream()
                            .map(ISecurityGroup::getSecurityGroupId)
                            .toList();
        }

        private DefinitionName name() {
            return Validation.name(namespace, "profileName", profileName);
        }

        private EmrProfileDefinition definition(SecurityGroups groups, Roles roles, String securityConfiguration) {
            EmrProfileDefinition.Builder stored = EmrProfileDefinition.builder(name(), groups, roles)
                    .vpc(Validation.required("vpc", vpc).getVpcId())
                    .mutableInstanceRole(mutableInstanceRole)
                    .mutableSecurityGroups(mutableSecurityGroups)
                    .artifactsBucket(bucketName(artifactsBucket))
                    .artifactsPath(artifactsPath)
                    .logsBucket(bucketName(logsBucket))
                    .logsPath(logsPath())
                    .securityConfiguration(securityConfiguration)
                    .description(description);
            security().describe(stored);
            return stored.build();
        }

        private void requireBuckets() {
            if (logsBucket == null && logsPath != null) {
                throw new IllegalArgumentException("'logsPath' requires a 'logsBucket', which is missing");
            }
            if (artifactsBucket == null && artifactsPath != null) {
                throw new IllegalArgumentException("'artifactsPath' requires an 'artifactsBucket', which is missing");
            }
            S3Path.check("logsPath", logsPath);
            S3Path.check("artifactsPath", artifactsPath);
        }

        private void requireSubnets() {
            if (privateSubnets != null && securityGroups != null && privateSubnets != securityGroups.isPrivate()) {
                throw new IllegalArgumentException(
                        "'privateSubnets' is %s, but 'securityGroups' has %s: EMR accepts a service group in private subnets only, and requires it there"
                                .formatted(
                                        privateSubnets,
                                        securityGroups.isPrivate() ? "a service group" : "no service group"));
            }
        }

        /** The logs path. It is stored without a bucket too, as the Python library does. */
        private String logsPath() {
            if (logsPath != null) {
                return logsPath;
            }
            DefinitionName name = name();
            return logsBucket == null
                    ? DEFAULT_LOGS_PATH
                    : "%s%s/%s/".formatted(DEFAULT_LOGS_PATH, name.namespace(), name.name());
        }

        private RoleSettings roles() {
            return new RoleSettings(
                    serviceRole, instanceRole, instanceProfile, autoScalingRole, permissionsBoundary, rolePath);
        }

        private SecuritySettings security() {
            if (customSecurityConfiguration != null) {
                requireNothingGenerated("customSecurityConfiguration");
                return CustomSecurity.checked(customSecurityConfiguration, kerberosAttributes);
            }
            if (uncheckedSecurityConfiguration != null) {
                requireNothingGenerated("uncheckedSecurityConfiguration");
                return CustomSecurity.unchecked(uncheckedSecurityConfiguration, kerberosAttributes);
            }
            if (kerberosAttributes != null) {
                throw new IllegalArgumentException(
                        "'kerberosAttributes' requires 'customSecurityConfiguration', which is missing: use 'kerberosAuthentication'");
            }
            return new GeneratedSecurity(
                    s3Encryption == null ? S3Encryption.sseS3() : s3Encryption,
                    localDiskEncryption,
                    inTransitEncryption,
                    kerberosAuthentication,
                    emrFsRoleMappings == null ? List.of() : emrFsRoleMappings,
                    runtimeRoles,
                    lakeFormationSessionTag,
                    identityCenter,
                    walEncryption,
                    GeneratedSecurity.instanceMetadata(
                            requireImdsv2 == null || requireImdsv2, httpPutResponseHopLimit));
        }

        private void requireNothingGenerated(String property) {
            Map<String, @Nullable Object> generated = new LinkedHashMap<>();
            generated.put("s3Encryption", s3Encryption);
            generated.put("localDiskEncryption", localDiskEncryption);
            generated.put("inTransitEncryption", inTransitEncryption);
            generated.put("kerberosAuthentication", kerberosAuthentication);
            generated.put("emrFsRoleMappings", emrFsRoleMappings);
            generated.put("runtimeRoles", runtimeRoles);
            generated.put("lakeFormationSessionTag", lakeFormationSessionTag);
            generated.put("identityCenter", identityCenter);
            generated.put("walEncryption", walEncryption);
            generated.put("requireImdsv2", requireImdsv2);
            generated.put("httpPutResponseHopLimit", httpPutResponseHopLimit);
            generated.put("uncheckedSecurityConfiguration", uncheckedSecurityConfiguration);
            generated.remove(property);
            generated.values().removeIf(Objects::isNull);
            if (!generated.isEmpty()) {
                throw new IllegalArgumentException(
                        "'%s' replaces the generated one and can't be combined with %s: add these settings to it, or remove them"
                                .formatted(property, generated.keySet()));
            }
        }
    }
}
