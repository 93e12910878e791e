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
 * The encryption of what a cluster writes to S3 through EMRFS.
 *
 * <p>A key must be symmetric and in the cluster's region. The roles that read and write with it (the instance role, and the
 * roles of EMRFS mappings and steps) are granted {@code kms:Decrypt} and {@code kms:GenerateDataKey} on it, nothing more.
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

    /** S3 encrypts with keys that it manages itself. */
    public static S3Encryption sseS3() {
        return new S3Encryption(mode("SSE-S3"), List.of(), List.of());
    }

    /**
     * S3 encrypts with a KMS key.
     *
     * @throws IllegalArgumentException when the key is missing
     */
    public static S3Encryption sseKms(IKey key) {
        return withKey("SSE-KMS", key);
    }

    /**
     * The cluster encrypts before it sends, with data keys from a KMS key.
     *
     * @throws IllegalArgumentException when the key is missing
     */
    public static S3Encryption cseKms(IKey key) {
        return withKey("CSE-KMS", key);
    }

    /**
     * The cluster encrypts before it sends, with keys from a class of yours that implements
     * {@code com.amazonaws.services.s3.model.EncryptionMaterialsProvider}. The instance role is granted to read the jar.
     *
     * @param className the class's full name; another one than that of a custom provider for local disks
     * @param bucket the bucket that holds the jar
     * @param objectKey the jar's key in it
     * @throws IllegalArgumentException when the class or the jar is missing or isn't one
     */
    public static S3Encryption cseCustom(String className, IBucket bucket, String objectKey) {
        ProviderJar provider = ProviderJar.of(className, bucket, objectKey);
        return new S3Encryption(
                provider.addTo(mode("CSE-Custom"), "EncryptionKeyProviderClass"), List.of(), List.of(provider));
    }

    /**
     * The same with another encryption of one bucket.
     *
     * @param bucket the bucket
     * @param encryption its encryption, without overrides of its own
     * @throws IllegalArgumentException when the other encryption has overrides itself
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
                    "'key' is required: %s encrypts with a KMS key; S3Encryption.sseS3() does without".formatted(mode));
        }
        return new S3Encryption(mode(mode).put("AwsKmsKey", KeyAccess.arn(key)), List.of(key), List.of());
    }

    private static ObjectNode mode(String mode) {
        return Json.object().put("EncryptionMode", mode);
    }

    /** {@code S3EncryptionConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return json.deepCopy();
    }

    /** EMRFS reads and writes as whichever role a request is mapped to, a step as its own: each of them uses the keys. */
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
