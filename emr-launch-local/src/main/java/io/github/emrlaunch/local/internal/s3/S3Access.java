package io.github.emrlaunch.local.internal.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The permissions for operations on buckets and objects, see <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html">Required permissions for Amazon
 * S3 API operations</a>.
 */
final class S3Access {
    private static final int LONGEST_KEY = 1024;
    /** The condition keys of requests, by the members with their values. */
    private static final Map<String, String> OBJECT_KEYS = Map.of(
            "StorageClass", "s3:x-amz-storage-class",
            "ServerSideEncryption", "s3:x-amz-server-side-encryption",
            "SSEKMSKeyId", "s3:x-amz-server-side-encryption-aws-kms-key-id",
            "MetadataDirective", "s3:x-amz-metadata-directive",
            "CopySource", "s3:x-amz-copy-source",
            "ACL", "s3:x-amz-acl",
            "IfMatch", "s3:if-match",
            "IfNoneMatch", "s3:if-none-match");

    private static final Map<String, String> LIST_KEYS =
            Map.of("Prefix", "s3:prefix", "Delimiter", "s3:delimiter", "MaxKeys", "s3:max-keys");

    private final Account account;
    private final ServiceContext context;
    private final BucketFolders folders;

    S3Access(ServiceContext context, BucketFolders folders) {
        this.account = context.account();
        this.context = context;
        this.folders = folders;
    }

    /** Performs an operation. A file that cannot be read or written causes an internal error of S3. */
    @FunctionalInterface
    interface Work {
        JsonNode run(CallContext context, ObjectNode input) throws IOException;
    }

    /** The bucket and the key of the source of a copy. */
    record Source(String bucket, String key) {}

    /** Creates an operation on an object. */
    Operation onObject(String action, Work work) {
        return Operation.requiring(
                input -> with(RequiredPermission.of(action, objectArn(bucket(input), key(input))), OBJECT_KEYS, input),
                handler(work));
    }

    /** Creates an operation on a bucket. */
    Operation onBucket(String action, Work work) {
        return Operation.requiring(
                input -> with(RequiredPermission.of(action, bucketArn(bucket(input))), LIST_KEYS, input),
                handler(work));
    }

    /** Creates an operation that copies from another object. */
    Operation copying(Work work) {
        return new Operation(
                input -> {
                    Source source = source(input);
                    return List.of(
                            RequiredPermission.of("s3:GetObject", objectArn(source.bucket(), source.key())),
                            with(
                                    RequiredPermission.of("s3:PutObject", objectArn(bucket(input), key(input))),
                                    OBJECT_KEYS,
                                    input));
                },
                handler(work));
    }

    /** Creates an operation that checks its permissions itself. */
    Operation open(Work work) {
        return Operation.open(handler(work));
    }

    Operation onAccount(String action, Work work) {
        return Operation.requiring(input -> RequiredPermission.of(action, "*"), handler(work));
    }

    private Operation.Handler handler(Work work) {
        return (caller, input) -> {
            for (String member : List.of("ExpectedBucketOwner", "ExpectedSourceBucketOwner")) {
                if (!AwsJson.text(input, member, account.id()).equals(account.id())) {
                    throw S3Errors.COMMON.accessDenied("Access Denied");
                }
            }
            try {
                return work.run(caller, input);
            } catch (IOException e) {
                throw AwsException.of(
                        "InternalError", 500, "We encountered an internal error. Please try again. (" + e + ")");
            }
        };
    }

    private static RequiredPermission with(RequiredPermission permission, Map<String, String> keys, ObjectNode input) {
        RequiredPermission all = permission;
        for (Map.Entry<String, String> key : keys.entrySet()) {
            String value = AwsJson.text(input, key.getKey());
            if (value != null) {
                all = all.with(key.getValue(), List.of(value));
            }
        }
        return all;
    }

    String bucketArn(String bucket) {
        return "arn:" + account.partition() + ":s3:::" + bucket;
    }

    String objectArn(String bucket, String key) {
        return bucketArn(bucket) + "/" + key;
    }

    static String bucket(ObjectNode input) {
        return Inputs.required(input, "Bucket");
    }

    static String key(ObjectNode input) {
        return checked(Inputs.required(input, "Key"));
    }

    static String checked(String key) {
        int size = key.getBytes(StandardCharsets.UTF_8).length;
        if (size > LONGEST_KEY) {
            throw AwsException.of(
                    "KeyTooLongError",
                    400,
                    "Your key is too long",
                    Map.of("Size", Integer.toString(size), "MaxSizeAllowed", Integer.toString(LONGEST_KEY)));
        }
        if (key.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw S3Errors.invalidArgument("A key has at least one character, and is written in UTF-8", "Key", key);
        }
        return key;
    }

    /** Returns the source of a copy: bucket and key, URL-encoded, with or without a leading slash. */
    static Source source(ObjectNode input) {
        String text = Inputs.required(input, "CopySource");
        if (text.contains("?versionId=") && !text.endsWith("?versionId=null")) {
            throw S3Errors.notImplemented("versions of objects");
        }
        String path = URLDecoder.decode(
                text.replaceFirst("\\?versionId=null$", "").replaceFirst("^/", ""), StandardCharsets.UTF_8);
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw S3Errors.invalidArgument(
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                    "x-amz-copy-source",
                    text);
        }
        return new Source(path.substring(0, slash), checked(path.substring(slash + 1)));
    }

    /**
     * Returns the object with a key. For a missing object, a caller without permission to list the bucket with the key as prefix gets
     * AccessDenied, see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a> and <a
     * href="https://github.com/kopia/kopia/pull/3072">observations on prefixes</a>.
     */
    StoredObject find(CallContext caller, String bucket, String key) throws IOException {
        folders.require(bucket);
        return folders.find(bucket, key).orElseThrow(() -> {
            requireAllowed(
                    caller,
                    RequiredPermission.of("s3:ListBucket", bucketArn(bucket)).with("s3:prefix", List.of(key)));
            return S3Errors.noSuchKey(key);
        });
    }

    void requireAllowed(CallContext caller, RequiredPermission permission) {
        context.authorizer().refusal(caller.principal(), permission).ifPresent(message -> {
            throw S3Errors.COMMON.accessDenied(message);
        });
    }
}
