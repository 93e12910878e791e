package io.github.emrlaunch.core.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * Access of the roles of clusters and jobs to buckets, action by action: the CDK's own grants are wider, down to legal holds.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html">Service role for cluster EC2
 *     instances</a>
 */
public final class BucketAccess {
    private static final List<String> LIST = List.of("s3:GetBucketLocation", "s3:ListBucket");
    private static final List<String> READ = List.of("s3:GetObject");
    private static final List<String> LIST_UPLOADS =
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads");
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
            "Objects of one bucket by a pattern of their keys, as the app names them");

    private final Construct scope;

    /** @param scope the construct that gets a warning where a bucket's own policy would have to be changed and can't be */
    public BucketAccess(Construct scope) {
        this.scope = scope;
    }

    /** Allows to read one object, without listing. */
    public void allowReadOne(IBucket bucket, String objectKey, IRole role) {
        allow(bucket, List.of(), READ, objectKey, role);
        decrypt(bucket, role);
    }

    /** Allows to read and list objects. */
    public void allowRead(IBucket bucket, String objectsKeyPattern, IRole role) {
        allow(bucket, LIST, READ, objectsKeyPattern, role);
        decrypt(bucket, role);
    }

    /** Allows to read and write objects, not to delete them. */
    public void allowWrite(IBucket bucket, String objectsKeyPattern, IRole role) {
        allow(bucket, LIST_UPLOADS, WRITE, objectsKeyPattern, role);
        encrypt(bucket, role);
    }

    /** Allows to read, write and delete objects. */
    public void allowWriteAndDelete(IBucket bucket, String objectsKeyPattern, IRole role) {
        allow(bucket, LIST_UPLOADS, WRITE_AND_DELETE, objectsKeyPattern, role);
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
        if (!onBucket.isEmpty()) {
            allow(bucket, onBucket, bucket.getBucketArn(), role);
        }
        allow(bucket, onObjects, bucket.arnForObjects(objectsKeyPattern), role);
    }

    private void allow(IBucket bucket, List<String> actions, String resource, IRole role) {
        RolePolicies.add(role, bucket, statement(actions, resource, null), List.of(OBJECT_PATTERNS));
        // Between accounts both sides must allow it.
        if (RolePolicies.isOfAnotherAccount(role, bucket)
                && !bucket.addToResourcePolicy(statement(actions, resource, role))
                        .getStatementAdded()) {
            Warnings.add(
                    scope,
                    "bucketPolicyNotChanged",
                    "The policy of the bucket %s can't be changed here: it must allow %s on %s to the role %s"
                            .formatted(bucket.getBucketName(), actions, resource, role.getRoleArn()));
        }
    }

    private static PolicyStatement statement(List<String> actions, String resource, @Nullable IRole principal) {
        PolicyStatement.Builder statement =
                PolicyStatement.Builder.create().actions(actions).resources(List.of(resource));
        return principal == null
                ? statement.build()
                : statement
                        .principals(List.of(new ArnPrincipal(principal.getRoleArn())))
                        .build();
    }
}
