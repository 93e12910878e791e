package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The certificates with which nodes encrypt what they send to each other. The instance role is granted to read those that lie in S3.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-encryption-enable.html">Keys and certificates</a>
 */
public final class InTransitEncryption {
    private static final String PROVIDER_TYPE = "CertificateProviderType";

    private final ObjectNode certificates;
    private final @Nullable S3Object object;

    private InTransitEncryption(ObjectNode certificates, @Nullable S3Object object) {
        this.certificates = certificates;
        this.object = object;
    }

    /** Certificates that EMR makes and keeps itself, valid for 20 years and the private DNS names of the region's instances. */
    public static InTransitEncryption emrManaged() {
        return emrManaged(EmrCertificates.builder().build());
    }

    /**
     * Certificates that EMR makes and keeps itself.
     *
     * @param certificates their settings
     */
    public static InTransitEncryption emrManaged(EmrCertificates certificates) {
        ObjectNode json = Json.object().put(PROVIDER_TYPE, "EMR");
        json.setAll(Validation.required("certificates", certificates).toJson());
        return new InTransitEncryption(json, null);
    }

    /**
     * PEM files in a zip: {@code privateKey.pem} and {@code certificateChain.pem}, and {@code trustedCertificates.pem} if the
     * chain doesn't end at an authority that Java trusts.
     *
     * @param bucket the bucket that holds the zip
     * @param objectKey the zip's key in it
     * @throws IllegalArgumentException when the zip is missing
     */
    public static InTransitEncryption pem(IBucket bucket, String objectKey) {
        S3Object zip = S3Object.of(bucket, objectKey);
        return new InTransitEncryption(Json.object().put(PROVIDER_TYPE, "PEM").put("S3Object", zip.uri()), zip);
    }

    /**
     * A class of yours that implements {@code com.amazonaws.services.elasticmapreduce.spi.security.TLSArtifactsProvider}.
     *
     * @param className the class's full name
     * @param bucket the bucket that holds the jar
     * @param objectKey the jar's key in it
     * @throws IllegalArgumentException when the class or the jar is missing or isn't one
     */
    public static InTransitEncryption custom(String className, IBucket bucket, String objectKey) {
        ProviderJar provider = ProviderJar.of(className, bucket, objectKey);
        return new InTransitEncryption(
                provider.addTo(Json.object().put(PROVIDER_TYPE, "Custom"), "CertificateProviderClass"),
                provider.object());
    }

    /** {@code InTransitEncryptionConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return Json.object().set("TLSCertificateConfiguration", certificates.deepCopy());
    }

    void grantTo(IRole instanceRole, BucketAccess buckets) {
        if (object != null) {
            object.allowRead(instanceRole, buckets);
        }
    }
}
