package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored profile: the security settings of a cluster. Nullable components are null if unset. Objects are in the form of EMR's
 * <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">security
 * configuration</a> and must not be changed.
 *
 * @param profileName the name within the namespace
 * @param namespace the namespace
 * @param vpc the id of the VPC of the security groups
 * @param mutableInstanceRole whether an app that loads the profile may add policies to the instance role
 * @param mutableSecurityGroups whether an app that loads the profile may add rules to the security groups
 * @param securityGroups the security groups of a cluster
 * @param roles the roles of a cluster
 * @param artifactsBucket the name of the bucket that clusters read code from
 * @param artifactsPath the prefix in that bucket
 * @param logsBucket the name of the bucket that clusters write logs to
 * @param logsPath the prefix in that bucket
 * @param s3EncryptionConfiguration the encryption of EMRFS data in S3
 * @param localDiskEncryptionConfiguration encryption of local disks
 * @param tlsCertificateConfiguration certificates for encryption in transit
 * @param kerberosConfiguration the Kerberos realm and its KDC
 * @param kerberosAttributesSecret the ARN of the secret with the Kerberos attributes
 * @param emrFsConfiguration role mappings for requests to S3
 * @param lakeFormationConfiguration the integration with Lake Formation, in the current or the older form
 * @param securityConfiguration the name of the security configuration of clusters
 * @param description the description
 * @param iamConfiguration the runtime roles of steps; not written if unset. See {@link #runtimeRoles}
 * @param identityCenterConfiguration trusted identity propagation by IAM Identity Center; not written if unset
 * @param walEncryptionConfiguration encryption of HBase's write-ahead logs; not written if unset
 * @param instanceMetadataServiceConfiguration the settings of the instance metadata service; not written if unset
 * @param otherMembers the other members of the document, unchanged
 */
public record EmrProfileDefinition(
        String profileName,
        String namespace,
        @Nullable String vpc,
        @Nullable Boolean mutableInstanceRole,
        @Nullable Boolean mutableSecurityGroups,
        SecurityGroups securityGroups,
        Roles roles,
        @Nullable String artifactsBucket,
        @Nullable String artifactsPath,
        @Nullable String logsBucket,
        @Nullable String logsPath,
        @Nullable ObjectNode s3EncryptionConfiguration,
        @Nullable ObjectNode localDiskEncryptionConfiguration,
        @Nullable ObjectNode tlsCertificateConfiguration,
        @Nullable ObjectNode kerberosConfiguration,
        @Nullable String kerberosAttributesSecret,
        @Nullable ObjectNode emrFsConfiguration,
        @Nullable ObjectNode lakeFormationConfiguration,
        @Nullable String securityConfiguration,
        @Nullable String description,
        @Nullable ObjectNode iamConfiguration,
        @Nullable ObjectNode identityCenterConfiguration,
        @Nullable ObjectNode walEncryptionConfiguration,
        @Nullable ObjectNode instanceMetadataServiceConfiguration,
        ObjectNode otherMembers)
        implements Definition {
    /** The member of {@link #iamConfiguration} with whether steps can have runtime roles. */
    public static final String APPLICATION_SCOPED_ROLE = "EnableApplicationScopedIAMRole";

    /**
     * The security groups of a cluster, by id.
     *
     * @param masterGroup EMR's managed group of the primary node
     * @param workersGroup EMR's managed group of core and task nodes
     * @param serviceGroup the group by which EMR accesses nodes in private subnets; null for public subnets, where EMR
     *     refuses one
     * @param otherMembers the other members of the object
     */
    public record SecurityGroups(
            String masterGroup,
            String workersGroup,
            @Nullable String serviceGroup,
            ObjectNode otherMembers) {
        /** Creates groups without other members. */
        public SecurityGroups(String masterGroup, String workersGroup, @Nullable String serviceGroup) {
            this(masterGroup, workersGroup, serviceGroup, Json.object());
        }

        /** The value for no service group: the Python library's loader requires a string, which may be empty. */
        private static final String NO_GROUP = "";

        private static SecurityGroups read(Members members) {
            String master = members.requiredString("MasterGroup");
            String workers = members.requiredString("WorkersGroup");
            String service = members.string("ServiceGroup");
            return new SecurityGroups(master, workers, NO_GROUP.equals(service) ? null : service, members.rest());
        }

        private ObjectNode toJson() {
            return Json.object()
                    .put("MasterGroup", masterGroup)
                    .put("WorkersGroup", workersGroup)
                    .put("ServiceGroup", serviceGroup == null ? NO_GROUP : serviceGroup)
                    .setAll(otherMembers.deepCopy());
        }
    }

    /**
     * The roles of a cluster, by ARN.
     *
     * @param serviceRole the role of EMR
     * @param instanceRole the role of the cluster's instances
     * @param instanceProfile the instance profile with the instance role
     * @param autoScalingRole the role of automatic scaling of instance groups
     * @param otherMembers the other members of the object
     */
    public record Roles(
            String serviceRole,
            String instanceRole,
            @Nullable String instanceProfile,
            @Nullable String autoScalingRole,
            ObjectNode otherMembers) {
        /** Creates roles without other members. */
        public Roles(
                String serviceRole,
                String instanceRole,
                @Nullable String instanceProfile,
                @Nullable String autoScalingRole) {
            this(serviceRole, instanceRole, instanceProfile, autoScalingRole, Json.object());
        }

        private static Roles read(Members members) {
            return new Roles(
                    members.requiredString("ServiceRole"),
                    members.requiredString("InstanceRole"),
                    members.string("InstanceProfile"),
                    members.string("AutoScalingRole"),
                    members.rest());
        }

        private ObjectNode toJson() {
            return Json.object()
                    .put("ServiceRole", serviceRole)
                    .put("InstanceRole", instanceRole)
                    .put("InstanceProfile", instanceProfile)
                    .put("AutoScalingRole", autoScalingRole)
                    .setAll(otherMembers.deepCopy());
        }
    }

    /** Returns a builder with the required members. The others are null unless they are set. */
    public static Builder builder(DefinitionName name, SecurityGroups securityGroups, Roles roles) {
        return new Builder(name, securityGroups, roles);
    }

    static EmrProfileDefinition read(ObjectNode json) {
        Members members = Members.ofDocument(json);
        return new EmrProfileDefinition(
                members.requiredString(DefinitionType.EMR_PROFILE.nameMember()),
                members.requiredString("Namespace"),
                members.string("Vpc"),
                members.bool("MutableInstanceRole"),
                members.bool("MutableSecurityGroups"),
                members.required("SecurityGroups", SecurityGroups::read),
                members.required("Roles", Roles::read),
                members.string("ArtifactsBucket", S3Names::requireBucket),
                members.string("ArtifactsPath", S3Names::requireStoredFolder),
                members.string("LogsBucket", S3Names::requireBucket),
                members.string("LogsPath", S3Names::requireStoredFolder),
                members.object("S3EncryptionConfiguration"),
                members.object("LocalDiskEncryptionConfiguration"),
                members.object("TLSCertificateConfiguration"),
                members.object("KerberosConfiguration"),
                members.string("KerberosAttributesSecret", LaunchSecrets::requireArn),
                members.object("EmrFsConfiguration"),
                members.object("LakeFormationConfiguration"),
                members.string("SecurityConfiguration"),
                members.string("Description"),
                members.unwrittenWhenUnset("IAMConfiguration", members::object),
                members.unwrittenWhenUnset("IdentityCenterConfiguration", members::object),
                members.unwrittenWhenUnset("EMRWALEncryptionConfiguration", members::object),
                members.unwrittenWhenUnset("InstanceMetadataServiceConfiguration", members::object),
                members.rest());
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put(DefinitionType.EMR_PROFILE.nameMember(), profileName)
                .put("Namespace", namespace)
                .put("Vpc", vpc)
                .put("MutableInstanceRole", mutableInstanceRole)
                .put("MutableSecurityGroups", mutableSecurityGroups)
                .set("SecurityGroups", securityGroups.toJson());
        json.<ObjectNode>set("Roles", roles.toJson())
                .put("ArtifactsBucket", artifactsBucket)
                .put("ArtifactsPath", artifactsPath)
                .put("LogsBucket", logsBucket)
                .put("LogsPath", logsPath);
        json.set("S3EncryptionConfiguration", copy(s3EncryptionConfiguration));
        json.set("LocalDiskEncryptionConfiguration", copy(localDiskEncryptionConfiguration));
        json.set("TLSCertificateConfiguration", copy(tlsCertificateConfiguration));
        json.set("KerberosConfiguration", copy(kerberosConfiguration));
        json.put("KerberosAttributesSecret", kerberosAttributesSecret);
        json.set("EmrFsConfiguration", copy(emrFsConfiguration));
        json.set("LakeFormationConfiguration", copy(lakeFormationConfiguration));
        json.put("SecurityConfiguration", securityConfiguration).put("Description", description);
        setUnlessNull(json, "IAMConfiguration", iamConfiguration);
        setUnlessNull(json, "IdentityCenterConfiguration", identityCenterConfiguration);
        setUnlessNull(json, "EMRWALEncryptionConfiguration", walEncryptionConfiguration);
        setUnlessNull(json, "InstanceMetadataServiceConfiguration", instanceMetadataServiceConfiguration);
        return json.setAll(otherMembers.deepCopy());
    }

    private static void setUnlessNull(ObjectNode json, String member, @Nullable ObjectNode value) {
        if (value != null) {
            json.set(member, value.deepCopy());
        }
    }

    private static @Nullable JsonNode copy(@Nullable ObjectNode json) {
        return json == null ? null : json.deepCopy();
    }

    /**
     * Returns whether steps can have runtime roles; empty if it is known only at deployment, or the document does not have it. The document
     * of the Python library
     * has nothing about a custom security configuration, and that of this library has no encryption of S3 in that case.
     */
    public Optional<Boolean> runtimeRoles() {
        if (iamConfiguration == null) {
            boolean isWhole = s3EncryptionConfiguration != null && instanceMetadataServiceConfiguration != null;
            return isWhole ? Optional.of(false) : Optional.empty();
        }
        // EMR's guide also writes true and false as strings.
        return switch (iamConfiguration.path(APPLICATION_SCOPED_ROLE).asText()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    @Override
    public DefinitionName definitionName() {
        return new DefinitionName(namespace, profileName);
    }

    @Override
    public ObjectNode summary() {
        String logs = logsBucket == null ? null : "s3://%s/%s".formatted(logsBucket, logsPath == null ? "" : logsPath);
        return Json.object().put("Vpc", vpc).put("Logs", logs).put("Description", description);
    }

    @Override
    public DefinitionType<?> type() {
        return DefinitionType.EMR_PROFILE;
    }

    /** A builder of profiles, which sets the components by name. */
    public static final class Builder {
        private final DefinitionName name;
        private final SecurityGroups securityGroups;
        private final Roles roles;
        private @Nullable String vpc;
        private @Nullable Boolean mutableInstanceRole;
        private @Nullable Boolean mutableSecurityGroups;
        private @Nullable String artifactsBucket;
        private @Nullable String artifactsPath;
        private @Nullable String logsBucket;
        private @Nullable String logsPath;
        private @Nullable ObjectNode s3EncryptionConfiguration;
        private @Nullable ObjectNode localDiskEncryptionConfiguration;
        private @Nullable ObjectNode tlsCertificateConfiguration;
        private @Nullable ObjectNode kerberosConfiguration;
        private @Nullable String kerberosAttributesSecret;
        private @Nullable ObjectNode emrFsConfiguration;
        private @Nullable ObjectNode lakeFormationConfiguration;
        private @Nullable String securityConfiguration;
        private @Nullable String description;
        private @Nullable ObjectNode iamConfiguration;
        private @Nullable ObjectNode identityCenterConfiguration;
        private @Nullable ObjectNode walEncryptionConfiguration;
        private @Nullable ObjectNode instanceMetadataServiceConfiguration;

        private Builder(DefinitionName name, SecurityGroups securityGroups, Roles roles) {
            this.name = name;
            this.securityGroups = securityGroups;
            this.roles = roles;
        }

        /** Sets {@link EmrProfileDefinition#vpc()}. */
        public Builder vpc(@Nullable String vpc) {
            this.vpc = vpc;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#mutableInstanceRole()}. */
        public Builder mutableInstanceRole(@Nullable Boolean mutableInstanceRole) {
            this.mutableInstanceRole = mutableInstanceRole;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#mutableSecurityGroups()}. */
        public Builder mutableSecurityGroups(@Nullable Boolean mutableSecurityGroups) {
            this.mutableSecurityGroups = mutableSecurityGroups;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#artifactsBucket()}. */
        public Builder artifactsBucket(@Nullable String artifactsBucket) {
            this.artifactsBucket = artifactsBucket;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#artifactsPath()}. */
        public Builder artifactsPath(@Nullable String artifactsPath) {
            this.artifactsPath = artifactsPath;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#logsBucket()}. */
        public Builder logsBucket(@Nullable String logsBucket) {
            this.logsBucket = logsBucket;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#logsPath()}. */
        public Builder logsPath(@Nullable String logsPath) {
            this.logsPath = logsPath;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#s3EncryptionConfiguration()}. */
        public Builder s3EncryptionConfiguration(@Nullable ObjectNode s3EncryptionConfiguration) {
            this.s3EncryptionConfiguration = s3EncryptionConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#localDiskEncryptionConfiguration()}. */
        public Builder localDiskEncryptionConfiguration(@Nullable ObjectNode localDiskEncryptionConfiguration) {
            this.localDiskEncryptionConfiguration = localDiskEncryptionConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#tlsCertificateConfiguration()}. */
        public Builder tlsCertificateConfiguration(@Nullable ObjectNode tlsCertificateConfiguration) {
            this.tlsCertificateConfiguration = tlsCertificateConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#kerberosConfiguration()}. */
        public Builder kerberosConfiguration(@Nullable ObjectNode kerberosConfiguration) {
            this.kerberosConfiguration = kerberosConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#kerberosAttributesSecret()}. */
        public Builder kerberosAttributesSecret(@Nullable String kerberosAttributesSecret) {
            this.kerberosAttributesSecret = kerberosAttributesSecret;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#emrFsConfiguration()}. */
        public Builder emrFsConfiguration(@Nullable ObjectNode emrFsConfiguration) {
            this.emrFsConfiguration = emrFsConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#lakeFormationConfiguration()}. */
        public Builder lakeFormationConfiguration(@Nullable ObjectNode lakeFormationConfiguration) {
            this.lakeFormationConfiguration = lakeFormationConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#securityConfiguration()}. */
        public Builder securityConfiguration(@Nullable String securityConfiguration) {
            this.securityConfiguration = securityConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#description()}. */
        public Builder description(@Nullable String description) {
            this.description = description;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#iamConfiguration()}. */
        public Builder iamConfiguration(@Nullable ObjectNode iamConfiguration) {
            this.iamConfiguration = iamConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#identityCenterConfiguration()}. */
        public Builder identityCenterConfiguration(@Nullable ObjectNode identityCenterConfiguration) {
            this.identityCenterConfiguration = identityCenterConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#walEncryptionConfiguration()}. */
        public Builder walEncryptionConfiguration(@Nullable ObjectNode walEncryptionConfiguration) {
            this.walEncryptionConfiguration = walEncryptionConfiguration;
            return this;
        }

        /** Sets {@link EmrProfileDefinition#instanceMetadataServiceConfiguration()}. */
        public Builder instanceMetadataServiceConfiguration(@Nullable ObjectNode instanceMetadataServiceConfiguration) {
            this.instanceMetadataServiceConfiguration = instanceMetadataServiceConfiguration;
            return this;
        }

        /** Returns the profile. */
        public EmrProfileDefinition build() {
            return new EmrProfileDefinition(
                    name.name(),
                    name.namespace(),
                    vpc,
                    mutableInstanceRole,
                    mutableSecurityGroups,
                    securityGroups,
                    roles,
                    artifactsBucket,
                    artifactsPath,
                    logsBucket,
                    logsPath,
                    s3EncryptionConfiguration,
                    localDiskEncryptionConfiguration,
                    tlsCertificateConfiguration,
                    kerberosConfiguration,
                    kerberosAttributesSecret,
                    emrFsConfiguration,
                    lakeFormationConfiguration,
                    securityConfiguration,
                    description,
                    iamConfiguration,
                    identityCenterConfiguration,
                    walEncryptionConfiguration,
                    instanceMetadataServiceConfiguration,
                    Json.object());
        }
    }
}
