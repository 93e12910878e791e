package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The certificates that encrypt traffic between nodes. The instance role is allowed to read certificates that are
 * stored in S3.
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

    /**
     * Uses certificates that EMR creates and manages, valid for 20 years and for the private DNS names of the region's
     * instances.
     */
    public static InTransitEncryption emrManaged() {
        return emrManaged(EmrCertificates.builder().build());
    }

    /**
     * Uses certificates that EMR creates and manages.
     *
     * @param certificates their settings
     */
    public static InTransitEncryption emrManaged(EmrCertificates certificates) {
        ObjectNode json = Json.object().put(PROVIDER_TYPE, "EMR");
        json.setAll(Validation.required("certificates", certificates).toJson());
        return new InTransitEncryption(json, null);
    }

    /**
     * Uses PEM files in a zip: {@code privateKey.pem}, {@code certificateChain.pem}, and
     * {@code trustedCertificates.pem} if the chain does not end at an authority that Java trusts.
     *
     * @param bucket the bucket that contains the zip
     * @param objectKey the zip's key
     * @throws IllegalArgumentException if the zip is missing
     */
    public static InTransitEncryption pem(IBucket bucket, String objectKey) {
        S3Object zip = S3Object.of(bucket, objectKey);
        return new InTransitEncryption(Json.object().put(PROVIDER_TYPE, "PEM").put("S3Object", zip.uri()), zip);
    }

    /**
     * Uses a custom class that implements
     * {@code com.amazonaws.services.elasticmapreduce.spi.security.TLSArtifactsProvider}.
     *
     * @param className the fully qualified class name
     * @param bucket the bucket that contains the jar
     * @param objectKey the jar's key
     * @throws IllegalArgumentException if the class or the jar is missing or invalid
     */
    public static InTransitEncryption custom(String className, IBucket bucket, String objectKey) {
        ProviderJar provider = ProviderJar.of(className, bucket, objectKey);
        return new InTransitEncryption(
                provider.addTo(Json.object().put(PROVIDER_TYPE, "Custom"), "CertificateProviderClass"),
                provider.object());
    }

    /** Returns the {@code InTransitEncryptionConfiguration} of EMR. */
    ObjectNode toJson() {
        return Json.object().set("TLSCertificateConfiguration", certificates.deepCopy());
    }

    void grantTo(IRole instanceRole, BucketAccess buckets) {
        if (object != null) {
            object.allowRead(instanceRole, buckets);
        }
    }
}
