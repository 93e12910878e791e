package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.ImportedSecrets;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** A profile that was loaded during synthesis. It imports its roles, groups and buckets on demand. */
final class StoredEmrProfile extends Resource implements IEmrProfile, Stacks.Imported {
    private static final int MAX_POLICY_NAME = 100;

    private final EmrProfileDefinition definition;
    private final TrustedRoles trustedRoles;
    private final boolean mutableGroups;

    StoredEmrProfile(Construct scope, String id, EmrProfileDefinition definition, TrustedRoles trustedRoles) {
        super(scope, id);
        this.definition = definition;
        this.trustedRoles = trustedRoles;
        this.mutableGroups = Boolean.TRUE.equals(definition.mutableSecurityGroups());
        protectCode();
    }

    /**
     * Protects the clusters' code from the instance role's permissions, which were granted in the app that built the
     * profile.
     */
    private void protectCode() {
        String profile = "EMR profile '%s'".formatted(definition.definitionName());
        if (definition.logsBucket() != null) {
            CodeProtection.writes(
                    this,
                    "The instance role of " + profile,
                    definition.logsBucket(),
                    S3Path.objectsBelow(definition.logsPath()));
        }
        if (definition.artifactsBucket() != null) {
            CodeProtection.mayHold(this, profile, definition.artifactsBucket(), definition.artifactsPath());
        }
        Stream.of(
                        definition.s3EncryptionConfiguration(),
                        definition.localDiskEncryptionConfiguration(),
                        definition.tlsCertificateConfiguration())
                .flatMap(Stream::ofNullable)
                .forEach(settings -> CodeProtection.runs(this, profile, settings.findValuesAsText("S3Object")));
    }

    void requireMutableInstanceRole() {
        if (!isInstanceRoleMutable()) {
            throw new UnsupportedOperationException(
                    ("The profile '%s' was stored with MutableInstanceRole false: its instance role can't be changed here. "
                                    + "Authorize in the app that defines it, or build it there with mutableInstanceRole(true)")
                            .formatted(definition.definitionName()));
        }
    }

    @Override
    public void requireTrustedRoles() {
        trustedRoles.require(definition.roles());
    }

    @Override
    public @Nullable IVpc getVpc() {
        String vpcId = definition.vpc();
        if (vpcId == null) {
            return null;
        }
        return child("Vpc", IVpc.class, id -> {
            Stack stack = Stack.of(this);
            if (Token.isUnresolved(stack.getAccount()) || Token.isUnresolved(stack.getRegion())) {
                throw new IllegalArgumentException(
                        "%s: the VPC %s can be looked up only in a stack that knows its account and region: set its 'env'"
                                .formatted(getNode().getPath(), vpcId));
            }
            return Vpc.fromLookup(
                    this, id, VpcLookupOptions.builder().vpcId(vpcId).build());
        });
    }

    @Override
    public IRole getServiceRole() {
        return role("ServiceRole", definition.roles().serviceRole(), false);
    }

    @Override
    public IRole getInstanceRole() {
        return role("InstanceRole", definition.roles().instanceRole(), isInstanceRoleMutable());
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
    public @Nullable IBucket getLogsBucket() {
        return bucket("LogsBucket", definition.logsBucket());
    }

    @Override
    public @Nullable IBucket getArtifactsBucket() {
        return bucket("ArtifactsBucket", definition.artifactsBucket());
    }

    @Override
    public @Nullable ISecret getKerberosAttributes() {
        String arn = definition.kerberosAttributesSecret();
        return arn == null ? null : ImportedSecrets.of(this, "KerberosAttributes", arn);
    }

    @Override
    public EmrProfileDefinition getDefinition() {
        return definition;
    }

    private IRole role(String id, String arn, boolean mutable) {
        requireTrustedRoles();
        FromRoleArnOptions options = FromRoleArnOptions.builder()
                .mutable(mutable)
                // Stacks share the role. A name that the CDK generates may be the name of another stack's policy, and
                // replace it.
                .defaultPolicyName(Names.uniqueResourceName(
                        this,
                        UniqueResourceNameOptions.builder()
                                .maxLength(MAX_POLICY_NAME)
                                .build()))
                .build();
        return child(id, IRole.class, child -> Role.fromRoleArn(this, child, arn, options));
    }

    private ISecurityGroup group(String id, String groupId, boolean mutable) {
        SecurityGroupImportOptions options =
                SecurityGroupImportOptions.builder().mutable(mutable).build();
        return child(
                id, ISecurityGroup.class, child -> SecurityGroup.fromSecurityGroupId(this, child, groupId, options));
    }

    private @Nullable IBucket bucket(String id, @Nullable String name) {
        return name == null ? null : child(id, IBucket.class, child -> Bucket.fromBucketName(this, child, name));
    }

    /** Returns the child with that id, imported at the first call. */
    private <T extends IConstruct> T child(String id, Class<T> type, Function<String, T> importer) {
        IConstruct existing = getNode().tryFindChild(id);
        return existing == null ? importer.apply(id) : type.cast(existing);
    }
}
