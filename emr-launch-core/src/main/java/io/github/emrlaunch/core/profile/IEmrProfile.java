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
 * The security of clusters: built in this app ({@link EmrProfile}) or loaded from where it is stored.
 *
 * <p>The methods that authorize change the instance role. On a loaded profile they work if it was built with
 * {@code mutableInstanceRole(true)}, the default; else they throw an {@link UnsupportedOperationException} that says so.
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
     * The VPC that clusters run in; null when a stored profile names none. That of a loaded profile is looked up in the account
     * by this method: the stack must know its account and region.
     */
    @Nullable IVpc getVpc();

    /**
     * Checks that this app trusts the roles of a loaded profile: those whose names are made of the profile's, and those that the app
     * names. A principal that may write the stored profile could have chosen others. It is called before a role is passed or changed.
     *
     * @throws IllegalArgumentException when it doesn't, with the role and how to trust it
     * @see EmrProfile#fromStoredProfile(software.constructs.Construct, String, String, String, java.util.List)
     */
    default void requireTrustedRoles() {}

    /** The service role, which EMR itself assumes. */
    IRole getServiceRole();

    /** The instance role, which a cluster's instances assume. Grant it what your jobs need. */
    IRole getInstanceRole();

    /** Whether the profile allows this app to change the instance role. */
    default boolean isInstanceRoleMutable() {
        return Boolean.TRUE.equals(getDefinition().mutableInstanceRole());
    }

    /** The auto-scaling role, which automatic scaling of instance groups assumes; null when a loaded profile has none. */
    @Nullable IRole getAutoScalingRole();

    /** EMR's managed security group of the primary node. */
    ISecurityGroup getMasterGroup();

    /** EMR's managed security group of core and task nodes. */
    ISecurityGroup getWorkersGroup();

    /** The security group through which EMR reaches nodes in private subnets; null for clusters in public subnets. */
    @Nullable ISecurityGroup getServiceGroup();

    /** The bucket that clusters write their logs to; null when there is none. */
    @Nullable IBucket getLogsBucket();

    /** The bucket that clusters read their code from; null when there is none. */
    @Nullable IBucket getArtifactsBucket();

    /** The secret with the Kerberos attributes of clusters, which a launch reads; null without Kerberos. */
    @Nullable ISecret getKerberosAttributes();

    /** The definition as stored; of a profile built in this app it holds tokens. */
    EmrProfileDefinition getDefinition();

    /** Allows clusters to read all objects of a bucket. */
    default IEmrProfile authorizeInputBucket(IBucket bucket) {
        return authorizeInputBucket(bucket, "*");
    }

    /**
     * Allows clusters to read objects of a bucket, and to decrypt them if the bucket has a key.
     *
     * @param bucket the bucket
     * @param objectsKeyPattern the keys of the objects, such as {@code input/*}
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
     * Allows clusters to read, write and delete objects of a bucket, and to use the bucket's key if it has one. Writers on a
     * cluster read and delete too: they write under temporary names, and rename.
     *
     * @param bucket the bucket
     * @param objectsKeyPattern the keys of the objects, such as {@code output/*}
     */
    default IEmrProfile authorizeOutputBucket(IBucket bucket, String objectsKeyPattern) {
        Authorizations.of(this).readAndWrite(bucket, objectsKeyPattern);
        return this;
    }

    /** Allows clusters to decrypt what was encrypted with a key: {@code kms:Decrypt}. */
    default IEmrProfile authorizeInputKey(IKey key) {
        Authorizations.of(this).decrypt(key);
        return this;
    }

    /**
     * Allows clusters to encrypt with a key: {@code kms:GenerateDataKey}, and {@code kms:Decrypt}, which S3 asks for when an
     * object is written in parts.
     */
    default IEmrProfile authorizeOutputKey(IKey key) {
        Authorizations.of(this).encrypt(key);
        return this;
    }

    /**
     * Allows clusters to read the value of a secret: {@code secretsmanager:GetSecretValue}, and {@code kms:Decrypt} with the secret's
     * key. The secret may be of another stack, where {@code Secret.grantRead} of the CDK makes the stacks depend on each other if the
     * secret has a key of its own.
     */
    default IEmrProfile authorizeSecret(ISecret secret) {
        Authorizations.of(this).read(secret);
        return this;
    }

    /**
     * Allows clusters to read and write data by the access grants of this account's S3 Access Grants instance in the stack's region: {@code s3:GetDataAccess} and {@code
     * s3:GetAccessGrantsInstanceForPrefix}. EMR 6.15 and later. A cluster uses them whose cluster configuration sets {@code fs.s3.s3AccessGrants.enabled} of
     * {@code emrfs-site} to {@code true}. A runtime role needs the same.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-access-grants.html">S3 Access Grants with Amazon
     *     EMR</a>
     */
    default IEmrProfile authorizeS3AccessGrants() {
        Authorizations.of(this).useAccessGrants();
        return this;
    }

    /**
     * Allows steps to run as a role: the instance role may assume it, and the role comes to trust the instance role. It may use
     * the KMS keys of the profile's {@link S3Encryption}.
     *
     * @throws UnsupportedOperationException when the profile was built without {@link RuntimeRoles}, or as above
     */
    default IEmrProfile authorizeRuntimeRole(IRole role) {
        Authorizations.of(this).assume(role);
        return this;
    }

    /** Allows the grantee to read this profile's definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.EMR_PROFILE, getDefinition().definitionName());
    }
}
