package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The encryption of the local disks of a cluster's nodes.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-data-encryption-options.html">Encryption options</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-encryption-enable.html">Keys and certificates</a>
 */
public final class LocalDiskEncryption {
    private final ObjectNode json;
    private final @Nullable IKey key;
    private final @Nullable ProviderJar provider;

    private LocalDiskEncryption(ObjectNode json, @Nullable IKey key, @Nullable ProviderJar provider) {
        this.json = json;
        this.key = key;
        this.provider = provider;
    }

    /**
     * Encrypts all volumes with a KMS key: instance store volumes with LUKS, and EBS volumes, including the root
     * volume, with EBS encryption. The instance role is granted {@code kms:Decrypt} and {@code kms:GenerateDataKey} on
     * the key. The service role is granted the permissions that EBS needs to create encrypted volumes. EMR 5.24 and
     * later.
     *
     * @param key a symmetric key in the cluster's region
     * @throws IllegalArgumentException if the key is missing
     */
    public static LocalDiskEncryption kms(IKey key) {
        return kms(key, true);
    }

    /**
     * Encrypts all volumes except the root volume with LUKS and a KMS key. EBS encryption is not used.
     *
     * @param key a symmetric key in the cluster's region
     * @throws IllegalArgumentException if the key is missing
     */
    public static LocalDiskEncryption kmsWithoutEbs(IKey key) {
        return kms(key, false);
    }

    private static LocalDiskEncryption kms(@Nullable IKey key, boolean ebs) {
        if (key == null) {
            throw new IllegalArgumentException(
                    "'key' is required: local disks are encrypted with a KMS key or by LocalDiskEncryption.custom(…)");
        }
        ObjectNode json =
                Json.object().put("EncryptionKeyProviderType", "AwsKms").put("AwsKmsKey", KeyAccess.arn(key));
        return new LocalDiskEncryption(ebs ? json.put("EnableEbsEncryption", true) : json, key, null);
    }

    /**
     * Encrypts with LUKS and keys from a custom class that implements
     * {@code com.amazonaws.services.elasticmapreduce.spi.security.EncryptionMaterialsProvider}. The instance role is
     * allowed to read the jar.
     *
     * @param className the fully qualified class name; different from the class of a custom provider for S3
     * @param bucket the bucket that contains the jar
     * @param objectKey the jar's key
     * @throws IllegalArgumentException if the class or the jar is missing or invalid
     */
    public static LocalDiskEncryption custom(String className, IBucket bucket, String objectKey) {
        ProviderJar provider = ProviderJar.of(className, bucket, objectKey);
        return new LocalDiskEncryption(
                provider.addTo(Json.object().put("EncryptionKeyProviderType", "Custom"), "EncryptionKeyProviderClass"),
                null,
                provider);
    }

    /** Returns the {@code LocalDiskEncryptionConfiguration} of EMR. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    void grantTo(Construct scope, IRole serviceRole, IRole instanceRole) {
        if (key != null) {
            KeyAccess.allowDataKeys(scope, key, instanceRole);
            if (json.has("EnableEbsEncryption")) {
                KeyAccess.allowVolumes(scope, key, serviceRole);
            }
        }
        if (provider != null) {
            provider.object().allowRead(instanceRole, new BucketAccess(scope));
        }
    }

    @Nullable ProviderJar provider() {
        return provider;
    }
}
