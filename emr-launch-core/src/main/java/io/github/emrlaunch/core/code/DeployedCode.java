package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.Buckets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.s3.deployment.BucketDeploymentProps;
import software.amazon.awscdk.services.s3.deployment.Source;

/**
 * Code that the app uploads.
 *
 * @param bucket the target bucket
 * @param prefix the target prefix without a trailing slash; empty for the complete bucket
 * @param properties the properties of the deployment
 * @param folder the local folder with the files; null if a bucket deployment provides them
 */
record DeployedCode(
        IBucket bucket,
        String prefix,
        BucketDeploymentProps properties,
        @Nullable CodeFolder folder) {
    /** Creates the code of a local folder. */
    static DeployedCode of(CodeFolder folder, IBucket bucket, String prefix) {
        return new DeployedCode(
                bucket,
                prefix,
                BucketDeploymentProps.builder()
                        .sources(List.of(Source.asset(folder.folder().toString())))
                        .destinationBucket(bucket)
                        .destinationKeyPrefix(prefix.isEmpty() ? null : prefix)
                        .build(),
                folder);
    }

    /** Returns whether the deployment removes other objects under its prefix. Excluded objects remain. */
    boolean isPruned() {
        return !Boolean.FALSE.equals(properties.getPrune()) && properties.getExclude() == null;
    }

    /** Returns whether other code has the same files. */
    boolean hasContentOf(DeployedCode other) {
        return (folder != null && other.folder != null)
                ? folder.isSameAs(other.folder)
                : properties.equals(other.properties);
    }

    /** Returns whether other code has the same files in the same location. */
    boolean isDeployedAs(DeployedCode other) {
        return prefix.equals(other.prefix)
                && hasContentOf(other)
                && Buckets.identity(bucket).equals(Buckets.identity(other.bucket));
    }
}
