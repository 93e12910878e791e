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
 * @param bucket where it goes
 * @param prefix below which prefix, without a slash at its end; empty for all of the bucket
 * @param properties of the deployment
 * @param folder of this machine that has the files; null when another construct knows them
 */
record DeployedCode(
        IBucket bucket,
        String prefix,
        BucketDeploymentProps properties,
        @Nullable CodeFolder folder) {
    /** A folder of this machine. */
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

    /** Whether the deployment removes what stands below the prefix and is not its own; what it excludes stays. */
    boolean isPruned() {
        return !Boolean.FALSE.equals(properties.getPrune()) && properties.getExclude() == null;
    }

    /** Whether other code has the same files. */
    boolean hasContentOf(DeployedCode other) {
        return (folder != null && other.folder != null)
                ? folder.isSameAs(other.folder)
                : properties.equals(other.properties);
    }

    /** Whether other code has the same files in the same place. */
    boolean isDeployedAs(DeployedCode other) {
        return prefix.equals(other.prefix)
                && hasContentOf(other)
                && Buckets.identity(bucket).equals(Buckets.identity(other.bucket));
    }
}
