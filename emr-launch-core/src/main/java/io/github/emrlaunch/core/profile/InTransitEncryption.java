package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.definitions.Json;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;

/**
 * The certificates with which nodes encrypt what they send to each other. The instance role is granted to read them.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-encryption-enable.html">Keys and certificates</a>
 */
public final class InTransitEncryption {
    private final ObjectNode certificates;
    private final S3Object object;

    private InTransitEncryption(ObjectNode certificates, S3Object object) {
        this.certificates = certificates;
        this.object = object;
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
        return new InTransitEncryption(
                Json.object().put("CertificateProviderType", "PEM").put("S3Object", zip.uri()), zip);
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
                provider.addTo(Json.object().put("CertificateProviderType", "Custom"), "CertificateProviderClass"),
                provider.object());
    }

    /** {@code InTransitEncryptionConfiguration} in EMR's shape. */
    ObjectNode toJson() {
        return Json.object().set("TLSCertificateConfiguration", certificates.deepCopy());
    }

    void grantTo(IRole instanceRole, BucketAccess buckets) {
        object.allowRead(instanceRole, buckets);
    }
}
