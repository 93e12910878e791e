package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Validation;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.s3.IBucket;

/** An object in S3 that each node of a cluster downloads when it starts. */
record S3Object(IBucket bucket, String key) {
    static S3Object of(IBucket bucket, String key) {
        Validation.required("bucket", bucket);
        Validation.required("objectKey", key);
        if (!Token.isUnresolved(key) && (key.isEmpty() || key.startsWith("/") || key.startsWith("s3://"))) {
            throw new IllegalArgumentException(
                    "'objectKey' must be the key of an object in the bucket, without bucket and leading slash, got: %s"
                            .formatted(key));
        }
        return new S3Object(bucket, key);
    }

    String uri() {
        return "s3://%s/%s".formatted(bucket.getBucketName(), key);
    }

    void allowRead(IRole role, BucketAccess buckets) {
        buckets.allowReadOne(bucket, key, role);
    }
}
