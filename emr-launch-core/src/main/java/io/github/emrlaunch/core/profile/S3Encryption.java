package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * The encryption of data that a cluster writes to S3 through EMRFS.
 *
 * <p>A key must be symmetric and in the cluster's region. The roles that read and write with it (the instance role, and
 * the roles of EMRFS mappings and steps) are granted only {@code kms:Decrypt} and {@code kms:GenerateDataKey} on it.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-data-encryption-options.html">Encryption options</a>
 */
public final class S3Encryption {
    private final ObjectNode json;
    private final List<IKey> keys;
    private final List<ProviderJar> providers;

    private S3Encryption(ObjectNode json, List<IKey> keys, List<ProviderJar> providers) {
        this.json = json;
        this.keys = List.copyOf(keys);
        this.providers = List.copyOf(providers);
    }

    /** Encrypts with keys that S3 manages (SSE-S3). */
    public static S3Encryption sseS3() {
        return new S3Encryption(mode("SSE-S3"), List.of(), List.of());
    }

    /**
     * Encrypts in S3 with a KMS key (SSE-KMS).
     *
     * @throws IllegalArgumentException if the key is missing
     */
    public static S3Encryption sseKms(IKey key) {
        return withKey("SSE-KMS", key);
    }

    /**
     * Encrypts on the cluster with data keys from a KMS key (CSE-KMS).
     *
     * @throws IllegalArgumentException if the key is missing
     */
    public static S3Encryption cseKms(IKey key) {
        return withKey("CSE-KMS", key);
    }

    /**
     * Encrypts on the cluster with keys from a custom class that implements
     * {@code com.amazonaws.services.s3.model.EncryptionMaterialsProvider} (CSE-Custom). The instance role is allowed to
     * read the jar.
     *
     * @param className the fully qualified class name; different from the class of a custom provider for local disks
     * @param bucket the bucket that contains the jar
     * @param objectKey the jar's key
     * @throws IllegalArgumentException if the class or the jar is missing or invalid
     */
    public static S3Encryption cseCustom(String className, IBucket bucket, String objectKey) {
        ProviderJar provider = ProviderJar.of(className, bucket, objectKey);
        return new S3Encryption(
                provider.addTo(mode("CSE-Custom"), "EncryptionKeyProviderClass"), List.of(), List.of(provider));
    }

    /**
     * Returns a copy with another encryption of one bucket.
     *
     * @param bucket the bucket
     * @param encryption its encryption, without bucket overrides
     * @throws IllegalArgumentException if the other encryption has bucket overrides
     */
    public S3Encryption withBucketOverride(IBucket bucket, S3Encryption encryption) {
        if (encryption.json.has("Overrides")) {
            throw new IllegalArgumentException(
                    "The encryption of one bucket can't have overrides itself: add each to the encryption of all buckets");
        }
        ObjectNode override = Json.object().put("BucketName", bucket.getBucketName());
        override.setAll(encryption.json.deepCopy());
        ObjectNode copy = json.deepCopy();
        ArrayNode overrides = copy.withArray("Overrides");
        overrides.add(override);
        return new S3Encryption(copy, joined(keys, encryption.keys), joined(providers, encryption.providers));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static S3Encryption withKey(String mode, @Nullable IKey key) {
        if (key == null) {
            throw new IllegalArgumentException(
                    "'key' is required: %s encrypts with a KMS key; S3Encryption.sseS3() needs no key".formatted(mode));
        }
        return new S3Encryption(mode(mode).put("AwsKmsKey", KeyAccess.arn(key)), List.of(key), List.of());
    }

    private static ObjectNode mode(String mode) {
        return Json.object().put("EncryptionMode", mode);
    }

    /** Returns the {@code S3EncryptionConfiguration} of EMR. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /**
     * Grants the use of the keys to all roles: EMRFS uses the role that a request is mapped to, and a step uses its
     * runtime role.
     */
    void grantTo(Construct scope, IRole instanceRole, List<IRole> assumedRoles) {
        for (IKey key : keys) {
            KeyAccess.allowDataKeys(scope, key, instanceRole);
            assumedRoles.forEach(role -> KeyAccess.allowDataKeys(scope, key, role));
        }
        BucketAccess buckets = new BucketAccess(scope);
        providers.forEach(provider -> provider.object().allowRead(instanceRole, buckets));
    }

    List<ProviderJar> providers() {
        return providers;
    }
}
