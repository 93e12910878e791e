package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * An EMR profile that is built in this app ({@link EmrProfile}) or loaded.
 *
 * <p>The authorize methods change the instance role. On a loaded profile they require that it was built with
 * {@code mutableInstanceRole(true)}, the default. Otherwise they throw an {@link UnsupportedOperationException}.
 */
public interface IEmrProfile extends IResource {
    /** The name within the namespace. */
    default String getProfileName() {
        return getDefinition().profileName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * The VPC that clusters run in; null if a stored profile has no VPC. For a loaded profile this method looks up the
     * VPC in the account: the stack must have an explicit account and region.
     */
    @Nullable IVpc getVpc();

    /**
     * Checks that this app trusts the roles of a loaded profile: roles with the names that a profile of this name would
     * create, and the roles that the app lists. A principal that may write the stored profile can put other roles into
     * it. Called before a role is passed or changed.
     *
     * @throws IllegalArgumentException if a role is not trusted; the message contains the role and how to trust it
     * @see EmrProfile#fromStoredProfile(software.constructs.Construct, String, String, String, java.util.List)
     */
    default void requireTrustedRoles() {}

    /** The service role, which EMR assumes. */
    IRole getServiceRole();

    /** The instance role, which a cluster's instances assume. Grant it the permissions that your jobs need. */
    IRole getInstanceRole();

    /** Whether the profile allows this app to change the instance role. */
    default boolean isInstanceRoleMutable() {
        return Boolean.TRUE.equals(getDefinition().mutableInstanceRole());
    }

    /** The auto-scaling role, which automatic scaling of instance groups assumes; null if a loaded profile has none. */
    @Nullable IRole getAutoScalingRole();

    /** EMR's managed security group of the primary node. */
    ISecurityGroup getMasterGroup();

    /** EMR's managed security group of core and task nodes. */
    ISecurityGroup getWorkersGroup();

    /**
     * The service access security group through which EMR accesses nodes in private subnets; null for clusters in
     * public subnets.
     */
    @Nullable ISecurityGroup getServiceGroup();

    /** The bucket that clusters write their logs to; null if there is none. */
    @Nullable IBucket getLogsBucket();

    /** The bucket that clusters read their code from; null if there is none. */
    @Nullable IBucket getArtifactsBucket();

    /** The secret with the Kerberos attributes of clusters, which a launch reads; null without Kerberos. */
    @Nullable ISecret getKerberosAttributes();

    /** The stored definition. It contains tokens if the profile is built in this app. */
    EmrProfileDefinition getDefinition();

    /** Allows clusters to read all objects of a bucket. */
    default IEmrProfile authorizeInputBucket(IBucket bucket) {
        return authorizeInputBucket(bucket, "*");
    }

    /**
     * Allows clusters to read objects of a bucket, and to decrypt them if the bucket has a key.
     *
     * @param bucket the bucket
     * @param objectsKeyPattern the keys of the objects, without a slash at the beginning or end: {@code input/*} for a folder
     * @throws IllegalArgumentException when the pattern is empty, or begins or ends with a slash
     */
    default IEmrProfile authorizeInputBucket(IBucket bucket, String objectsKeyPattern) {
        Authorizations.of(this).read(bucket, objectsKeyPattern);
        return this;
    }

    /** Allows clusters to read, write and delete all objects of a bucket. */
    default IEmrProfile authorizeOutputBucket(IBucket bucket) {
        return authorizeOutputBucket(bucket, "*");
    }

    /**
     * Allows clusters to read, write and delete objects of a bucket, and to use the bucket's key if it has one. Writers
     * on a cluster also need to read and delete: they write objects with temporary names and rename them.
     *
     * @param bucket the bucket
     * @param objectsKeyPattern the keys of the objects, without a slash at the beginning or end: {@code output/*} for a folder
     * @throws IllegalArgumentException when the pattern is empty, or begins or ends with a slash
     */
    default IEmrProfile authorizeOutputBucket(IBucket bucket, String objectsKeyPattern) {
        Authorizations.of(this).readAndWrite(bucket, objectsKeyPattern);
        return this;
    }

    /** Allows clusters to decrypt with a key: {@code kms:Decrypt}. */
    default IEmrProfile authorizeInputKey(IKey key) {
        Authorizations.of(this).decrypt(key);
        return this;
    }

    /**
     * Allows clusters to encrypt with a key: {@code kms:GenerateDataKey}, and {@code kms:Decrypt}, which S3 requires
     * for multipart uploads.
     */
    default IEmrProfile authorizeOutputKey(IKey key) {
        Authorizations.of(this).encrypt(key);
        return this;
    }

    /**
     * Allows clusters to read the value of a secret: {@code secretsmanager:GetSecretValue}, and {@code kms:Decrypt}
     * with the secret's key. The secret may be in another stack. {@code Secret.grantRead} of the CDK would create a
     * cyclic dependency of the stacks there if the secret has its own key.
     */
    default IEmrProfile authorizeSecret(ISecret secret) {
        Authorizations.of(this).read(secret);
        return this;
    }

    /**
     * Allows clusters to read and write data with the access grants of this account's S3 Access Grants instance in the
     * stack's region: {@code s3:GetDataAccess} and {@code s3:GetAccessGrantsInstanceForPrefix}. EMR 6.15 and later. A
     * cluster uses access grants if its cluster configuration sets {@code fs.s3.s3AccessGrants.enabled} of
     * {@code emrfs-site} to {@code true}. A runtime role needs the same permissions.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-access-grants.html">S3 Access Grants with Amazon EMR</a>
     */
    default IEmrProfile authorizeS3AccessGrants() {
        Authorizations.of(this).useAccessGrants();
        return this;
    }

    /**
     * Allows steps to run as a role. The instance role may assume it, and the role's trust policy is extended to trust
     * the instance role. The role may use the KMS keys of the profile's {@link S3Encryption}.
     *
     * @throws UnsupportedOperationException if the profile was built without {@link RuntimeRoles}, or its instance role
     *     is not mutable
     */
    default IEmrProfile authorizeRuntimeRole(IRole role) {
        Authorizations.of(this).assume(role);
        return this;
    }

    /** Allows the grantee to read this profile's definition, with {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.EMR_PROFILE, getDefinition().definitionName());
    }
}
