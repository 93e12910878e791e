package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.StoredDefinitions;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.emr.CfnSecurityConfiguration;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The security of clusters, defined once and shared by name: service, instance and auto-scaling role, security groups, a
 * security configuration, and the buckets for logs and artifacts. Stored in Parameter Store as
 * {@code /emr_launch/emr_profiles/NAMESPACE/NAME}.
 *
 * <p>What a cluster writes to S3 is encrypted with SSE-S3, and its instances serve IMDSv2 only. The service role has the
 * managed policy {@code AmazonEMRServicePolicy_v2}, which lets EMR touch only what carries the tag
 * {@code for-use-with-amazon-emr-managed-policies=true}: security groups get it here, a VPC of this app and its subnets too;
 * tag the subnets of an imported VPC yourself.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-service-roles.html">IAM service roles</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html">Managed security groups</a>
 */
public final class EmrProfile extends Construct implements IEmrProfile {
    private final EmrRoles roles;
    private final EmrSecurityGroups groups;
    private final EmrProfileDefinition definition;

    private EmrProfile(Construct scope, String id, Builder props, DefinitionName name, IVpc vpc) {
        super(scope, id);
        roles = new EmrRoles(this, name);
        groups = new EmrSecurityGroups(this, vpc, props.privateSubnets);
        CfnSecurityConfiguration securityConfiguration = CfnSecurityConfiguration.Builder.create(
                        this, "SecurityConfiguration")
                .securityConfiguration(SecurityConfigurationJson.sseS3())
                .build();
        if (props.logsBucket != null) {
            props.logsBucket.grantReadWrite(roles.instanceRole(), objectsBelow(props.logsPath));
        }
        if (props.artifactsBucket != null) {
            props.artifactsBucket.grantRead(roles.instanceRole(), objectsBelow(props.artifactsPath));
        }
        definition = new EmrProfileDefinition(
                name.name(),
                name.namespace(),
                vpc.getVpcId(),
                true,
                true,
                groups.definition(),
                roles.definition(),
                bucketName(props.artifactsBucket),
                props.artifactsPath,
                bucketName(props.logsBucket),
                props.logsPath,
                Json.object().put("EncryptionMode", "SSE-S3"),
                null,
                null,
                null,
                null,
                null,
                null,
                securityConfiguration.getRef(),
                props.description,
                Json.object());
        DefinitionParameter.requireStorable(definition);
        DefinitionParameter.store(this, "Definition", definition);
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
            return new StoredEmrProfile(scope, id, StoredDefinitions.load(scope, DefinitionType.EMR_PROFILE, name));
        });
    }

    /** Loads a profile from a store of the caller's choice. */
    public static IEmrProfile fromStoredProfile(
            Construct scope, String id, DefinitionName name, DefinitionStore store) {
        return new StoredEmrProfile(scope, id, store.get(DefinitionType.EMR_PROFILE, name));
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
    public EmrProfileDefinition getDefinition() {
        return definition;
    }

    /** Collects what a profile is made of. Required: {@link #profileName} and {@link #vpc}. */
    public static final class Builder {
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
         * {@code NAMESPACE_NAME-ServiceRole} and so on, and a role's name has at most 64 characters.
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
         * Adds the profile to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, a name has other characters or is too long
         */
        public EmrProfile build() {
            return Validation.at(scope, id, () -> {
                DefinitionName name = Validation.name(namespace, "profileName", profileName);
                EmrRoles.requireValidNames(name);
                if (logsBucket == null && logsPath != null) {
                    throw new IllegalArgumentException("'logsPath' takes a 'logsBucket', which is missing");
                }
                if (artifactsBucket == null && artifactsPath != null) {
                    throw new IllegalArgumentException("'artifactsPath' takes an 'artifactsBucket', which is missing");
                }
                if (logsBucket != null && logsPath == null) {
                    logsPath = "elasticmapreduce/";
                }
                return new EmrProfile(scope, id, this, name, Validation.required("vpc", vpc));
            });
        }
    }
}
