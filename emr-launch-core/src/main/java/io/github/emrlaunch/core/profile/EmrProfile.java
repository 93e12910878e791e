package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.BucketUse;
import io.github.emrlaunch.core.internal.DefinitionGrants;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StoredDefinitions;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.emr.CfnSecurityConfiguration;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IInstanceProfile;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * The security of clusters, defined once and shared by name: service, instance and auto-scaling role, security groups, a
 * security configuration, and the buckets for logs and artifacts. Stored in Parameter Store as
 * {@code /emr_launch/emr_profiles/NAMESPACE/NAME}.
 *
 * <p>Unless told otherwise, what a cluster writes to S3 is encrypted with SSE-S3, and its instances serve IMDSv2 only. The service role has the
 * managed policy {@code AmazonEMRServicePolicy_v2}, which lets EMR touch only what carries the tag
 * {@code for-use-with-amazon-emr-managed-policies=true}: security groups get it here, a VPC of this app and its subnets too;
 * tag the subnets of an imported VPC yourself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Managed security groups</a>
 */
public final class EmrProfile extends Construct implements IEmrProfile {
    private final IVpc vpc;
    private final @Nullable IBucket logsBucket;
    private final @Nullable IBucket artifactsBucket;
    private final EmrRoles roles;
    private final EmrSecurityGroups groups;
    private final @Nullable ISecret kerberosAttributes;
    private final EmrProfileDefinition definition;

    private EmrProfile(Construct scope, String id, Builder props, DefinitionName name, SecuritySettings security) {
        super(scope, id);
        vpc = Validation.required("vpc", props.vpc);
        logsBucket = props.logsBucket;
        artifactsBucket = props.artifactsBucket;
        roles = new EmrRoles(this, name, props.roles());
        groups = props.masterGroup != null && props.workersGroup != null
                ? EmrSecurityGroups.given(this, vpc, props.masterGroup, props.workersGroup, props.serviceGroup)
                : EmrSecurityGroups.make(this, vpc, props.privateSubnets);
        BucketUse buckets = new BucketUse(this);
        if (logsBucket != null) {
            buckets.allowWrite(logsBucket, objectsBelow(props.logsPath()), roles.instanceRole());
        }
        if (artifactsBucket != null) {
            buckets.allowRead(artifactsBucket, objectsBelow(props.artifactsPath), roles.instanceRole());
        }
        kerberosAttributes = security.kerberosAttributes();
        security.grantTo(this, roles.serviceRole(), roles.instanceRole());
        CfnSecurityConfiguration securityConfiguration = CfnSecurityConfiguration.Builder.create(
                        this, "SecurityConfiguration")
                .securityConfiguration(security.securityConfiguration())
                .build();
        EmrProfileDefinition.Builder stored = EmrProfileDefinition.builder(
                        name, groups.definition(), roles.definition())
                .vpc(vpc.getVpcId())
                .mutableInstanceRole(props.mutableInstanceRole)
                .mutableSecurityGroups(props.mutableSecurityGroups)
                .artifactsBucket(bucketName(artifactsBucket))
                .artifactsPath(props.artifactsPath)
                .logsBucket(bucketName(logsBucket))
                .logsPath(props.logsPath())
                .securityConfiguration(securityConfiguration.getRef())
                .description(props.description);
        security.describe(stored);
        definition = stored.build();
        DefinitionParameter.requireStorable(definition);
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this);
    }

    private static String objectsBelow(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return "*";
        }
        return path.endsWith("/") ? path + "*" : path + "/*";
    }

    private static @Nullable String bucketName(@Nullable IBucket bucket) {
        return bucket == null ? null : bucket.getBucketName();
    }

    /**
     * Loads a profile of the default namespace, while the app is synthesized.
     *
     * @throws io.github.emrlaunch.definitions.EmrProfileNotFoundException when there is none of that name
     * @see #fromStoredProfile(Construct, String, String, String)
     */
    public static IEmrProfile fromStoredProfile(Construct scope, String id, String profileName) {
        return fromStoredProfile(scope, id, profileName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a profile while the app is synthesized: from the folder that the context key
     * {@code emr-launch:definitions-directory} names, else from Parameter Store in the stack's region, with the default
     * credentials.
     *
     * @throws io.github.emrlaunch.definitions.EmrProfileNotFoundException when there is none of that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when what is stored is no profile
     */
    public static IEmrProfile fromStoredProfile(Construct scope, String id, String profileName, String namespace) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "profileName", profileName);
            return load(scope, id, name, List.of());
        });
    }

    /**
     * Loads a profile that names other roles than those that its name makes, as one does that was built with roles of its owner's. Who
     * may write the stored profile could name any role in it, and a launch function would come to pass it.
     *
     * @param trustedRoles the ARNs of the other roles, and of an instance profile, that it may name; they may stand in the context key
     *     {@value TrustedRoles#CONTEXT} instead
     * @see #fromStoredProfile(Construct, String, String, String)
     */
    public static IEmrProfile fromStoredProfile(
            Construct scope, String id, DefinitionName name, List<String> trustedRoles) {
        return Validation.at(scope, id, () -> load(scope, id, name, trustedRoles));
    }

    private static IEmrProfile load(Construct scope, String id, DefinitionName name, List<String> trustedRoles) {
        return stored(scope, id, StoredDefinitions.load(scope, DefinitionType.EMR_PROFILE, name), trustedRoles);
    }

    /** Loads a profile from a store of the caller's choice. */
    public static IEmrProfile fromStoredProfile(
            Construct scope, String id, DefinitionName name, DefinitionStore store) {
        return Validation.at(
                scope, id, () -> stored(scope, id, store.get(DefinitionType.EMR_PROFILE, name), List.of()));
    }

    private static IEmrProfile stored(
            Construct scope, String id, EmrProfileDefinition definition, List<String> trustedRoles) {
        return new StoredEmrProfile(
                scope, id, definition, TrustedRoles.of(scope, definition.definitionName(), trustedRoles));
    }

    /**
     * The profiles of a namespace, in order of their names, read while the app is synthesized from where
     * {@link #fromStoredProfile(Construct, String, String, String)} reads; empty when there are none.
     */
    public static List<DefinitionName> listStoredProfiles(Construct scope, String namespace) {
        return StoredDefinitions.list(scope, DefinitionType.EMR_PROFILE, namespace);
    }

    /** Allows the grantee to list and read the profiles of one namespace. */
    public static Grant grantReadNamespace(IGrantable grantee, String namespace) {
        return DefinitionGrants.readNamespace(grantee, DefinitionType.EMR_PROFILE, namespace);
    }

    /** Allows the grantee to list and read the profiles of all namespaces. */
    public static Grant grantReadAll(IGrantable grantee) {
        return DefinitionGrants.readAll(grantee, DefinitionType.EMR_PROFILE);
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

    /** True: it is about other apps that a profile can be built with {@code mutableInstanceRole(false)}. */
    @Override
    public boolean isInstanceRoleMutable() {
        return true;
    }

    @Override
    public EmrProfileDefinition getDefinition() {
        return definition;
    }

    /** Collects what a profile is made of. Required: {@link #profileName} and {@link #vpc}. */
    public static final class Builder {
        private static final String DEFAULT_LOGS_PATH = "elasticmapreduce/";

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
        private @Nullable ISecurityGroup masterGroup;
        private @Nullable ISecurityGroup workersGroup;
        private @Nullable ISecurityGroup serviceGroup;
        private @Nullable S3Encryption s3Encryption;
        private @Nullable LocalDiskEncryption localDiskEncryption;
        private @Nullable InTransitEncryption inTransitEncryption;
        private @Nullable KerberosAuthentication kerberosAuthentication;
        private @Nullable List<EmrFsRoleMapping> emrFsRoleMappings;
        private @Nullable RuntimeRoles runtimeRoles;
        private @Nullable String lakeFormationSessionTag;
        private @Nullable Boolean requireImdsv2;
        private @Nullable Integer httpPutResponseHopLimit;
        private @Nullable Map<String, Object> customSecurityConfiguration;
        private @Nullable ISecret kerberosAttributes;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a profile in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. Roles are named
         * {@code NAMESPACE_NAME-ServiceRole-REGION} and so on, and a role's name has at most 64 characters, in the region with the
         * longest name too.
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

        /** For people. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** The VPC that clusters run in. */
        public Builder vpc(IVpc vpc) {
            this.vpc = vpc;
            return this;
        }

        /**
         * Whether clusters run in private subnets. There EMR reaches the nodes through a security group of its own (service
         * access); in public subnets it refuses one. Default: whether the VPC has private or isolated subnets.
         */
        public Builder privateSubnets(boolean privateSubnets) {
            this.privateSubnets = privateSubnets;
            return this;
        }

        /** The bucket that clusters write their logs to. Default: none, logs go with the cluster. */
        public Builder logsBucket(IBucket logsBucket) {
            this.logsBucket = logsBucket;
            return this;
        }

        /** The prefix of the logs, below which each cluster has a folder of its name. Default: {@code elasticmapreduce/}. */
        public Builder logsPath(String logsPath) {
            this.logsPath = logsPath;
            return this;
        }

        /** The bucket that clusters read their code from. Default: none. */
        public Builder artifactsBucket(IBucket artifactsBucket) {
            this.artifactsBucket = artifactsBucket;
            return this;
        }

        /** The prefix of the code. Default: the whole bucket. */
        public Builder artifactsPath(String artifactsPath) {
            this.artifactsPath = artifactsPath;
            return this;
        }

        /**
         * Whether apps that load the profile may add to the instance role's policy, as {@link IEmrProfile#authorizeInputBucket}
         * does. Default: true.
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
         * A service role of your own, of this account. It is granted to pass the other two roles; everything else that EMR needs
         * is its owner's business. Default: one with {@code AmazonEMRServicePolicy_v2}.
         */
        public Builder serviceRole(IRole serviceRole) {
            this.serviceRole = serviceRole;
            return this;
        }

        /**
         * An instance role of your own, of this account, which EC2 can assume. It is granted what this profile's settings need.
         * Default: one that can read EMR's own artifacts and look up the default database of the Glue Data Catalog.
         */
        public Builder instanceRole(IRole instanceRole) {
            this.instanceRole = instanceRole;
            return this;
        }

        /**
         * The instance profile that carries the instance role of your own. Default: one is made, named like the role. Where one
         * of that name exists, as for roles made in the console, give it here.
         */
        public Builder instanceProfile(IInstanceProfile instanceProfile) {
            this.instanceProfile = instanceProfile;
            return this;
        }

        /**
         * An auto-scaling role of your own, of this account. Default: one with
         * {@code AmazonElasticMapReduceforAutoScalingRole}.
         */
        public Builder autoScalingRole(IRole autoScalingRole) {
            this.autoScalingRole = autoScalingRole;
            return this;
        }

        /** The permissions boundary of the roles that the profile makes. Default: none. */
        public Builder permissionsBoundary(IManagedPolicy permissionsBoundary) {
            this.permissionsBoundary = permissionsBoundary;
            return this;
        }

        /** The path of the roles and the instance profile that the profile makes, such as {@code /emr/}. Default: {@code /}. */
        public Builder rolePath(String rolePath) {
            this.rolePath = rolePath;
            return this;
        }

        /**
         * Security groups of your own for clusters in public subnets. Groups of this app get the tag that the service role's
         * managed policy asks for; EMR adds the rules that it needs and doesn't find. Default: groups are made.
         */
        public Builder securityGroups(ISecurityGroup masterGroup, ISecurityGroup workersGroup) {
            this.masterGroup = Validation.required("masterGroup", masterGroup);
            this.workersGroup = Validation.required("workersGroup", workersGroup);
            this.serviceGroup = null;
            return this;
        }

        /** Security groups of your own for clusters in private subnets, where EMR needs a third one for itself. */
        public Builder securityGroups(
                ISecurityGroup masterGroup, ISecurityGroup workersGroup, ISecurityGroup serviceGroup) {
            securityGroups(masterGroup, workersGroup);
            this.serviceGroup = Validation.required("serviceGroup", serviceGroup);
            return this;
        }

        /** How EMRFS encrypts what clusters write to S3. Default: {@link S3Encryption#sseS3()}. */
        public Builder s3Encryption(S3Encryption s3Encryption) {
            this.s3Encryption = s3Encryption;
            return this;
        }

        /** How the local disks of nodes are encrypted. Default: as the account's EBS settings say. */
        public Builder localDiskEncryption(LocalDiskEncryption localDiskEncryption) {
            this.localDiskEncryption = localDiskEncryption;
            return this;
        }

        /** How nodes encrypt what they send to each other. Default: they don't. */
        public Builder inTransitEncryption(InTransitEncryption inTransitEncryption) {
            this.inTransitEncryption = inTransitEncryption;
            return this;
        }

        /**
         * Kerberos on clusters. Default: none.
         *
         * @throws IllegalArgumentException when it is set already
         */
        public Builder kerberosAuthentication(KerberosAuthentication kerberosAuthentication) {
            return Validation.at(scope, id, () -> {
                if (this.kerberosAuthentication != null) {
                    throw new IllegalArgumentException(
                            "'kerberosAuthentication' is set already: a cluster has one KDC, keep one of the two");
                }
                this.kerberosAuthentication = kerberosAuthentication;
                return this;
            });
        }

        /** The roles that EMRFS takes for requests to S3; the first that fits counts. Default: the instance role for all. */
        public Builder emrFsRoleMappings(EmrFsRoleMapping... mappings) {
            return emrFsRoleMappings(List.of(mappings));
        }

        /** The roles that EMRFS takes for requests to S3; the first that fits counts. Default: the instance role for all. */
        public Builder emrFsRoleMappings(List<EmrFsRoleMapping> mappings) {
            this.emrFsRoleMappings = List.copyOf(mappings);
            return this;
        }

        /** Roles that steps can run as; takes {@link #inTransitEncryption}. Default: steps run as the instance role. */
        public Builder runtimeRoles(RuntimeRoles runtimeRoles) {
            this.runtimeRoles = runtimeRoles;
            return this;
        }

        /**
         * Lets Lake Formation decide what a step may read; takes {@link #runtimeRoles} and {@link #inTransitEncryption}. EMR 6.15
         * and later. The runtime roles themselves need {@code lakeformation:GetDataAccess} and their permissions in Lake
         * Formation and Glue. Default: IAM alone decides.
         *
         * @param authorizedSessionTagValue the session tag value that Lake Formation's application integration settings allow,
         *     by convention {@code Amazon EMR}
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-lf-enable.html">Enable Lake Formation with
         *     Amazon EMR</a>
         */
        public Builder lakeFormationSessionTag(String authorizedSessionTagValue) {
            this.lakeFormationSessionTag = authorizedSessionTagValue;
            return this;
        }

        /**
         * Whether instances serve their metadata by IMDSv2 only. Older releases than EMR 5.32 and 6.2 need version 1. Default:
         * true.
         */
        public Builder requireImdsv2(boolean requireImdsv2) {
            this.requireImdsv2 = requireImdsv2;
            return this;
        }

        /**
         * How many hops away from an instance its metadata can be read, 1 to 64. Code in containers, as Docker on YARN, needs 2.
         * Default: 1.
         */
        public Builder httpPutResponseHopLimit(int httpPutResponseHopLimit) {
            this.httpPutResponseHopLimit = httpPutResponseHopLimit;
            return this;
        }

        /**
         * A security configuration of your own, in EMR's shape, in place of the generated one: none of the properties above that
         * go into a security configuration can be set besides. Nothing is granted for it; grant roles what it needs. Default:
         * none.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a
         *     security configuration</a>
         */
        public Builder customSecurityConfiguration(Map<String, ?> securityConfiguration) {
            this.customSecurityConfiguration = new LinkedHashMap<>(securityConfiguration);
            return this;
        }

        /**
         * The secret with the attributes of clusters whose {@link #customSecurityConfiguration} asks for Kerberos, with the keys
         * that {@link KerberosAuthentication} lists. Default: none.
         */
        public Builder kerberosAttributes(ISecret kerberosAttributes) {
            this.kerberosAttributes = kerberosAttributes;
            return this;
        }

        /**
         * Adds the profile to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, properties contradict each other, or one has a value that
         *     AWS would refuse
         */
        public EmrProfile build() {
            return Validation.at(scope, id, () -> {
                DefinitionName name = Validation.name(namespace, "profileName", profileName);
                Validation.description(description);
                Validation.required("vpc", vpc);
                requireBuckets();
                requireSubnets();
                SecuritySettings security = security();
                RoleSettings roles = roles();
                roles.requireValidNames(name);
                roles.requireUsable(scope, security.roles());
                return new EmrProfile(scope, id, this, name, security);
            });
        }

        private void requireBuckets() {
            if (logsBucket == null && logsPath != null) {
                throw new IllegalArgumentException("'logsPath' takes a 'logsBucket', which is missing");
            }
            if (artifactsBucket == null && artifactsPath != null) {
                throw new IllegalArgumentException("'artifactsPath' takes an 'artifactsBucket', which is missing");
            }
        }

        private void requireSubnets() {
            if (privateSubnets != null && masterGroup != null && privateSubnets != (serviceGroup != null)) {
                throw new IllegalArgumentException(
                        "'privateSubnets' is %s, but 'securityGroups' has %s: EMR takes a service group in private subnets only, and needs it there"
                                .formatted(
                                        privateSubnets, serviceGroup == null ? "no service group" : "a service group"));
            }
        }

        /** Stored even without a bucket, as the Python library does. */
        private String logsPath() {
            return logsPath == null ? DEFAULT_LOGS_PATH : logsPath;
        }

        private RoleSettings roles() {
            return new RoleSettings(
                    serviceRole, instanceRole, instanceProfile, autoScalingRole, permissionsBoundary, rolePath);
        }

        private SecuritySettings security() {
            if (customSecurityConfiguration != null) {
                requireNothingGenerated();
                return new CustomSecurity(customSecurityConfiguration, kerberosAttributes);
            }
            if (kerberosAttributes != null) {
                throw new IllegalArgumentException(
                        "'kerberosAttributes' goes with 'customSecurityConfiguration', which is missing: use 'kerberosAuthentication'");
            }
            return new GeneratedSecurity(
                    s3Encryption == null ? S3Encryption.sseS3() : s3Encryption,
                    localDiskEncryption,
                    inTransitEncryption,
                    kerberosAuthentication,
                    emrFsRoleMappings == null ? List.of() : emrFsRoleMappings,
                    runtimeRoles,
                    lakeFormationSessionTag,
                    requireImdsv2 == null || requireImdsv2,
                    httpPutResponseHopLimit == null ? 1 : httpPutResponseHopLimit);
        }

        private void requireNothingGenerated() {
            Map<String, @Nullable Object> generated = new LinkedHashMap<>();
            generated.put("s3Encryption", s3Encryption);
            generated.put("localDiskEncryption", localDiskEncryption);
            generated.put("inTransitEncryption", inTransitEncryption);
            generated.put("kerberosAuthentication", kerberosAuthentication);
            generated.put("emrFsRoleMappings", emrFsRoleMappings);
            generated.put("runtimeRoles", runtimeRoles);
            generated.put("lakeFormationSessionTag", lakeFormationSessionTag);
            generated.put("requireImdsv2", requireImdsv2);
            generated.put("httpPutResponseHopLimit", httpPutResponseHopLimit);
            generated.values().removeIf(Objects::isNull);
            if (!generated.isEmpty()) {
                throw new IllegalArgumentException(
                        "'customSecurityConfiguration' replaces the generated one and can't be combined with %s: write that into it, or leave it out"
                                .formatted(generated.keySet()));
            }
        }
    }
}
