package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * Access of the roles of clusters and jobs to buckets, with the required actions only: the CDK's grants are wider and include legal holds.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html">Service role for cluster EC2
 *     instances</a>
 */
public final class BucketAccess {
    /** The first wildcard or policy variable of a pattern, and all text after it. A token of the CDK is not a variable. */
    private static final Pattern KNOWN_START = Pattern.compile("(?:[*?]|\\$\\{(?!Token\\[)).*", Pattern.DOTALL);

    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> LOCATE = List.of("s3:GetBucketLocation");
    private static final String LIST = "s3:ListBucket";
    private static final List<String> LOCATE_AND_LIST_UPLOADS =
            List.of("s3:GetBucketLocation", "s3:ListBucketMultipartUploads");
    private static final List<String> WRITE =
            List.of("s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject");
    private static final List<String> WRITE_AND_DELETE = List.of(
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:PutObject");

    private static final Map<String, Object> OBJECT_PATTERNS = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::(arn:.*:s3:::[^/]+|<[^>]+\\.Arn>)/.*\\*.*",
            "Objects of one bucket, by the app's pattern of keys");

    private final Construct scope;

    /** @param scope the construct that gets a warning if the policy of a bucket would have to be changed but cannot be */
    public BucketAccess(Construct scope) {
        this.scope = scope;
    }

    /** Grants permission to read one object that cluster nodes trust, such as a jar with certificates, without listing. */
    public void allowReadOne(IBucket bucket, String objectKey, IRole role) {
        CodeProtection.holds(scope, "the security configuration", bucket, objectKey);
        allow(bucket, bucket.arnForObjects(objectKey), READ, Map.of(), role);
        decrypt(bucket, role);
    }

    /** Grants permission to read and list objects. */
    public void allowRead(IBucket bucket, String objectsKeyPattern, IRole role) {
        allow(bucket, LOCATE, READ, objectsKeyPattern, role);
        decrypt(bucket, role);
    }

    /** Grants permission to read and write objects, but not to delete them. */
    public void allowWrite(IBucket bucket, String objectsKeyPattern, IRole role) {
        CodeProtection.writes(scope, role, bucket, objectsKeyPattern);
        allow(bucket, LOCATE_AND_LIST_UPLOADS, WRITE, objectsKeyPattern, role);
        encrypt(bucket, role);
    }

    /** Grants permission to read, write and delete objects. */
    public void allowWriteAndDelete(IBucket bucket, String objectsKeyPattern, IRole role) {
        CodeProtection.writes(scope, role, bucket, objectsKeyPattern);
        allow(bucket, LOCATE_AND_LIST_UPLOADS, WRITE_AND_DELETE, objectsKeyPattern, role);
        encrypt(bucket, role);
    }

    private void decrypt(IBucket bucket, IRole role) {
        IKey key = bucket.getEncryptionKey();
        if (key != null) {
            KeyAccess.allowDecrypt(scope, key, role);
        }
    }

    private void encrypt(IBucket bucket, IRole role) {
        IKey key = bucket.getEncryptionKey();
        if (key != null) {
            KeyAccess.allowDataKeys(scope, key, role);
        }
    }

    private void allow(
            IBucket bucket, List<String> onBucket, List<String> onObjects, String objectsKeyPattern, IRole role) {
        Map<String, Object> prefixes = prefixes(objectsKeyPattern);
        if (prefixes.isEmpty()) {
            List<String> all = new ArrayList<>(onBucket);
            all.add(LIST);
            allow(bucket, bucket.getBucketArn(), all.stream().sorted().toList(), Map.of(), role);
        } else {
            // Bucket location and multipart uploads do not support a prefix condition.
            allow(bucket, bucket.getBucketArn(), onBucket, Map.of(), role);
            allow(bucket, bucket.getBucketArn(), List.of(LIST), prefixes, role);
        }
        allow(bucket, bucket.arnForObjects(objectsKeyPattern), onObjects, Map.of(), role);
    }

    /**
     * Returns the condition for listing keys of a pattern; empty if the pattern matches any beginning. Hadoop's file systems list a folder
     * by its name, with and without a slash, and everything under it in the same ways. The same permission, with the key as prefix,
     * lets S3 report a missing key as missing rather than as forbidden.
     *
     * @see <a href="https://github.com/kopia/kopia/pull/3072">Missing keys below an allowed prefix are not found</a>
     */
    public static Map<String, Object> prefixes(String objectsKeyPattern) {
        String known = KNOWN_START.matcher(objectsKeyPattern).replaceAll("");
        if (known.isEmpty()) {
            return Map.of();
        }
        List<String> prefixes = known.equals(objectsKeyPattern)
                ? List.of(known, known + "/*")
                : known.endsWith("/")
                        ? List.of(known.substring(0, known.length() - 1), known + "*")
                        : List.of(known + "*");
        return Map.of("StringLike", Map.of("s3:prefix", prefixes));
    }

    private void allow(
            IBucket bucket, String resource, List<String> actions, Map<String, Object> conditions, IRole role) {
        RolePolicies.add(role, bucket, statement(actions, resource, conditions, null), List.of(OBJECT_PATTERNS));
        // Across accounts, both sides must allow access.
        if (RolePolicies.isOfAnotherAccount(role, bucket)
                && !bucket.addToResourcePolicy(statement(actions, resource, conditions, role))
                        .getStatementAdded()) {
            Warnings.add(
                    scope,
                    "bucketPolicyNotChanged",
                    "The policy of the bucket %s can't be changed here: it must allow %s on %s to the role %s"
                            .formatted(bucket.getBucketName(), actions, resource, role.getRoleArn()));
        }
    }

    private static PolicyStatement statement(
            List<String> actions, String resource, Map<String, Object> conditions, @Nullable IRole principal) {
        PolicyStatement.Builder statement = PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(resource))
                .conditions(conditions);
        return principal == null
                ? statement.build()
                : statement
                        .principals(List.of(new ArnPrincipal(principal.getRoleArn())))
                        .build();
    }
}
