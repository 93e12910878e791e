package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.S3Names;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * A location of code: a folder in a bucket, or the complete bucket.
 *
 * @param bucketName the bucket's name, which may be a token
 * @param bucket its construct; null if only its name is known
 * @param prefix the prefix without a trailing slash; empty for the complete bucket
 */
record CodeLocation(String bucketName, @Nullable IBucket bucket, String prefix) {
    private static final int DIGITS = 8;

    /** Matches a URI. Names of parameters in dynamic references contain slashes, too. */
    private static final Pattern URI =
            Pattern.compile("s3[an]?://((?:\\{\\{[^}]*}}|[^/])+)(?:/(.*))?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** Creates the location of a folder, which is not the complete bucket. */
    static CodeLocation below(IBucket bucket, String prefix) {
        if (Validation.required("prefix", prefix).isEmpty()) {
            throw noFolder(prefix, ". For the complete bucket, omit it");
        }
        return in(bucket, prefix);
    }

    /** Creates the location of a folder, or of the complete bucket if the prefix is empty. */
    static CodeLocation in(IBucket bucket, String prefix) {
        return new CodeLocation(Validation.required("bucket", bucket).getBucketName(), bucket, requireFolder(prefix));
    }

    /** Creates the location of a URI. */
    static CodeLocation at(String uri) {
        Matcher parts = URI.matcher(Validation.required("uri", uri));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    ("'uri' of code must be a folder in S3, such as s3://bucket/etl/code, got: '%s'. If it contains tokens, concatenate "
                                    + "bucket and prefix: 's3://' + bucketName + '/' + prefix")
                            .formatted(Tokens.readable(uri)));
        }
        String name = parts.group(1);
        try {
            S3Names.requireBucket(Tokens.withPlaceholders(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The bucket of 'uri' %s".formatted(e.getMessage()), e);
        }
        return new CodeLocation(name, null, requireFolder(parts.group(2) == null ? "" : parts.group(2)));
    }

    private static String requireFolder(String prefix) {
        String known = Tokens.withPlaceholders(prefix);
        if (!S3Names.isFolder(known)) {
            throw noFolder(prefix, "");
        }
        if (known.contains("//")) {
            throw noFolder(prefix, ". Hadoop takes two slashes for one");
        }
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static IllegalArgumentException noFolder(String prefix, String advice) {
        return new IllegalArgumentException(
                "'prefix' of code must be a folder in a bucket, such as etl/code, got: '%s'%s"
                        .formatted(prefix, advice));
    }

    String uri() {
        return "s3://%s%s".formatted(bucketName, prefix.isEmpty() ? "" : "/" + prefix);
    }

    Artifact artifact() {
        IKey key = bucket == null ? null : bucket.getEncryptionKey();
        return new Artifact(bucketName, S3Path.objectsBelow(prefix), key == null ? null : KeyAccess.arn(key));
    }

    void grantRead(Construct scope, IRole role) {
        new BucketAccess(scope).allowRead(bucket == null ? ofName(scope) : bucket, S3Path.objectsBelow(prefix), role);
    }

    private IBucket ofName(Construct scope) {
        String id = "EmrLaunch::Code-" + Digests.of(bucketName, DIGITS);
        return scope.getNode().tryFindChild(id) instanceof IBucket existing
                ? existing
                : Bucket.fromBucketName(scope, id, Tokens.ofReferences(bucketName));
    }
}
